// Random sequences against the program's parts on a fake Swarm, under a fake engine: see docs/decisions/0020-model-based-test.md.
import assert from "node:assert/strict";
import process from "node:process";
import { bugs, type BugName } from "./bugs.ts";
import { chooseSeed } from "../support/seed.ts";
import { describe as describeFinding, explore } from "./exploration.ts";

const seed = chooseSeed("BUSFLOW_MODEL_SEED");
/** More, to look longer. */
const runs = Number(process.env["BUSFLOW_MODEL_RUNS"] ?? 80);
const length = 12;

describe(`the model on a fake Swarm, seed ${seed}`, function () {
  this.timeout(1800_000);

  it("holds its invariants through random sequences", async () => {
    const finding = await explore({ seed, runs, length });
    assert.equal(finding.violation, undefined, describeFinding(finding, seed));
    assert.ok(finding.greens > finding.runs, `${finding.greens} runs were green in ${finding.runs} sequences`);
  });

  for (const bug of Object.keys(bugs) as BugName[]) {
    it(`finds a part that ${bug}`, async () => {
      const finding = await explore({ seed, runs: 500, length, bug });
      assert.equal(finding.violation?.invariant, bugs[bug].breaks, describeFinding(finding, seed));
    });
  }
});
