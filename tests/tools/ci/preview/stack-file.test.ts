import assert from "node:assert/strict";
import { isConfig, securePaths, topLevel, withKey, withSecure } from "../../../../tools/ci/preview/stack-file.ts";
import { UserError } from "../../../../rotation/user-error.ts";

const text = `# The stack.
encryptionsalt: v1:abc
config:
  shop:values:
    db: # a word
      "1": {secure: v1:one}
      "2":
        secure: v1:two
  shop:mode: 0400
  shop:list: [{secure: v1:three}, plain]
environment: [evil]
`;

describe("the text of a stack's file", () => {
  it("has its encrypted values replaced, and stays as it is everywhere else", () => {
    assert.deepEqual(securePaths(text), [
      ["shop:values", "db", "1"],
      ["shop:values", "db", "2"],
      ["shop:list", "0"],
    ]);
    const replaced = withSecure(text, (at) => `at ${at.join("/")}`);
    const expected = text
      .replace("v1:one", '"at shop:values/db/1"')
      .replace("v1:two", '"at shop:values/db/2"')
      .replace("v1:three", '"at shop:list/0"');
    assert.equal(replaced, expected);
  });

  it("is taken apart by the keys at its top", () => {
    assert.equal(
      topLevel(text, (key) => !isConfig(key)),
      "encryptionsalt: v1:abc\nenvironment: [evil]\n",
    );
    assert.match(topLevel(text, isConfig), /^config:\n {2}shop:values:[^]* plain\]\n$/);
    assert.equal(topLevel("# nothing\n", isConfig), "");
  });

  it("gets a key that it has not, or in the place of the one that it has", () => {
    assert.match(withKey(text, "shop:new", { a: 1 }), /^config:\n {2}"shop:new": \{"a":1\}\n {2}shop:values:\n/m);
    assert.match(withKey(text, "shop:values", {}), /^config:\n {2}"shop:values": \{\}\n {2}shop:mode: 0400\n/m);
  });

  it("is refused when it is no mapping that can be cut apart", () => {
    for (const odd of ["- a\n", "{config: {}}\n", "config: [\n", "a: 1\na: 2\n"]) {
      assert.throws(() => topLevel(odd, isConfig), UserError, odd);
    }
  });
});
