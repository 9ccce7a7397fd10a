import { execa } from "execa";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../../tools/paths.ts";
import { systemPath, writeProgram } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("tools/ci/check-secrets.sh", () => {
  const folder = useTempDir();

  const check = async (env: Record<string, string>) => {
    writeFileSync(path.join(folder(), "package.json"), JSON.stringify({ scripts: { "check:secrets": "./check" } }));
    const PATH = [path.dirname(process.execPath), ...systemPath].join(":");
    const options = { cwd: folder(), env: { PATH, HOME: folder(), ...env }, extendEnv: false, reject: false } as const;
    return await execa(path.join(projectDir, "tools", "ci", "check-secrets.sh"), options);
  };

  for (const code of [0, 1, 2]) {
    it(`looks at the commits of the pull request, and ends with the check's exit code ${code}`, async () => {
      writeProgram(path.join(folder(), "check"), `echo "$@"; exit ${code}`);
      const { exitCode, stdout } = await check({ BASE_SHA: "abc", HEAD_SHA: "def" });
      assert.deepEqual({ exitCode, stdout }, { exitCode: code, stdout: "--range abc..def" });
    });
  }

  it("ends with 2 where it does not know the commits", async () => {
    writeProgram(path.join(folder(), "check"), "exit 0");
    const { exitCode, stderr } = await check({ BASE_SHA: "abc", HEAD_SHA: "" });
    assert.equal(exitCode, 2);
    assert.match(stderr, /BASE_SHA and HEAD_SHA are not set/);
  });
});
