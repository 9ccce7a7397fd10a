import assert from "node:assert/strict";
import { longWords } from "../../scan/words.ts";
import { random } from "../../tools/bench/planted.ts";

describe("the long words of a text", () => {
  it("are those that a pattern finds, wherever they begin and end", () => {
    for (let round = 0; round < 500; round++) {
      // Runs of word characters around the limit, between one, two or three others.
      const runs = Array.from({ length: 12 }, () => random(15 + (Number(random(2, "0123456789")) % 25), "aZ9+/_-"));
      const text = runs.map((run) => run + random(1 + (run.length % 3), " .\n€")).join("");
      const found = [...longWords(text)].map(({ start, end }) => text.slice(start, end));
      assert.deepEqual(found, text.match(/[A-Za-z0-9+/_-]{24,}/g) ?? []);
    }
  });

  it("are none in an empty text, and one in a text that is one", () => {
    assert.deepEqual([...longWords("")], []);
    assert.deepEqual([...longWords("a".repeat(23))], []);
    assert.deepEqual([...longWords("a".repeat(24))], [{ start: 0, end: 24 }]);
  });
});
