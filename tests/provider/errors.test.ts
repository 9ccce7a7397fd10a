import assert from "node:assert/strict";
import { InventoryError } from "../../inventory/problems.ts";
import { UserError } from "../../inventory/user-error.ts";
import { printsStack, RotationError } from "../../provider/errors.ts";
import { SwarmError } from "../../swarm/errors.ts";

/** What the SDK prints of an error. */
const printed = (error: Error): string => `${String(error)}: ${error.stack ?? ""}`;

describe("what the provider prints of an error besides its message", () => {
  const mistakes = [
    new UserError("A problem.", "Mend it."),
    new RotationError("A problem.", "Mend it."),
    new InventoryError([]),
    new SwarmError("paused", "A problem.", "Mend it."),
  ];
  for (const mistake of mistakes) {
    it(`is nothing of a user's mistake: ${mistake.name}`, () => {
      assert.equal(printsStack(printed(mistake)), false);
    });
  }

  it("is the stack of any other, and whatever else is printed", () => {
    for (const bug of [new TypeError("SwarmError: no"), new Error("x")]) assert.equal(printsStack(printed(bug)), true);
    assert.equal(printsStack(undefined), true);
    assert.equal(printsStack("a line"), true);
  });
});
