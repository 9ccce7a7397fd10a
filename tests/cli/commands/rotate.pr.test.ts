// `secrets rotate --pr` with the real Git and a bare repository as its remote. GitHub's own program is played by a script, which notes
// what it is called with.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { writeProgram } from "../../support/programs.ts";
import { RotatingStack } from "../rotating-stack.ts";

const words = ["rotate", "db_writer", "--value-from", "stdin", "--pr"];
const input = "fresh";
const branch = "rotate/db_writer-v3";

describe("secrets rotate --pr", function () {
  this.timeout(300_000);
  let stack: RotatingStack;

  /** What Git prints in the stack's folder. */
  const git = async (...args: string[]): Promise<string> => {
    const identity = { GIT_AUTHOR_NAME: "Ada", GIT_AUTHOR_EMAIL: "ada@example.com", GIT_COMMITTER_NAME: "Ada" };
    const env = { ...identity, GIT_COMMITTER_EMAIL: "ada@example.com", GIT_CONFIG_GLOBAL: config() };
    return (await execa("git", args, { cwd: stack.planted.folder, env })).stdout;
  };
  const config = (): string => path.join(stack.planted.folder, "home", "gitconfig");
  const remote = (): string => path.join(stack.planted.folder, "home", "remote.git");
  const rotate = (env: NodeJS.ProcessEnv = {}) =>
    stack.run(words, { input, env: { GIT_CONFIG_GLOBAL: config(), ...env } });

  before(async () => {
    stack = await RotatingStack.create();
    stack.write(".gitignore", "home/\ntmp/\n");
    writeFileSync(config(), "[user]\nname = Ada\nemail = ada@example.com\n[init]\ndefaultBranch = main\n");
    await git("init", "--quiet", "--bare", remote());
    await git("init", "--quiet");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "Begin");
    await git("remote", "add", "origin", remote());
  });

  afterEach(async () => {
    stack.reset();
    await git("update-ref", "-d", `refs/heads/${branch}`);
    await git("push", "--quiet", "origin", "--delete", branch).catch(() => "");
  });

  after(async () => {
    await stack.planted.clear();
  });

  it("pushes a branch with exactly the change, and leaves the work tree and its branch alone", async () => {
    writeFileSync(path.join(stack.planted.folder, "notes.txt"), "not committed\n");
    const status = await git("status", "--porcelain");
    const { exitCode, stdout, stderr } = await rotate();
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(stdout, /\npushed rotate\/db_writer-v3 to origin$/);
    assert.deepEqual(
      [await git("status", "--porcelain"), await git("symbolic-ref", "--short", "HEAD")],
      [status, "main"],
    );
    assert.equal(stack.text("Pulumi.prod.yaml"), stack.config);
    assert.equal(await git("rev-parse", branch), await git("--git-dir", remote(), "rev-parse", branch));
    assert.deepEqual((await git("diff", "--numstat", "main", branch)).split("\n"), [
      "3\t1\tPulumi.prod.yaml",
      "1\t1\tcompose.yml",
    ]);
    assert.equal(
      await git("log", "--format=%an%n%B", "-1", branch),
      "Ada\nRotate db_writer v2 → v3\n\napi   db_writer v2 → v3   restarts 1 replica, wave 0\n" +
        "db_writer v2 is kept for 72 h after the last service is verified\n",
    );
    stack.write("Pulumi.prod.yaml", `${await git("show", `${branch}:Pulumi.prod.yaml`)}\n`);
    assert.equal(stack.plain("db_writer", 3), "fresh");
  });

  it("goes on with the commit of an earlier call that could not push", async () => {
    await git("remote", "set-url", "origin", `${remote()}.gone`);
    const failed = await rotate();
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, /^git push failed: .*\n/);
    const made = await git("rev-parse", branch);
    await git("remote", "set-url", "origin", remote());
    const { exitCode, stdout } = await rotate();
    assert.equal(exitCode, 0);
    assert.match(stdout, /\ngoes on with the commit of an earlier call; pushed rotate\/db_writer-v3 to origin$/);
    assert.equal(await git("--git-dir", remote(), "rev-parse", branch), made);
  });

  it("opens the pull request where GitHub's own program is, and else says where that can be done", async () => {
    const bin = path.join(stack.planted.folder, "home", "bin");
    const called = path.join(bin, "called");
    writeProgram(path.join(bin, "gh"), `printf '%s\\n' "$@" > ${called}; echo https://github.com/acme/shop/pull/7`);
    const { stdout } = await rotate({ PATH: `${bin}:${process.env["PATH"] ?? ""}` });
    assert.match(stdout, /\nThe pull request: https:\/\/github\.com\/acme\/shop\/pull\/7$/);
    assert.deepEqual(readFileSync(called, "utf8").split("\n").slice(0, 9), [
      ...["pr", "create", "--head", branch, "--base", "main", "--title", "Rotate db_writer v2 → v3", "--body"],
    ]);
    await git("update-ref", "-d", `refs/heads/${branch}`);
    await git("push", "--quiet", "origin", "--delete", branch);
    await git("remote", "set-url", "origin", "git@github.com:acme/shop.git");
    await git("config", "url.file://.pushInsteadOf", "none");
    await git("config", `url.${remote()}.insteadOf`, "git@github.com:acme/shop.git");
    const without = await rotate();
    await git("config", "--unset", `url.${remote()}.insteadOf`);
    await git("remote", "set-url", "origin", remote());
    assert.match(without.stdout, /\npushed rotate\/db_writer-v3 to origin/);
  });

  it("refuses where a file has other changes, where the branch is there with something else, and what a hook refuses", async () => {
    stack.write("compose.yml", `${stack.text("compose.yml")}# by hand\n`);
    const dirty = await rotate();
    assert.equal(dirty.exitCode, 1);
    assert.match(
      dirty.stderr,
      /^Changes that are not committed are in files that the rotation edits:\n +M compose\.yml\n/,
    );
    stack.reset();
    await git("update-ref", `refs/heads/${branch}`, "HEAD");
    const taken = await rotate();
    assert.match(
      taken.stderr,
      /^The branch rotate\/db_writer-v3 is there already, .*\n {2}Merge it, or delete it: git branch -D rotate\/db_writer-v3$/,
    );
    await git("update-ref", "-d", `refs/heads/${branch}`);
    const hook = path.join(stack.planted.folder, ".git", "hooks", "pre-commit");
    writeProgram(hook, 'git diff --cached --name-only; echo "not today" >&2; exit 1');
    const hooked = await rotate();
    assert.equal(hooked.exitCode, 1);
    assert.match(hooked.stderr, /^git hook failed: Pulumi\.prod\.yaml\n +compose\.yml\n +not today\n/);
    assert.equal(await git("branch", "--list", branch), "");
    writeProgram(hook, "exit 0");
    assert.ok(existsSync(hook));
  });
});
