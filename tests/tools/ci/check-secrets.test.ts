import { execa } from "execa";
import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../../tools/paths.ts";
import { systemPath } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("tools/ci/check-secrets.sh", () => {
  const folder = useTempDir();

  /** Runs it in a checkout whose check says what it was called with, and ends with this exit code. */
  const check = async (code: number, env: Record<string, string>, { hasPackages = true } = {}) => {
    const [base, head] = ["base", "head"].map((name) => path.join(folder(), name)) as [string, string];
    for (const made of [path.join(base, "tools", "ci"), path.join(base, "node_modules"), head]) {
      mkdirSync(made, { recursive: true });
    }
    const script = path.join(base, "tools", "ci", "check-secrets.sh");
    cpSync(path.join(projectDir, "tools", "ci", "check-secrets.sh"), script);
    writeFileSync(
      path.join(base, "tools", "run.mjs"),
      `console.log(process.argv.slice(2).join(" ")); process.exitCode = ${code};`,
    );
    if (hasPackages) writeFileSync(path.join(base, "node_modules", ".installed-from"), "");
    const PATH = [path.dirname(process.execPath), ...systemPath].join(":");
    const own = { PATH, HOME: folder(), HEAD_DIR: head, BASE_SHA: "abc", HEAD_SHA: "def" };
    // A job's steps run in the folder of both checkouts.
    const options = { cwd: folder(), env: { ...own, ...env }, extendEnv: false, reject: false } as const;
    const { exitCode, stdout, stderr } = await execa(script, options);
    return { exitCode, stdout, stderr, base, head };
  };

  for (const code of [0, 1, 2]) {
    it(`looks by its own rules at the commits of the pull request, and ends with the check's exit code ${code}`, async () => {
      const { exitCode, stdout, base, head } = await check(code, {});
      const called = `check-secrets --guards-from ${base} --range abc..def ${head}`;
      assert.deepEqual({ exitCode, stdout }, { exitCode: code, stdout: called });
    });
  }

  it("ends with 2 where the check could not begin", async () => {
    assert.equal((await check(1, {}, { hasPackages: false })).exitCode, 2);
    assert.equal((await check(127, {})).exitCode, 2);
  });

  for (const name of ["HEAD_DIR", "BASE_SHA", "HEAD_SHA"]) {
    it(`ends with 2 where ${name} is not set`, async () => {
      const { exitCode, stderr } = await check(0, { [name]: "" });
      assert.equal(exitCode, 2);
      assert.ok(stderr.startsWith(`${name} is not set. Set HEAD_DIR to `), stderr);
    });
  }
});
