import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import path from "node:path";
import { operatorOf } from "../../processes/operator.ts";

describe("who runs a process", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "busflow-operator-"));
  const git = (...words: string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...words], {
      ...{ cwd: folder, encoding: "utf8" as const },
    }).trim();
  const env = {
    ...{ GITHUB_ACTIONS: "true", GITHUB_ACTOR: "ada", GITHUB_REPOSITORY: "acme/infra", GITHUB_RUN_ID: "4711" },
    ...{ GITHUB_SHA: "a".repeat(40), GITHUB_SERVER_URL: "https://git.acme.example" },
  };

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("is the user on this machine, without a commit where there is no Git", async () => {
    assert.deepEqual(await operatorOf({}, folder), { by: userInfo().username, host: hostname() });
    assert.equal((await operatorOf({ SUDO_USER: "grace" }, folder)).by, "grace");
    assert.equal((await operatorOf({}, path.join(folder, "gone"))).commit, undefined);
  });

  it("is in CI who has started the run, with its address and its commit", async () => {
    const { host, ...told } = await operatorOf(env, folder);
    const run = "https://git.acme.example/acme/infra/actions/runs/4711";
    assert.deepEqual(told, { by: "ada", run, commit: "a".repeat(40) });
    assert.equal(host, hostname());
    const again = await operatorOf({ ...env, GITHUB_RUN_ATTEMPT: "2", GITHUB_TRIGGERING_ACTOR: "grace" }, folder);
    assert.deepEqual([again.by, again.run], ["grace", `${run}/attempts/2`]);
    assert.equal((await operatorOf({ ...env, GITHUB_ACTIONS: "" }, folder)).run, undefined);
  });

  it("has the folder's commit, and says when files that Git knows differ from it", async () => {
    git("init", "--quiet");
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: one\n");
    assert.equal((await operatorOf({}, folder)).commit, undefined, "there is no commit yet");
    git("add", ".");
    git("commit", "--quiet", "--message", "one");
    const commit = git("rev-parse", "HEAD");
    assert.deepEqual(await operatorOf({}, folder), { by: userInfo().username, host: hostname(), commit });
    assert.equal((await operatorOf(env, folder)).commit, commit);
    writeFileSync(path.join(folder, "notes"), "not Git's\n");
    assert.equal((await operatorOf({}, folder)).dirty, undefined);
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: other\n");
    assert.equal((await operatorOf({}, folder)).dirty, true);
  });

  it("is told in short texts of one line", async () => {
    const { by } = await operatorOf({ ...env, GITHUB_ACTOR: `eve\u001B[2J\n${"x".repeat(500)}` }, folder);
    assert.match(by, /^eve\[2Jx+$/);
    assert.equal(by.length, 120);
  });
});
