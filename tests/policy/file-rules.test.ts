import assert from "node:assert/strict";
import { fileRulesFor, remembering } from "../../policy/file-rules.ts";
import type { Located } from "../../scan/finding.ts";

describe("the rules by which policies scan files", () => {
  /** A rule that finds the text itself, and counts how often it looks. */
  function counted() {
    const looks: string[] = [];
    const rule = remembering((file, text): Located[] => {
      looks.push(text);
      return [{ file, line: 1, lastLine: 1, kind: "text", fingerprint: text }];
    });
    const found = async (file: string, text: string) => (await rule(file, text)).map(({ fingerprint }) => fingerprint);
    return { looks, found };
  }

  it("look once at a text, whoever asks, and find the same in it", async () => {
    const { looks, found } = counted();
    assert.deepEqual(await Promise.all([found("a", "one"), found("a", "one")]), [["one"], ["one"]]);
    assert.deepEqual(await found("a", "one"), ["one"]);
    assert.deepEqual(looks, ["one"]);
  });

  it("look anew at another text of the file, and at the same text in another file", async () => {
    const { looks, found } = counted();
    for (const [file, text] of [
      ["a", "one"],
      ["a", "two"],
      ["a", "one"],
      ["b", "one"],
    ] as const) {
      assert.deepEqual(await found(file, text), [text]);
    }
    assert.deepEqual(looks, ["one", "two", "one", "one"]);
  });

  it("fail for everybody who asks", async () => {
    const rule = remembering(() => Promise.reject(new Error("cannot look")));
    await assert.rejects(async () => await rule("a", "one"), /cannot look/);
    await assert.rejects(async () => await rule("a", "one"), /cannot look/);
  });

  it("are the same ones for the same folder, and others for another", () => {
    assert.equal(fileRulesFor("/a").plainText, fileRulesFor("/a").plainText);
    assert.notEqual(fileRulesFor("/a").plainText, fileRulesFor("/b").plainText);
  });
});
