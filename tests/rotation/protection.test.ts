import assert from "node:assert/strict";
import { isProtectedStack } from "../../rotation/protection.ts";

describe("a stack", () => {
  it("is protected whatever it is called, unless that is dev", () => {
    for (const stack of ["prod", "production", "prod-eu", "staging", "preprod", "mine", "dev-eu", "Dev", ""]) {
      assert.equal(isProtectedStack(stack), true, stack);
    }
    assert.equal(isProtectedStack("dev"), false);
  });

  it("is what the config says, where that is asked", () => {
    assert.equal(isProtectedStack("prod", false), false);
    assert.equal(isProtectedStack("dev", true), true);
  });
});
