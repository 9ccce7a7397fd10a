import assert from "node:assert/strict";
import { formatMode, modeFault, modePattern, parseMode } from "../../rotation/mode.ts";

describe("a mode", () => {
  it("is four octal digits, and the same bits", () => {
    for (const [text, bits] of Object.entries({
      "0444": 0o444,
      "0400": 0o400,
      "0000": 0,
      "0777": 0o777,
      "0040": 0o40,
    })) {
      assert.equal(parseMode(text), bits);
      assert.equal(formatMode(bits), text);
      assert.match(text, modePattern);
    }
  });

  it("with bits beyond those, as somebody's hand may set it, is shown with all of them", () => {
    assert.equal(formatMode(0o1444), "1444");
    assert.equal(parseMode(formatMode(0o104444)), 0o104444);
  });

  it("is at most 0444, whatever bits it is wider by", () => {
    for (const mode of [0o444, 0o440, 0o404, 0o400, 0o044, 0]) assert.equal(modeFault(mode), undefined);
    for (const mode of [0o644, 0o555, 0o446, 0o200, 0o001, 0o777, 0o1444]) {
      assert.equal(modeFault(mode)?.problem, "wider than 0444", formatMode(mode));
    }
  });

  it("is held against a narrower limit where there is one", () => {
    assert.equal(modeFault(0o400, 0o400), undefined);
    assert.equal(modeFault(0o440, 0o400)?.problem, "wider than 0400");
  });
});
