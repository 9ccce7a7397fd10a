import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { runBatch } from "../../../tools/test-run/run.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("a batch of test files", () => {
  const folder = useTempDir();

  const run = async (
    text: string,
    { options = [], mayBeEmpty = false }: { options?: string[]; mayBeEmpty?: boolean } = {},
  ) => {
    const file = path.join(folder(), "some.test.ts");
    await writeFile(file, text);
    const lines: string[] = [];
    const batch = { name: "some", files: [file] };
    const settings = { options, env: process.env, mayBeEmpty, print: (output: string) => void lines.push(output) };
    const { passed, failed, complaint } = await runBatch(batch, settings);
    return { passed, failed, complaint, output: lines.join("\n") };
  };

  const passing = 'it("goes well", () => undefined);\n';
  const failing = 'it("goes wrong", () => { throw new Error("so it does"); });\n';

  it("has the counts of its tests, and their output", async () => {
    const { output, ...counts } = await run(passing);
    assert.deepEqual(counts, { passed: 1, failed: 0, complaint: undefined });
    assert.match(output, /✔ goes well/);
  });

  it("says at the end what failed", async () => {
    const { passed, failed, complaint } = await run(passing + failing);
    assert.deepEqual([passed, failed], [1, 1]);
    assert.match(complaint ?? "", /goes wrong[^]*so it does/);
  });

  it("has failed when it ends before its tests are through", async () => {
    const { failed, complaint } = await run(`${passing}it("ends", () => { process.exit(0); });\n`);
    assert.equal(failed, 1);
    assert.match(complaint ?? "", /^mocha ended before its tests were through \(exit code 0\)\./);
  });

  it("has failed when its file cannot be read, or has no test", async () => {
    assert.equal((await run("this is no TypeScript")).failed, 1);
    assert.equal((await run("export {};\n")).failed, 1);
  });

  it("may have no test where some are chosen by their names", async () => {
    const { passed, failed } = await run(passing, { options: ["--grep", "nothing"], mayBeEmpty: true });
    assert.deepEqual([passed, failed], [0, 0]);
  });
});
