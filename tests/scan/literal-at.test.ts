import assert from "node:assert/strict";
import { bareAt, quotedAt } from "../../scan/literal-at.ts";

describe("a literal", () => {
  it("is read in quotes of any language, escaped ones too", () => {
    for (const text of ['"a b"', "'a b'", "`a b`", '"""a b"""', 'r"a b"', '@"a b"', '\\"a b\\"', "N'a b'"]) {
      const literal = quotedAt(text, 0, false);
      assert.equal(literal?.text, "a b", text);
      assert.equal(text.slice(literal.start, literal.end), "a b", text);
    }
    assert.equal(quotedAt('"a\\"b"', 0, false)?.text, 'a\\"b');
    for (const text of ['"a', '"a\n"', "a"]) assert.equal(quotedAt(text, 0, false), undefined, text);
  });

  it("is put together from several", () => {
    for (const text of ['"a" + "b"', '"a" .\n  "b"', '"a" \\\n "b"'])
      assert.equal(quotedAt(text, 0, true)?.text, "ab", text);
    assert.equal(quotedAt('"a"\n"b"', 0, false)?.text, "a");
    assert.equal(quotedAt('"a", "b"', 0, true)?.text, "a");
  });

  it("is read bare: to the line's end, or to the next word, with brackets that belong to it", () => {
    assert.equal(bareAt("a$(b) c # d\ne", 0, true)?.text, "a$(b) c");
    assert.equal(bareAt("a[0] b", 0, false)?.text, "a[0]");
    assert.equal(bareAt("abc) b", 0, false)?.text, "abc");
    assert.equal(bareAt("ab", 0, false), undefined);
  });
});
