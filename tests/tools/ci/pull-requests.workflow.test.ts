import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { projectDir } from "../../../tools/paths.ts";
import { jobsWithoutCredentials } from "./workflow-run.ts";

describe("the workflow on a pull request, of which the table tries the jobs without credentials", () => {
  const runs = jobsWithoutCredentials().map(({ steps }) =>
    steps.flatMap(({ run }) => (run === undefined || run === "npm ci" ? [] : [run])),
  );

  it("runs the base's scripts and nothing else: on the merge of the two, every check, and then the preview", () => {
    const checks = globSync("tools/ci/check*.sh", { cwd: projectDir }).map((script) => `base/${script}`);
    const merge = "base/tools/ci/merge.sh";
    assert.deepEqual(
      runs.map(([first, ...scripts]) => [first, ...scripts.toSorted()]),
      [
        [merge, ...checks.sort()],
        [merge, "base/tools/ci/preview-unprivileged.sh"],
      ],
    );
  });

  it("checks the base out as the branch has it, and what is judged beside it", () => {
    for (const { steps } of jobsWithoutCredentials()) {
      const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@") === true);
      assert.deepEqual(
        checkouts.map(({ with: inputs }) => inputs?.["path"]),
        ["base", "head"],
      );
      assert.match(checkouts[0]?.with?.["ref"] ?? "", /github\.event\.pull_request\.base\.sha/);
    }
  });
});
