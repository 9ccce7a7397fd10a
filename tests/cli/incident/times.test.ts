import assert from "node:assert/strict";
import { saidTime } from "../../../cli/incident/times.ts";

describe("a time that a person says", () => {
  const now = new Date(2026, 10, 23, 9, 30);

  it("is now, an hour of the last day, or a time with its zone", () => {
    assert.equal(saidTime("now")(now), now.toISOString());
    assert.equal(Date.parse(saidTime("09:00")(now)), new Date(2026, 10, 23, 9, 0).getTime());
    assert.equal(Date.parse(saidTime("09:31")(now)), new Date(2026, 10, 22, 9, 31).getTime());
    assert.equal(saidTime("2026-11-23T10:00:00+01:00")(now), "2026-11-23T09:00:00.000Z");
    assert.equal(saidTime("2026-11-23T09:00:00.123Z")(now), "2026-11-23T09:00:00.000Z");
  });

  it("is nothing else", () => {
    for (const word of ["soon", "9", "25:00", "2026-11-23", "2026-11-23T09:00:00", "2026-13-23T09:00:00Z", ""]) {
      assert.throws(() => saidTime(word), /Set it to now/, word);
    }
  });
});
