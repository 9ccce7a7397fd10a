import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa, type Result } from "execa";
import { projectDir } from "../../tools/paths.ts";
import { useTempDir } from "../support/temp-dir.ts";

// The entry of every npm script, on a project of its own that has no dependencies.
describe("tools/run.mjs", () => {
  const folder = useTempDir();
  const options = { reject: false, env: { npm_config_update_notifier: "false" } } as const;

  beforeEach(() => {
    mkdirSync(path.join(folder(), "tools"));
    copyFileSync(path.join(projectDir, "tools", "run.mjs"), path.join(folder(), "tools", "run.mjs"));
    const manifest = { name: "empty", version: "1.0.0" };
    writeFileSync(path.join(folder(), "package.json"), JSON.stringify(manifest));
    const lock = { ...manifest, lockfileVersion: 3, requires: true, packages: { "": manifest } };
    writeFileSync(path.join(folder(), "package-lock.json"), JSON.stringify(lock));
    const script = "const words: string[] = process.argv.slice(2); console.log(words.join()); process.exit(7);";
    writeFileSync(path.join(folder(), "tools", "cli.ts"), script);
  });

  const run = async (...nodeOptions: string[]): Promise<Result<typeof options>> =>
    await execa(
      process.execPath,
      [...nodeOptions, path.join(folder(), "tools", "run.mjs"), "hello", "a", "b"],
      options,
    );
  const pretend = (property: string, value: string): string =>
    `--import=data:text/javascript,Object.defineProperty(process,"${property}",{value:"${value}"})`;

  it("installs the packages once, and passes arguments and exit code on", async () => {
    const first = await run();
    assert.match(first.stderr, /installing the packages of package-lock\.json/);
    assert.equal(first.stdout, "hello,a,b");
    assert.equal(first.exitCode, 7);
    const second = await run();
    assert.equal(second.stderr, "");
    assert.equal(second.exitCode, 7);
  });

  it("installs them again when the lockfile has changed or the install was broken off", async () => {
    await run();
    rmSync(path.join(folder(), "node_modules", ".installed-from"));
    assert.match((await run()).stderr, /installing/);
  });

  it("ends with npm's message when they cannot be installed", async () => {
    writeFileSync(path.join(folder(), "package.json"), "no manifest");
    const { exitCode, stderr } = await run();
    assert.equal(exitCode, 1);
    assert.match(stderr, /npm ci failed \(exit code \d+\)\.\n {2}npm's own message is above/);
  });

  it("asks for Node 24 where no package brings it", async () => {
    const { exitCode, stderr } = await run(pretend("version", "v20.0.0"), pretend("arch", "riscv64"));
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /No package brings Node 24 to linux riscv64, and this Node is v20\.0\.0\.\n {2}Install Node 24/,
    );
  });

  it("refuses a Node that is too old to start with", async () => {
    const { exitCode, stderr } = await run(pretend("version", "v18.19.0"));
    assert.equal(exitCode, 1);
    assert.equal(
      stderr,
      "Node v18.19.0 is too old to start with.\n  Install Node 20 or newer; Node 24 then comes by itself.",
    );
  });
});
