import assert from "node:assert/strict";
import { composeDocuments } from "../../policy/compose-text.ts";

describe("a text that may be a compose file", () => {
  it("is told by what is in it, and read document by document", () => {
    assert.deepEqual(composeDocuments("secrets: { a: { external: true } }"), [{ secrets: { a: { external: true } } }]);
    assert.equal(composeDocuments("include: a.yml\n---\nservices: {}\n---\nother: 1\n").length, 2);
    assert.equal(composeDocuments('\uFEFF# comment\n\n"secrets": {}\n').length, 1);
  });

  it("is none without a mapping of these keys, one that cannot be parsed, and one that grows without end", () => {
    for (const text of ["", "secrets:", "- secrets: {}", "a: { secrets: {} }", "secrets: {", "secrets: { a: *b }"]) {
      assert.deepEqual(
        composeDocuments(text).filter(({ secrets }) => secrets !== null),
        [],
        text,
      );
    }
    const doubled = Array.from({ length: 30 }, (_, index) => `x${index + 1}: &x${index + 1} [*x${index}, *x${index}]`);
    assert.deepEqual(composeDocuments(`x0: &x0 [1]\n${doubled.join("\n")}\nsecrets: { a: *x30 }`), []);
  });
});
