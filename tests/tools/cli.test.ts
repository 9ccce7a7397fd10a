import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { run } from "../../cli/command-line.ts";
import testCommand from "../../tools/commands/test.ts";
import { projectDir } from "../../tools/paths.ts";

// What all commands have in common, as `npm run …` and `node tools/run.mjs …` run them.
describe("the command lines", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(projectDir, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  /** The commands by the name of their npm script. */
  const commands = Object.entries(scripts).flatMap(([script, line]) => {
    const [, name] = /^node tools\/run\.mjs (\S+)$/.exec(line) ?? [];
    return name === undefined ? [] : [[script, name] as const];
  });

  const call = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    execa(process.execPath, [path.join(projectDir, "tools", "cli.ts"), ...words], { reject: false, env });

  it("lists every command that package.json has a script for, and no other", async () => {
    assert.ok(commands.length >= 10, `${commands.length} commands`);
    const { exitCode, stdout, stderr } = await call(["--help"]);
    assert.equal(exitCode, 0, stderr);
    const listed = [...stdout.matchAll(/^ {2}([\w-]+) +\S.*\(npm (?:run )?([\w:-]+)\)$/gm)];
    const expected = commands.map(([script, name]) => `${name}: ${script}`);
    assert.deepEqual(listed.map(([, name, script]) => `${name ?? ""}: ${script ?? ""}`).sort(), expected.sort());
  });

  for (const [script, name] of commands) {
    it(`says what ${name} does, how it is called and what its options are`, async () => {
      const { exitCode, stdout, stderr } = await call(["help", name]);
      assert.equal(exitCode, 0, stderr);
      const start = ["start", "test"].includes(script) ? `npm ${script}` : `npm run ${script}`;
      assert.match(stdout, new RegExp(`^Usage: ${start} -- .*\\n\\n[A-Z][^]+\\.\\n`));
      // These pass --help on.
      if (["pulumi", "secrets"].includes(name)) return;
      assert.equal((await call([name, "--help"])).stdout, stdout);
      assert.match(stdout, /^ {2}-h, --help +this text$/m);
    });
  }

  const slips: [string, string[], RegExp][] = [
    ["an unknown command", ["nothing"], /^error: unknown command 'nothing'\n\nUsage: node tools\/run\.mjs /],
    ["a typo in a command", ["strat"], /^error: unknown command 'strat'\n\(Did you mean start\?\)/],
    ["a word that every object knows", ["constructor"], /^error: unknown command 'constructor'/],
    ["no command", [], /^Usage: node tools\/run\.mjs /],
    ["an unknown option", ["--version"], /^error: unknown option '--version'/],
    ["a typo in an option", ["bench", "--ronds=2"], /^error: unknown option '--ronds=2'\n\(Did you mean --rounds\?\)/],
    ["a typo in a subcommand", ["sandbox", "stauts"], /^error: unknown command 'stauts'\n\(Did you mean status\?\)/],
    [
      "a value that is none",
      ["bench", "--only=all"],
      /^error: option '--only <part>' argument 'all' is invalid\. Allowed/,
    ],
    ["a number out of bounds", ["bench", "--rounds=0"], /'0' is invalid\. Set it to a whole number from 1 to 100\./],
    ["a fraction", ["bench-scan", "--rounds=1.5"], /'1\.5' is invalid\. Set it to a whole number from 0 to 1000\./],
    ["a word too many", ["start", "again"], /^error: too many arguments/],
    ["an unknown source", ["start", "--toolchain=nowhere"], /'nowhere' is invalid\. Allowed choices are path, mirror/],
  ];
  for (const [what, words, message] of slips) {
    it(`answers ${what} with exit code 2 and what there is`, async () => {
      const { exitCode, stdout, stderr } = await call(words);
      assert.equal(exitCode, 2, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.match(stderr, /^Usage: /m);
      assert.doesNotMatch(stderr, /\n\s+at |MODULE_NOT_FOUND/);
    });
  }

  it("ends quietly where nobody reads on", async () => {
    const script = `${process.execPath} ${path.join(projectDir, "tools", "cli.ts")} bench-scan --help | true`;
    const { stderr } = await execa("sh", ["-c", script]);
    assert.equal(stderr, "");
  });

  it("prints no colours where nobody sees them", async () => {
    const { stdout } = await call(["--help"], { FORCE_COLOR: "1" });
    assert.ok(!stdout.includes("\u001b"), stdout);
  });

  it("lets Pulumi answer for itself, --help included", async () => {
    const [ours, theirs] = await Promise.all([call(["pulumi", "--help"]), execa("pulumi", ["--help"])]);
    assert.equal(ours.exitCode, 0, ours.stderr);
    assert.equal(ours.stdout, theirs.stdout);
    const theirFailure = await failed();
    assert.ok(theirFailure.exitCode);
    assert.equal((await call(["pulumi", "stack", "--no-such-flag"])).exitCode, theirFailure.exitCode);
  });

  const failed = () => execa("pulumi", ["stack", "--no-such-flag"], { cwd: projectDir, reject: false });

  it("passes to mocha what follows a second --, options and files alike", async () => {
    let seen: string[] = [];
    const command = testCommand.action((words) => {
      seen = words;
    });
    await run(command, ["--", "--grep", "conformance", "tests/a.test.ts"]);
    assert.deepEqual(seen, ["--grep", "conformance", "tests/a.test.ts"]);
    await run(command, ["--toolchain=registry", "tests/b.test.ts"]);
    assert.deepEqual(seen, ["tests/b.test.ts"]);
  });
});
