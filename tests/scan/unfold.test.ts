import assert from "node:assert/strict";
import { unfold } from "../../scan/unfold.ts";

const texts = (text: string, isYaml = true): string[] => unfold(text, isYaml).map((found) => found.text);

describe("a value that is split over lines", () => {
  it("is put together from YAML's block scalars, whatever their style", () => {
    for (const style of ["|", ">", ">-", "|2-", "> # folded"]) {
      assert.deepEqual(texts(`key: ${style}\n  ghp_abc\n  def\nb: 1\n`), ["key:  ghp_abcdef"], style);
    }
    assert.deepEqual(texts("key: !!str >-\n  ghp_abc\n  def\n"), ["key: !!str ghp_abcdef"]);
    assert.deepEqual(texts("- >-\n  ghp_abc\n  def\n- b\n"), ["- ghp_abcdef"]);
  });

  it("is put together from a scalar that goes on below its key, or behind its first words", () => {
    assert.deepEqual(texts("key:\n  ghp_abc\n  def\nb: 1\n"), ["key: ghp_abcdef"]);
    assert.deepEqual(texts('key: "ghp_abcdefgh\n  ijkl"\nb: 1\n'), ['key: "ghp_abcdefghijkl"']);
  });

  it("is put together behind backslashes, in any file", () => {
    assert.deepEqual(texts('deploy --with "glpat-abc\\\ndefgh"\n', false), ['deploy --with "glpat-abcdefgh"']);
  });

  it("is told with its place in the text", () => {
    const text = "x: 1\nkey: >-\n  ghp_abc\n  def\nb: 1\n";
    const [found] = unfold(text, true);
    assert.equal(text.slice(found?.start, found?.end), "key: >-\n  ghp_abc\n  def");
  });

  it("is not made of two settings, nor of lines with several words, nor in a file that is not YAML", () => {
    assert.deepEqual(texts("one:\n  two:\n    three: 3\n"), []);
    assert.deepEqual(texts("one: >-\n  several words\n  in a line\n"), []);
    assert.deepEqual(texts("list:\n  - a\n  - b\n"), []);
    assert.deepEqual(texts("key: >-\n  ghp_abc\n  def\n", false), []);
  });

  it("keeps the lines of a private key, whose first has spaces in it", () => {
    const [found = ""] = texts("key: |\n  -----BEGIN PRIVATE KEY-----\n  abc\n  -----END PRIVATE KEY-----\nb: 1\n");
    assert.equal(found, "key:  -----BEGIN PRIVATE KEY-----abc-----END PRIVATE KEY-----");
  });
});
