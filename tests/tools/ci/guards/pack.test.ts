import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { policies } from "../../../../policy/policies.ts";
import { policiesOf, strictness } from "../../../../tools/ci/guards/pack.ts";
import { projectDir } from "../../../../tools/paths.ts";

describe("the policy pack, read from its source", () => {
  it("has the policies that it registers, each with its level", async () => {
    const read = await policiesOf((file) => readFile(path.join(projectDir, file), "utf8"));
    assert.deepEqual([...read.keys()].sort(), policies.map(({ name }) => name).sort());
    for (const { name, enforcementLevel = "mandatory" } of policies) {
      const level = read.get(name) ?? "";
      if (strictness(level) !== undefined) assert.equal(level, enforcementLevel, name);
      else assert.equal(name, "consumer-health-gated", level);
    }
  });
});
