import { execa } from "execa";
import assert from "node:assert/strict";
import path from "node:path";
import process from "node:process";
import { Repository } from "../../../tools/bench/repository.ts";
import { projectDir } from "../../../tools/paths.ts";
import { systemPath } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("tools/ci/check_no_env_production.sh", () => {
  const folder = useTempDir();

  const check = async (env: Record<string, string> = {}, ...args: string[]) => {
    const PATH = [path.dirname(process.execPath), ...systemPath].join(":");
    const options = { cwd: folder(), env: { PATH, HOME: folder(), ...env }, extendEnv: false, reject: false } as const;
    return await execa(path.join(projectDir, "tools", "ci", "check_no_env_production.sh"), args, options);
  };

  it("ends with 0 where there is none, and with 1 where one is, is made or is read", async () => {
    const repository = new Repository(folder());
    repository.write("README.md", "The file .env.production is retired.\n");
    const { exitCode, stdout, stderr } = await check({}, ".");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match(stdout, /✓ no retired file/);
    repository.write("deploy/production.env", "");
    repository.write("start.sh", "set -a\n. ./.env.production\n");
    const found = await check({ HEAD_DIR: folder() });
    assert.equal(found.exitCode, 1, found.stderr);
    assert.match(found.stdout, /✗ deploy\/production\.env:1 is a retired file/);
    assert.match(found.stdout, /✗ start\.sh:2 makes, carries or reads a retired file/);
  });

  it("looks at each commit too, by its own rules and list, whatever the folder has for them", async () => {
    const repository = new Repository(folder());
    repository.write("policy/retired-files.yaml", "[]\n");
    const base = repository.commit();
    repository.write(".env.production", "");
    const added = repository.commit();
    repository.remove(".env.production");
    const head = repository.commit();
    const { exitCode, stdout } = await check({ HEAD_DIR: folder(), BASE_SHA: base, HEAD_SHA: head });
    assert.equal(exitCode, 1);
    assert.ok(stdout.includes(`.env.production:1 (commit ${added.slice(0, 12)}) is a retired file`), stdout);
    assert.equal((await check({ HEAD_DIR: folder(), BASE_SHA: added, HEAD_SHA: head })).exitCode, 0);
  });

  it("ends with 2 where it cannot look", async () => {
    new Repository(folder()).commit();
    for (const [env, part] of [
      [{ HEAD_DIR: path.join(folder(), "nowhere") }, "There is no folder"],
      [{ HEAD_DIR: folder(), BASE_SHA: "abc" }, "Only one of BASE_SHA and HEAD_SHA"],
      [{ HEAD_DIR: folder(), BASE_SHA: "1".repeat(40), HEAD_SHA: "HEAD" }, "Git refuses"],
    ] as const) {
      const { exitCode, stderr } = await check(env);
      assert.equal(exitCode, 2, stderr);
      assert.ok(stderr.includes(part), stderr);
    }
  });
});
