import assert from "node:assert/strict";
import { requiresSwarm } from "../../inventory/require-swarm.ts";

describe("a preview where the Swarm is out of reach", () => {
  it("is refused outside of CI, and not in CI, where the config says nothing", () => {
    for (const environment of [{}, { CI: "" }, { CI: "0" }, { CI: "false" }, { CI: "False" }]) {
      assert.equal(requiresSwarm(undefined, environment), true, JSON.stringify(environment));
    }
    for (const CI of ["true", "1", "woodpecker"]) assert.equal(requiresSwarm(undefined, { CI }), false, CI);
  });

  it("is what the config says, in CI and elsewhere", () => {
    for (const required of [true, false]) {
      for (const environment of [{}, { CI: "true" }]) assert.equal(requiresSwarm(required, environment), required);
    }
  });
});
