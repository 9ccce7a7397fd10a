import assert from "node:assert/strict";
import { lastRotated } from "../../rotation/last-rotated.ts";

const [added, since, later] = ["2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"];

describe("when a secret was rotated last", () => {
  it("is when its current version came into use", () => {
    const versions = { 1: { addedAt: added, since: added }, 2: { addedAt: added, since } };
    assert.deepEqual(lastRotated({ versions, current: 2 }), new Date(since));
  });

  it("is when the version was declared to which services were taken back", () => {
    const versions = { 1: { addedAt: added, since: later }, 2: { addedAt: since, since } };
    assert.deepEqual(lastRotated({ versions, current: 1 }), new Date(added));
  });

  it("is not known where nothing is on record", () => {
    assert.equal(lastRotated({ versions: {} }), undefined);
    assert.equal(lastRotated({ versions: { 1: { addedAt: added } }, current: 1 }), undefined);
  });
});
