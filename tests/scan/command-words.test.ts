import assert from "node:assert/strict";
import { wordsFrom } from "../../scan/command-words.ts";

const words = (text: string): string[] => wordsFrom(text, 0).map((word) => word.text);

describe("the words of a command", () => {
  it("are read with and without quotes, in a list, and over lines, with their places", () => {
    assert.deepEqual(words(` -a 'b c' "d" e=f`), ["-a", "b c", "d", "e=f"]);
    assert.deepEqual(words(`, "-a", "b"]`), ["-a", "b"]);
    assert.deepEqual(words(" -a \\\n  b"), ["-a", "b"]);
    const text = ` -p 'abc'`;
    assert.deepEqual(
      wordsFrom(text, 0).map(({ start, end }) => text.slice(start, end)),
      ["-p", "abc"],
    );
  });

  it("end with the command", () => {
    for (const text of [" a; b", " a | b", " a && b", " a\nb"]) assert.deepEqual(words(text), ["a"], text);
  });
});
