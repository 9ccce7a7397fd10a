import { execa } from "execa";
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../../tools/paths.ts";
import { plant } from "../../../tools/bench/planted.ts";
import { Repository } from "../../../tools/bench/repository.ts";
import { dayIn } from "../../support/days.ts";
import { useTempDir } from "../../support/temp-dir.ts";

const script = [path.join(projectDir, "tools", "cli.ts"), "check-secrets"];
const hookFile = path.join(".git", "hooks", "pre-commit");

describe("npm run check:secrets", () => {
  const folder = useTempDir();

  async function check(...args: string[]) {
    const env = { ...process.env, INIT_CWD: folder(), FORCE_COLOR: "1" };
    const { stdout, stderr, exitCode } = await execa(process.execPath, [...script, ...args], { env, reject: false });
    return { stdout, stderr, exitCode };
  }

  it("ends with 0 where there is nothing, and says how much it read", async () => {
    new Repository(folder()).write("a.ts", "const a = 1;\n");
    const { stdout, stderr, exitCode } = await check(".");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match(stdout, /^✓ no secret in plain text \(1 files, \d+\.\d s\)$/);
  });

  it("ends with 1 and says for each finding where, what and what to do, never the value, without colours in a pipe", async () => {
    const repository = new Repository(folder());
    const value = plant("GitHub token");
    repository.write(".gitignore", ".env*\n");
    repository.write(".env.production", "MODE=production\n");
    repository.write("src/a.ts", `\nconst a = "${value}";\n`);
    const { stdout, stderr, exitCode } = await check(".");
    assert.equal(exitCode, 1, stderr);
    assert.ok(
      stdout.includes(
        "✗ .env.production:1 is a retired file, or another name for one, and must not return, not even empty.\n  Delete it",
      ),
      stdout,
    );
    assert.ok(stdout.includes("✗ src/a.ts:2 holds a secret in plain text (github-token).\n  Take it out"), stdout);
    assert.ok(stdout.includes("2 findings"), stdout);
    assert.ok(!stdout.includes(value.slice(4)) && !stdout.includes("\u001b"), stdout);
  });

  it("takes a reviewed exception by the fingerprint that it printed, and says how many findings it covers", async () => {
    const repository = new Repository(folder());
    const line = `const a = "${plant("npm token")}";\n`;
    repository.write("a.ts", line);
    const [, fingerprint = ""] = /\[fingerprint (\w+)\]/.exec((await check(".")).stdout) ?? [];
    const fields = [`fingerprint: "${fingerprint}"`, "reason: A token that a test made.", `expires: ${dayIn(100)}`];
    repository.write("policy/exceptions.yaml", `- file: a.ts\n  ${fields.join("\n  ")}\n`);
    assert.equal((await check(".")).exitCode, 0);
    assert.match((await check(".")).stdout, /policy\/exceptions\.yaml:1 covers 1 finding in a\.ts until 20/);
    repository.write("a.ts", line + line);
    const twice = await check(".");
    assert.equal(twice.exitCode, 1);
    assert.match(
      twice.stdout,
      /✗ a\.ts:2 [^]*covers 1 finding in a\.ts [^]*It does not cover 1 more with the same value/,
    );
    repository.write("a.ts", "const a = 1;\n");
    const { stdout, exitCode } = await check(".");
    assert.equal(exitCode, 0);
    assert.match(stdout, /policy\/exceptions\.yaml:1 covers no finding in a\.ts until .+ Remove it, unless/);
    assert.equal((await check("--staged", ".")).exitCode, 0);
  });

  it("prints the findings as JSON", async () => {
    const repository = new Repository(folder());
    repository.write("a.ts", `const a = "${plant("npm token")}";\n`);
    repository.write("b", "\0");
    const { stdout, exitCode } = await check("--json", ".");
    assert.equal(exitCode, 1);
    const { findings, exceptions, scanned, skipped } = JSON.parse(stdout) as Record<string, unknown>;
    const [{ fingerprint, ...finding } = {}] = findings as Record<string, unknown>[];
    assert.match(String(fingerprint), /^[\da-f]{32}$/);
    assert.deepEqual(finding, { file: "a.ts", line: 1, kind: "npm-token" });
    assert.deepEqual(
      { exceptions, scanned, skipped },
      { exceptions: [], scanned: 1, skipped: [{ file: "b", reason: "binary" }] },
    );
  });

  it("takes exceptions and retired files from another folder, and says which do not count yet", async () => {
    const repository = new Repository(path.join(folder(), "head"));
    const base = new Repository(path.join(folder(), "base"));
    repository.write("a.ts", `const a = "${plant("npm token")}";\n`);
    repository.write("staging.env", "");
    const asked = ["--guards-from=base", "head"];
    const { stdout } = await check(...asked, "--json");
    const { findings } = JSON.parse(stdout) as { findings: { file: string; fingerprint: string }[] };
    assert.deepEqual(
      findings.map(({ file }) => file),
      ["a.ts"],
    );
    const fields = [
      `fingerprint: "${findings[0]?.fingerprint ?? ""}"`,
      "reason: A token that a test made.",
      `expires: ${dayIn(100)}`,
    ];
    const exception = `- file: a.ts\n  ${fields.join("\n  ")}\n`;
    repository.write("policy/exceptions.yaml", exception);
    const own = await check(...asked);
    assert.equal(own.exitCode, 1);
    assert.ok(own.stdout.includes("One of these has an exception that is not on the base branch."), own.stdout);
    base.write("policy/exceptions.yaml", exception);
    assert.equal((await check(...asked)).exitCode, 0);
    base.write("policy/retired-files.yaml", "- .env.staging\n");
    assert.ok((await check(...asked)).stdout.includes("✗ staging.env:1 is a retired file"));
  });

  it("looks with --retired-files for these alone, and says what it does not read", async () => {
    const repository = new Repository(folder());
    repository.write("a.ts", `const a = "${plant("npm token")}";\n`);
    repository.write("image", "\0\u0001\u0002");
    const { stdout, exitCode } = await check("--retired-files", ".");
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /✓ no retired file .*\n  not read as a text, binary: 1 file \(image\)$/);
    repository.write("deploy.sh", "cp a .env.production\n");
    assert.equal((await check("--retired-files", ".")).exitCode, 1);
  });

  it("finds with --range what history holds, and names the commit", async () => {
    const repository = new Repository(folder());
    repository.commit();
    repository.write(".env.production", "MODE=production\n");
    const commit = repository.commit();
    repository.remove(".env.production");
    repository.commit();
    const { stdout, exitCode } = await check("--range=HEAD~2..HEAD", ".");
    assert.equal(exitCode, 1);
    assert.ok(stdout.includes(`.env.production:1 (commit ${commit.slice(0, 12)})`), stdout);
    assert.equal((await check("--range", "HEAD~1..HEAD", ".")).exitCode, 0);
    assert.match((await check("--range", "HEAD..HEAD", ".")).stdout, /\(0 commits, .*\n  the range has no commit/);
    assert.equal((await check(".")).exitCode, 0);
  });

  it("ends with 2 when it is called wrongly or cannot run, with one sentence and what to do", async () => {
    new Repository(folder()).commit();
    for (const [args, part] of [
      [["--nonsense"], "--nonsense"],
      [["--staged", "--range=a..b"], "cannot be used with"],
      [["one", "two"], "too many arguments"],
      [["nowhere"], "There is no folder"],
      [["--range=main..nowhere", "."], "Git refuses"],
    ] as const) {
      const { stdout, stderr, exitCode } = await check(...args);
      assert.equal(exitCode, 2, stderr);
      assert.equal(stdout, "");
      assert.ok(stderr.includes(part) && !/\n\s+at /.test(stderr), stderr);
    }
  });

  it("says how it is used", async () => {
    const { stdout, exitCode } = await check("--help");
    assert.equal(exitCode, 0);
    for (const option of ["--range", "--staged", "--install-hook", "--json"]) assert.ok(stdout.includes(option));
  });

  it("finds nothing in this project itself", async () => {
    const { stdout, exitCode } = await check(projectDir);
    assert.equal(exitCode, 0, stdout);
  });
});

