import { execa } from "execa";
import assert from "node:assert/strict";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../tools/paths.ts";

/** What a process does that loads ahead, and then serves for as long as that takes. */
const served = (load: string): string => `
const { loadAhead } = await import(${JSON.stringify(path.join(projectDir, "policy", "load-ahead.ts"))});
const serving = setInterval(() => undefined, 1000);
loadAhead(async () => { ${load} });
`;

describe("what is loaded while the program starts", () => {
  const run = async (load: string) =>
    await execa(process.execPath, ["--input-type=module", "--eval", served(load)], { reject: false, timeout: 60_000 });

  it("is loaded after the constructor has returned, and keeps nothing from ending", async () => {
    const { exitCode, stdout } = await run("console.log('loaded'); clearInterval(serving);");
    assert.deepEqual({ exitCode, stdout }, { exitCode: 0, stdout: "loaded" });
  });

  it("ends the pack with its message where the policies are not as they were described", async () => {
    const { exitCode, stderr } = await run("throw new Error('The policies are not those.');");
    assert.deepEqual({ exitCode, stderr }, { exitCode: 1, stderr: "The policies are not those." });
  });
});
