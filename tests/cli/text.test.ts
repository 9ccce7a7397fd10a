import assert from "node:assert/strict";
import { dayText, fitNames, labelled, moment, table, wrap } from "../../cli/text.ts";

describe("text for a terminal", () => {
  it("is broken between words, and a long word has a line of its own", () => {
    assert.deepEqual(wrap("one two three", 7), ["one two", "three"]);
    assert.deepEqual(wrap("a incomprehensibilities b", 5), ["a", "incomprehensibilities", "b"]);
    assert.deepEqual(labelled("api", 6, "x ".repeat(60).trim())[1]?.slice(0, 7), "      x");
  });

  it("names as many as fit, and counts the rest", () => {
    assert.equal(fitNames(["api", "worker"], 20), "api, worker");
    assert.equal(fitNames(["api", "worker", "hasura", "exporter"], 16), "api, worker +2");
    assert.equal(fitNames(["a-very-long-service-name", "b"], 12), "a-very-… +1");
    assert.equal(fitNames([], 12), "");
  });

  it("has columns two spaces apart, and nothing at a line's end", () => {
    assert.deepEqual(
      table([
        ["A", "BB", "C"],
        ["long", "b", ""],
      ]),
      ["A     BB  C", "long  b"],
    );
  });

  it("says a time with the day where that is another one, and a day with its year", () => {
    const now = new Date(2026, 10, 27, 12, 0);
    assert.equal(moment(new Date(2026, 10, 27, 2, 13), now), "02:13");
    assert.equal(moment(new Date(2026, 10, 26, 10, 4), now), "Thu 10:04");
    assert.equal(moment(new Date(2027, 0, 4, 10, 4), now), "4 Jan 10:04");
    assert.equal(dayText("2026-12-07", now), "7 Dec");
    assert.equal(dayText("2027-01-04", now), "4 Jan 27");
  });
});