describe("npm run check:secrets -- --install-hook", () => {
  const folder = useTempDir();

  const install = async () => await execa(process.execPath, [...script, "--install-hook", folder()], { reject: false });

  it("lets Git refuse a commit with a secret, and make one without", async () => {
    const repository = new Repository(folder());
    const { exitCode, stderr } = await install();
    assert.equal(exitCode, 0, stderr);
    assert.equal(statSync(path.join(folder(), hookFile)).mode & 0o111, 0o111);
    repository.write("a.ts", "const a = 1;\n");
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--message=Clean");
    repository.write("b.ts", `const b = "${plant("npm token")}";\n`);
    repository.git("add", "--all");
    assert.throws(
      () => repository.git("commit", "--quiet", "--message=Not clean"),
      (error) =>
        String((error as { stdout?: unknown; stderr?: unknown }).stderr)
          .concat(String(error))
          .includes("b.ts:1"),
    );
    assert.equal(repository.git("log", "--format=%s"), "Clean");
  });

  it("writes its own hook anew, and leaves another's alone and says what to add to it", async () => {
    new Repository(folder());
    assert.equal((await install()).exitCode, 0);
    assert.equal((await install()).exitCode, 0);
    const foreign = "#!/bin/sh\nexit 0\n";
    writeFileSync(path.join(folder(), hookFile), foreign);
    const { exitCode, stderr } = await install();
    assert.equal(exitCode, 2);
    assert.ok(stderr.includes("is not ours") && stderr.includes("check-secrets --staged"), stderr);
    assert.equal(readFileSync(path.join(folder(), hookFile), "utf8"), foreign);
  });

  it("finds the folder that core.hooksPath names", async () => {
    const repository = new Repository(folder());
    repository.git("config", "core.hooksPath", "hooks");
    assert.equal((await install()).exitCode, 0);
    assert.ok(existsSync(path.join(folder(), "hooks", "pre-commit")));
  });

  it("refuses a folder without Git", async () => {
    const { exitCode, stderr } = await install();
    assert.equal(exitCode, 2);
    assert.ok(stderr.includes("is in no Git checkout"), stderr);
  });
});
