// How the commands read: however large the Swarm is, they ask the Engine the same seven questions. On a small one
// tests/cli/commands/metrics.test.ts sees them.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { largeConfig, largeSwarm, type Size } from "../../tools/bench/large/swarm.ts";
import { projectDir } from "../../tools/paths.ts";
import { fakeEngine } from "../../tools/sandbox/engine-proxy.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("a reading", function () {
  this.timeout(120_000);
  const folder = useTempDir();
  const questions = ["/configs", "/info", "/nodes", "/secrets", "/services", "/tasks", "/version"];

  /** Runs a command on a Swarm that is made up: nothing on it differs from what is declared. */
  async function run(size: Size, words: readonly string[]) {
    await writeFile(path.join(folder(), "Pulumi.yaml"), "name: large\nruntime: nodejs\n");
    await writeFile(path.join(folder(), "Pulumi.prod.yaml"), JSON.stringify(largeConfig(size)));
    const engine = await fakeEngine(largeSwarm(size));
    try {
      const script = path.join(projectDir, "cli", "secrets.mjs");
      const env = { DOCKER_HOST: engine.host, DOCKER_CONTEXT: "", PULUMI_STACK: "" };
      const { exitCode, stdout, stderr } = await execa(process.execPath, [script, ...words], {
        ...{ cwd: folder(), env, reject: false, stdin: "ignore", timeout: 60_000 },
      });
      return { exitCode, stdout, stderr, asked: engine.asked.toSorted() };
    } finally {
      await engine.close();
    }
  }

  const large = { secrets: 1000, services: 500 };
  const commands: [string[], RegExp][] = [
    [["status", "--json"], /"needs": \[\],/],
    [["drift", "--strict"], /^✓ the Swarm is as declared$/],
    [["due"], /^✓ nothing is due within 30 days$|^SECRET/],
    [["metrics", "--once", "--timeout", "60"], /^swarm_secret_up\{namespace="bench",stack="prod"\} 1$/m],
  ];
  for (const [words, said] of commands) {
    it(`takes seven requests for ${words.join(" ")} of 1,000 secrets and 500 services`, async () => {
      const { exitCode, stdout, stderr, asked } = await run(large, words);
      assert.deepEqual([exitCode, stderr], [0, ""]);
      assert.match(stdout, said);
      assert.deepEqual(asked, questions);
    });
  }
});
