import assert from "node:assert/strict";
import { suggestion } from "../../rotation/suggestion.ts";

describe("a suggestion", () => {
  const candidates = ["current", "retain", "mode"];

  it("is what a misspelt word is closest to", () => {
    assert.equal(suggestion("curent", candidates), " Did you mean current?");
    assert.equal(suggestion("retian", candidates), " Did you mean retain?");
  });

  it("is none where more than a third of the letters differ, nor where there is nothing to choose from", () => {
    assert.equal(suggestion("foo", candidates), "");
    assert.equal(suggestion("made", ["mode"]), " Did you mean mode?");
    assert.equal(suggestion("mxxe", ["mode"]), "");
    assert.equal(suggestion("curent", []), "");
  });

  it("allows a short word one letter", () => {
    assert.equal(suggestion("ui", ["uid"]), " Did you mean uid?");
    assert.equal(suggestion("x", ["uid"]), "");
  });
});
