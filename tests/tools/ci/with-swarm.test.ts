// with-swarm.sh, sync-preview.sh and sync-up.sh. The program that these two run is a stand-in that says what it was called with: no test
// has run them with the real one.
import { execa } from "execa";
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../../tools/paths.ts";
import { eventually } from "../../support/eventually.ts";
import { systemPath } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a step that goes to the Swarm", () => {
  const folder = useTempDir();

  async function run(script: string, words: string[], env: Record<string, string> = {}) {
    const bin = path.join(folder(), "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, "pulumi"), '#!/bin/sh\necho "pulumi $*"\nexit 3\n');
    chmodSync(path.join(bin, "pulumi"), 0o755);
    return await execa(path.join(projectDir, "tools", "ci", script), words, {
      ...{ cwd: folder(), extendEnv: false, reject: false, all: true },
      env: { PATH: [bin, ...systemPath].join(":"), HOME: folder(), ...env },
    });
  }

  for (const [script, verb] of [
    ["sync-preview.sh", "preview --non-interactive"],
    ["sync-up.sh", "up --yes --non-interactive"],
  ] as const) {
    it(`runs Pulumi under the policies: ${script}`, async () => {
      const { stdout, exitCode } = await run(script, [], { STACK: "prod" });
      assert.equal(stdout, `pulumi ${verb} --stack prod --policy-pack ${path.join(projectDir, "policy")}`);
      assert.equal(exitCode, 3);
    });
  }

  for (const script of ["sync-preview.sh", "sync-up.sh", "sync-verify.sh", "notify.sh", "drift.sh", "due.sh"]) {
    it(`has exit code 2 and says what is missing: ${script}`, async () => {
      const { exitCode, all } = await run(script, []);
      assert.equal(exitCode, 2, all);
      assert.match(all, /STACK: Set it to the name of the stack/);
    });
  }

  it("has an agent with the key, and neither the key in its environment nor the agent afterwards", async () => {
    const key = path.join(folder(), "key");
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ci", "-f", key]);
    const env = { SWARM_SSH_KEY: readFileSync(key, "utf8"), SWARM_KNOWN_HOSTS: "manager-1 ssh-ed25519 AAAA" };
    const { stdout, exitCode } = await run(
      "with-swarm.sh",
      ["sh", "-c", 'ssh-add -l; env; echo "$SSH_AGENT_PID"; exit 5'],
      env,
    );
    assert.equal(exitCode, 5);
    assert.match(stdout, /^256 SHA256:\S+ ci \(ED25519\)/);
    assert.doesNotMatch(stdout, /SWARM_SSH_KEY|PRIVATE KEY/);
    const pid = Number(stdout.split("\n").at(-1));
    assert.ok(pid > 1);
    await eventually("the agent has ended", () => !isAlive(pid));
    assert.equal(readFileSync(path.join(folder(), ".ssh", "known_hosts"), "utf8"), "manager-1 ssh-ed25519 AAAA\n");
  });

  it("says that the key is none, and shows nothing of it", async () => {
    const { all, exitCode } = await run("with-swarm.sh", ["true"], { SWARM_SSH_KEY: "c4n4ry" });
    assert.equal(exitCode, 2);
    assert.match(all, /SWARM_SSH_KEY holds no private key/);
    assert.doesNotMatch(all, /c4n4ry/);
  });
});
