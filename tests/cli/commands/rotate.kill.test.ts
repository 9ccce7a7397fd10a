// `secrets rotate` killed at each of its steps: the files are whole, nothing else has happened, and the same command goes on to what an
// undisturbed one makes.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { projectDir } from "../../../tools/paths.ts";
import { RotatingStack } from "../rotating-stack.ts";

const preload = `--import=${pathToFileURL(path.join(projectDir, "tests", "cli", "kill-at.ts")).href}`;
const words = ["rotate", "db_writer", "--value-from", "stdin"];
const input = "fresh";

describe("secrets rotate, when it is killed", function () {
  this.timeout(300_000);
  let stack: RotatingStack;
  /** The steps of an undisturbed call. */
  let steps: string[];
  /** What an undisturbed call makes of the files. */
  let done: string[];
  let original: string[];

  /** The texts of the config and of the compose file. */
  const texts = (): string[] => [stack.shown(), stack.text("compose.yml")];

  before(async () => {
    stack = await RotatingStack.create();
    original = texts();
    const notes = path.join(stack.planted.folder, "steps");
    const { exitCode, stderr } = await stack.run(words, { input, env: { NODE_OPTIONS: preload, STEPS: notes } });
    assert.deepEqual([exitCode, stderr], [0, ""]);
    steps = readFileSync(notes, "utf8").trimEnd().split("\n");
    done = texts();
  });

  after(async () => {
    await stack.planted.clear();
  });

  it("has steps: a copy for Pulumi, Pulumi, and the files, the config last", () => {
    const short = steps.map((step) =>
      step.replace(/^(\w+(?: of| the start of)?) .*\/(?=[^/]+$)/, "$1 ").replace(/rotate-\d+-\w*$/, "rotate"),
    );
    assert.deepEqual(short, [
      "mkdtempSync swarm-secrets-rotate",
      ...["before Pulumi.prod.yaml", "half of Pulumi.prod.yaml"],
      ...["before pulumi", "after the start of pulumi"],
      "rmSync swarm-secrets-rotate",
      ...["before compose.yml.new", "half of compose.yml.new", "renameSync compose.yml.new"],
      ...["before Pulumi.prod.yaml.new", "half of Pulumi.prod.yaml.new", "renameSync Pulumi.prod.yaml.new"],
    ]);
  });

  it("leaves whole files at each step, of which the config is the old one, and goes on when it is called again", async () => {
    for (const [index, step] of steps.entries()) {
      stack.reset();
      const killed = await stack.run(words, { input, env: { NODE_OPTIONS: preload, KILL_AT: String(index + 1) } });
      assert.equal(killed.signal, "SIGKILL", step);
      assert.equal(stack.text("Pulumi.prod.yaml"), stack.config, step);
      assert.ok([original[1], done[1]].includes(stack.text("compose.yml")), step);
      // What is left holds no value in plain text.
      for (const name of stack.leftovers()) {
        const copy = path.join(stack.planted.folder, "tmp", name, "Pulumi.prod.yaml");
        if (existsSync(copy)) assert.doesNotMatch(readFileSync(copy, "utf8"), /fresh|db_reader/);
      }
      const { exitCode, stderr } = await stack.run(words, { input });
      assert.deepEqual([exitCode, stderr], [0, ""], step);
      assert.deepEqual(texts(), done, step);
      parse(stack.text("Pulumi.prod.yaml"));
      for (const left of ["Pulumi.prod.yaml.new", "compose.yml.new"]) {
        assert.ok(!existsSync(path.join(stack.planted.folder, left)), step);
      }
    }
  });

  it("goes on after its end, too: what it has declared stays, and what killed calls have left goes", async () => {
    assert.equal((await stack.run(["rotate", "db_writer"])).exitCode, 0);
    assert.deepEqual(texts(), done);
    // A Pulumi that outlived its caller may have made the folder again after the call that went on.
    assert.equal((await stack.run(words, { input })).exitCode, 0);
    assert.deepEqual(stack.leftovers(), []);
  });
});
