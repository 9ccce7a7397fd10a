// merge.sh on a branch that main has moved away from.
import { execa } from "execa";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../../../tools/paths.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("tools/ci/merge.sh", () => {
  const folder = useTempDir();
  const file = (name: string): string => path.join(folder(), name);

  const git = async (...args: string[]): Promise<string> => {
    const who = ["-c", "user.name=a", "-c", "user.email=a@b.invalid"];
    return (await execa("git", [...who, ...args], { cwd: folder(), env: { GIT_CONFIG_GLOBAL: "/dev/null" } })).stdout;
  };
  const commit = async (change: () => void): Promise<string> => {
    change();
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "change");
    return await git("rev-parse", "HEAD");
  };
  const merge = async (env: Record<string, string>) =>
    await execa(path.join(projectDir, "tools", "ci", "merge.sh"), {
      env: { HEAD_DIR: folder(), ...env },
      reject: false,
    });

  /** A branch, and a base that has moved on since, both from one commit with `a` and `b`. */
  const branches = async (onBase: () => void, onHead: () => void) => {
    await git("init", "--quiet", "--initial-branch=main");
    await commit(() => {
      writeFileSync(file("a"), "one\n");
      writeFileSync(file("b"), "one\n");
    });
    await git("branch", "head");
    const base = await commit(onBase);
    await git("checkout", "--quiet", "head");
    const head = await commit(onHead);
    return { BASE_SHA: base, HEAD_SHA: head };
  };

  it("has what the branch changed, and what the base has changed since", async () => {
    const commits = await branches(
      () => {
        writeFileSync(file("a"), "two\n");
        rmSync(file("b"));
      },
      () => {
        mkdirSync(file("c"));
        writeFileSync(file("c/d"), "new\n");
      },
    );
    const { exitCode, stderr } = await merge(commits);
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual([readFileSync(file("a"), "utf8"), readFileSync(file("c/d"), "utf8")], ["two\n", "new\n"]);
    assert.ok(!existsSync(file("b")));
    assert.equal(await git("rev-parse", "HEAD"), commits.HEAD_SHA);
  });

  it("refuses a conflict, and says what to do", async () => {
    const commits = await branches(
      () => {
        writeFileSync(file("a"), "base\n");
      },
      () => {
        writeFileSync(file("a"), "head\n");
      },
    );
    const { exitCode, stderr } = await merge(commits);
    assert.equal(exitCode, 1);
    assert.equal(stderr, "The pull request conflicts with its base. Merge the base into it, or rebase it.");
  });

  it("could not merge without a commit, or one that is not there", async () => {
    const commits = await branches(
      () => {
        writeFileSync(file("a"), "base\n");
      },
      () => {
        writeFileSync(file("b"), "head\n");
      },
    );
    assert.equal((await merge({ ...commits, HEAD_SHA: "" })).exitCode, 2);
    assert.equal((await merge({ ...commits, HEAD_SHA: "0".repeat(40) })).exitCode, 2);
  });
});
