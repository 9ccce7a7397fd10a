import assert from "node:assert/strict";
import { plural, wholeDays } from "../../cli/words.ts";

describe("words that commands share", () => {
  it("count things", () => {
    assert.deepEqual([plural(1, "day"), plural(2, "day"), plural(0, "secret")], ["1 day", "2 days", "0 secrets"]);
  });

  it("say a stretch of time by its largest unit", () => {
    const hour = 3_600_000;
    assert.deepEqual([95 * 24 * hour, 47 * hour, 90 * 60_000, 59_000, -1].map(wholeDays), [
      "95 d",
      "47 h",
      "1 h",
      "0 min",
      "0 min",
    ]);
  });
});
