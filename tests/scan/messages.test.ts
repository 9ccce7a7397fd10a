import assert from "node:assert/strict";
import { oneLine, placeOf } from "../../scan/messages.ts";

describe("a finding's place", () => {
  it("is the path and the line, and the commit in short", () => {
    assert.equal(placeOf({ file: "docs/ä b.md", line: 3, kind: "x", fingerprint: "" }), "docs/ä b.md:3");
    const commit = "0123456789abcdef";
    assert.equal(placeOf({ file: "a", line: 1, kind: "x", fingerprint: "", commit }), "a:1 (commit 0123456789ab)");
  });

  it("is one line that no terminal and no runner of workflows obeys", () => {
    for (const [file, said] of [
      ["a\n::stop-commands::x", String.raw`"a\n::stop-commands::x"`],
      ["::add-mask::a", '"::add-mask::a"'],
      ["\u001b[2Ja", String.raw`"\u001b[2Ja"`],
      ["a\u202eb\u200b", '"a?b?"'],
    ] as const) {
      assert.equal(oneLine(file), said);
    }
  });
});
