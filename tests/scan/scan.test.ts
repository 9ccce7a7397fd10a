import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { plainSettingsIn } from "../../scan/dotenv-rules.ts";
import { GitError } from "../../scan/git.ts";
import { scanRange, scanStaged, scanTree, type Scan } from "../../scan/scan.ts";
import { scanText } from "../../scan/text.ts";
import { projectDir } from "../../tools/paths.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { plant } from "../../tools/bench/planted.ts";
import { Repository } from "../../tools/bench/repository.ts";

const rules = [plainSettingsIn(projectDir), scanText];

function places({ findings }: Scan): string[] {
  return findings.map(({ file, line, kind }) => `${file}:${line} ${kind}`);
}

function literal(): string {
  return `const a = "${plant("GitHub token")}";\n`;
}

describe("a scan of the work tree", () => {
  const folder = useTempDir();

  it("reads what Git tracks or would add, and not what it ignores", async () => {
    const repository = new Repository(folder());
    repository.write(".gitignore", "build/\nnode_modules/\n");
    repository.write("tracked.ts", literal());
    repository.commit();
    repository.write("new.ts", literal());
    repository.write("build/out.ts", literal());
    repository.write("tracked.ts", `\n${literal()}`);
    assert.deepEqual(places(await scanTree(folder(), rules)), ["new.ts:1 github-token", "tracked.ts:2 github-token"]);
    repository.remove("tracked.ts");
    assert.deepEqual(places(await scanTree(folder(), rules)), ["new.ts:1 github-token"]);
  });

  it("finds .env files with values wherever they are, ignored or linked, and not those of packages", async () => {
    const repository = new Repository(folder());
    repository.write(".gitignore", ".env*\n*/local/\nnode_modules/\n");
    repository.write(".env.production", "PORT=3000\n");
    repository.write("app/local/.env", "# local\nexport MODE=dev\n");
    repository.write(".env.example", "# what is needed\nPORT=\nexport MODE=''\n");
    repository.write("node_modules/a/.env", "PORT=3000\n");
    repository.write("elsewhere", "PORT=3000\n");
    symlinkSync("elsewhere", path.join(folder(), ".env.staging"));
    const expected = [".env.production:1 dotenv-file", ".env.staging:1 dotenv-file", "app/local/.env:2 dotenv-file"];
    assert.deepEqual(places(await scanTree(folder(), rules)), expected);
  });

  it("reads a folder without Git as a whole, but for packages", async () => {
    mkdirSync(path.join(folder(), "a", "node_modules"), { recursive: true });
    for (const file of ["a/b.ts", "a/node_modules/c.ts"]) writeFileSync(path.join(folder(), file), literal());
    assert.deepEqual(places(await scanTree(folder(), rules)), ["a/b.ts:1 github-token"]);
  });

  it("reads UTF-16, and says which files it does not read", async () => {
    const repository = new Repository(folder());
    writeFileSync(path.join(folder(), "utf16.ts"), `\uFEFF${literal()}`, "utf16le");
    repository.write("binary", `\0${literal()}`);
    repository.write("large.ts", literal() + " ".repeat(5 * 1024 * 1024));
    const scan = await scanTree(folder(), rules);
    assert.deepEqual(places(scan), ["utf16.ts:1 github-token"]);
    assert.deepEqual(scan.skipped, [
      { file: "binary", reason: "binary" },
      { file: "large.ts", reason: "too large" },
    ]);
  });
});

describe("a scan of history", () => {
  const folder = useTempDir();

  it("finds what one commit added and a later one took away, and names the commit", async () => {
    const repository = new Repository(folder());
    repository.commit("Start");
    repository.write("a b.ts", `\n${literal()}`);
    const added = repository.commit("Add");
    repository.remove("a b.ts");
    repository.commit("Remove");
    const { findings } = await scanRange(folder(), "HEAD~2..HEAD", rules);
    assert.deepEqual(
      findings.map(({ file, line, kind, commit }) => ({ file, line, kind, commit })),
      [{ file: "a b.ts", line: 2, kind: "github-token", commit: added }],
    );
    assert.deepEqual(places(await scanRange(folder(), "HEAD~1..HEAD", rules)), []);
  });

  it("leaves alone what was there before the range, in a file that it changes", async () => {
    const repository = new Repository(folder());
    repository.write("a.ts", literal());
    repository.commit();
    repository.write("a.ts", `// a line before\n${repository.git("show", "HEAD:a.ts")}\n// a line after\n`);
    repository.commit();
    assert.deepEqual(places(await scanRange(folder(), "HEAD~1..HEAD", rules)), []);
  });

  it("finds a folded value of which the range changed one line", async () => {
    const repository = new Repository(folder());
    const value = plant("Slack webhook");
    const lines = [value.slice(0, 30), value.slice(30, 50), value.slice(50)].map((part) => `  ${part}`);
    repository.write("a.yaml", `a: >-\n${lines.toSpliced(1, 1).join("\n")}\n`);
    repository.commit();
    repository.write("a.yaml", `a: >-\n${lines.join("\n")}\n`);
    repository.commit();
    assert.deepEqual(places(await scanRange(folder(), "HEAD~1..HEAD", rules)), ["a.yaml:1 slack-webhook"]);
  });

  it("finds what a merge itself brings in, and not twice what its sides did", async () => {
    const repository = new Repository(folder());
    repository.commit();
    repository.git("switch", "--quiet", "--create", "side");
    repository.write("side.ts", literal());
    repository.commit();
    repository.git("switch", "--quiet", "main");
    repository.write("main.ts", "const a = 1;\n");
    repository.commit();
    repository.git("merge", "--quiet", "--no-commit", "--no-ff", "side");
    repository.write("main.ts", `const a = 1;\n${literal()}`);
    repository.commit("Merge");
    const expected = ["main.ts:2 github-token", "side.ts:1 github-token"];
    assert.deepEqual(places(await scanRange(folder(), "main~1..main", rules)).sort(), expected);
  });

  it("reads names that Git prints in quotes, contents that look like a diff, and submodules", async () => {
    const repository = new Repository(folder());
    repository.commit();
    repository.write('tab\tquote".ts', literal());
    repository.write("a.diff", `A diff:\n++ b/other.ts\n${literal()}`);
    mkdirSync(path.join(folder(), "module"));
    repository.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},module`);
    repository.commit();
    const found = places(await scanRange(folder(), "HEAD~1..HEAD", rules));
    assert.deepEqual(found.sort(), ["a.diff:3 github-token", 'tab\tquote".ts:1 github-token']);
  });

  it("fails with Git's own word for a range that there is not, or that is an option", async () => {
    new Repository(folder()).commit();
    await assert.rejects(scanRange(folder(), "HEAD~9..HEAD", rules), GitError);
    await assert.rejects(scanRange(folder(), "--output=x", rules), GitError);
  });
});

describe("a scan of what is staged", () => {
  const folder = useTempDir();

  it("finds what the next commit would add, in the first commit too, and not what is left out of it", async () => {
    const repository = new Repository(folder());
    repository.write("staged.ts", literal());
    repository.git("add", "--all");
    repository.write("left.ts", literal());
    repository.write("staged.ts", "const a = 1;\n");
    assert.deepEqual(places(await scanStaged(folder(), rules)), ["staged.ts:1 github-token"]);
  });

  it("reads only the folder that it is asked about", async () => {
    const repository = new Repository(folder());
    repository.write("inner/a.ts", literal());
    repository.write("b.ts", literal());
    repository.git("add", "--all");
    assert.deepEqual(places(await scanStaged(path.join(folder(), "inner"), rules)), ["a.ts:1 github-token"]);
  });
});
