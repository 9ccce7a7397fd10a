import assert from "node:assert/strict";
import { InventoryError, problem } from "../../inventory/problems.ts";
import { RotationError } from "../../rotation/rotation-error.ts";
import { SwarmError } from "../../swarm/engine/errors.ts";
import { describeError } from "../../cli/describe-error.ts";

describe("what a terminal shows of an error", () => {
  it("is a user's mistake with what to do about it, and never a stack trace, from whichever room it comes", () => {
    const remedy = "Start it:\ndocker version";
    assert.equal(
      describeError(new SwarmError("unreachable", "Nothing answers.", remedy)),
      "Nothing answers.\n  Start it:\n  docker version",
    );
    assert.equal(describeError(new RotationError("It was used.", "Use 5.")), "It was used.\n  Use 5.");
    const inventory = describeError(new InventoryError([problem(["secrets"], "missing", "missing.", "Set it.")]));
    assert.match(inventory, /^The stack config has a problem:\n {2}\S*secrets: missing\. Set it\.$/);
  });

  it("is where any other error came from", () => {
    assert.match(
      describeError(new TypeError("a mistake in here")),
      /^TypeError: a mistake in here\n +at .*describe-error\.test/,
    );
    assert.equal(describeError("thrown text"), "thrown text");
  });
});
