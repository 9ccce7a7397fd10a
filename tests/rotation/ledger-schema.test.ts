import assert from "node:assert/strict";
import { parseLedger } from "../../rotation/ledger-schema.ts";

const at = "2026-11-23T09:00:00.000Z";
const incident = { ticket: "SEC-42", version: 2, discoveredAt: at, revokedAt: at, missedDeadline: false };
const whole = {
  ...{ current: 2, settledAt: at, retentionHours: 72, incident },
  versions: { 1: { addedAt: at, since: at, revokedBy: "SEC-42" }, 2: { addedAt: at, fingerprint: "named:ab" } },
  lingering: [{ node: "n3", hostname: "worker-3", version: 1 }],
};

describe("the text of a ledger", () => {
  it("is read as it was written, with what a later program may have added", () => {
    const later = { ...whole, versions: { ...whole.versions, 3: { addedAt: at, colour: "red" } }, mood: "good" };
    for (const ledger of [whole, later, { versions: {} }]) {
      assert.deepEqual(parseLedger(JSON.stringify(ledger)), ledger);
    }
  });

  const faults: Record<string, unknown> = {
    "a list": [],
    "no versions": { current: 2 },
    "a version that is no number": { ...whole, versions: { x: { addedAt: at } } },
    "a version 0": { ...whole, versions: { 0: { addedAt: at } } },
    "a version without the time it was added": { ...whole, versions: { 1: { since: at } } },
    "a day for a time": { ...whole, versions: { 1: { addedAt: "2026-11-23" } } },
    "a word for the current version": { ...whole, current: "2" },
    "a word for when it was settled": { ...whole, settledAt: "yesterday" },
    "an incident without a ticket": { ...whole, incident: { ...incident, ticket: undefined } },
    "an incident that does not say whether it missed its deadline": {
      ...whole,
      incident: { ...incident, missedDeadline: undefined },
    },
    "a node without a name": { ...whole, lingering: [{ node: "n3", version: 1 }] },
  };
  for (const [what, ledger] of Object.entries(faults)) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => parseLedger(JSON.stringify(ledger)), { name: "ZodError" });
    });
  }

  it("is refused where it is no JSON", () => {
    assert.throws(() => parseLedger("{"), SyntaxError);
  });
});
