import assert from "node:assert/strict";
import path from "node:path";
import { execa } from "execa";
import { projectDir } from "../../../tools/paths.ts";
import { resultsVariable } from "../../../tools/test-run/results.ts";

describe("the tests that start engines", () => {
  it("fail with what to do where they cannot be run, rather than be left out", async () => {
    const mocha = path.join(projectDir, "node_modules", ".bin", "mocha");
    const files = ["ground", "process-engine"].map((name) =>
      path.join(projectDir, "tests", "tools", "sandbox", `${name}.test.ts`),
    );
    // In a user namespace of its own a process is nobody, and reads what it could read before.
    const env = { [resultsVariable]: undefined };
    const run = await execa("unshare", ["--user", mocha, ...files], { cwd: projectDir, env, reject: false, all: true });
    assert.equal(run.exitCode, 3, run.all);
    assert.match(run.all, /^ +3 failing$/m);
    assert.match(run.all, /These tests need root\. Run them as root on a machine with Docker Engine: sudo npm test/);
  });
});
