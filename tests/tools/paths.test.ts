import assert from "node:assert/strict";
import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { projectDir, projectName } from "../../tools/paths.ts";

describe("the cache of built toolchains", () => {
  const cacheDir = async (given: string | undefined): Promise<string> => {
    const print = `console.log((await import(${JSON.stringify(path.join(projectDir, "tools", "paths.ts"))})).cacheDir)`;
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", print], {
      env: { XDG_CACHE_HOME: given },
    });
    return stdout;
  };

  it("is where XDG_CACHE_HOME says, under the project's name", async () => {
    assert.equal(await cacheDir("/somewhere"), path.join("/somewhere", projectName));
  });

  it("is in the home folder where it says nothing, and where it is empty", async () => {
    const usual = path.join(homedir(), ".cache", projectName);
    assert.equal(await cacheDir(undefined), usual);
    assert.equal(await cacheDir(""), usual);
  });
});
