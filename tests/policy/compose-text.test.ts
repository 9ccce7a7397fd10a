import assert from "node:assert/strict";
import { composeText } from "../../policy/compose-text.ts";

describe("a text that may be a compose file", () => {
  it("is told by what is in it, and read document by document", () => {
    assert.deepEqual(composeText("secrets: { a: { external: true } }"), {
      documents: [{ secrets: { a: { external: true } } }],
      isUnclear: false,
      names: [],
    });
    assert.equal(composeText("include: a.yml\n---\nservices: {}\n---\nother: 1\n").documents.length, 2);
    assert.equal(composeText('\uFEFF# comment\n\n"secrets": {}\n').documents.length, 1);
    assert.equal(composeText('"secr\\u0065ts": {}\rx: 1\r').documents.length, 1);
    assert.equal(composeText(`${"# long\n".repeat(400_000)}secrets: {}`).documents.length, 1);
  });

  it("is none without a mapping of these keys", () => {
    for (const text of ["", "- secrets: {}", "a: { secrets: {} }", "import secrets: x"]) {
      assert.deepEqual(composeText(text), { documents: [], isUnclear: false, names: [] }, text);
    }
  });

  it("is not clear when it cannot be parsed, has a key twice, or grows without end", () => {
    const doubled = Array.from({ length: 30 }, (_, index) => `x${index + 1}: &x${index + 1} [*x${index}, *x${index}]`);
    const endless = `x0: &x0 [1]\n${doubled.join("\n")}\nsecrets: { a: *x30 }`;
    for (const text of ["secrets: {", "secrets: { a: *b }", "secrets: {}\nsecrets: {}", endless]) {
      assert.deepEqual(composeText(text), { documents: [], isUnclear: true, names: [] }, text.slice(0, 40));
    }
  });
});
