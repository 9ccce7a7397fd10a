import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { GitError } from "../../scan/git.ts";
import { scanRange, scanStaged } from "../../scan/scan-history.ts";
import { scanTree } from "../../scan/scan.ts";
import { scanText } from "../../scan/text.ts";
import { withEnvironment } from "../support/environment.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { plant } from "../../tools/bench/planted.ts";
import { Repository } from "../../tools/bench/repository.ts";
import { literal, places, rules } from "./planted.ts";

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

  it("finds what only an octopus brings in, and what the first commit of another history does", async () => {
    const repository = new Repository(folder());
    const base = repository.commit();
    for (const side of ["one", "two"]) {
      repository.git("switch", "--quiet", "--create", side, base);
      repository.write(`${side}.ts`, "export {};\n");
      repository.commit(side);
    }
    repository.git("switch", "--quiet", "--orphan", "alone");
    repository.write("alone.ts", literal());
    repository.commit("Alone");
    repository.git("switch", "--quiet", "main");
    repository.git("merge", "--quiet", "--no-edit", "one", "two");
    repository.write("evil.ts", literal());
    repository.write("one.ts", literal());
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--amend", "--no-edit");
    repository.git("merge", "--quiet", "--no-edit", "--allow-unrelated-histories", "alone");
    const expected = ["alone.ts:1 github-token", "evil.ts:1 github-token", "one.ts:1 github-token"];
    assert.deepEqual(places(await scanRange(folder(), `${base}..main`, rules)).sort(), expected);
  });

  it("finds one more of what was there, and not what only moves in its file or goes", async () => {
    const repository = new Repository(folder());
    const one = literal();
    repository.write("a.ts", `${one}${one}`);
    repository.commit();
    for (const [text, count] of [
      [`\n\n${one}\n${one}`, 0],
      [one, 0],
      [`${one}${one}`, 1],
      [`${one}${one}${literal()}`, 1],
    ] as const) {
      repository.write("a.ts", text);
      repository.commit();
      assert.equal((await scanRange(folder(), "HEAD~1..HEAD", rules)).findings.length, count, text);
    }
  });

  it("reads the messages of commits and of tags", async () => {
    const repository = new Repository(folder());
    repository.commit();
    const commit = repository.commit(`Subject\n\nThe token is ${plant("GitHub token")}.`);
    repository.git("tag", "--annotate", `--message=With ${plant("npm token")}`, "v1");
    const { findings } = await scanRange(folder(), "HEAD~1..HEAD", rules, [scanText]);
    assert.deepEqual(
      findings.map(({ file, line, kind, commit: id }) => [file, line, kind, id]),
      [
        ["commit message", 3, "github-token", commit],
        ["message of the tag v1", 1, "npm-token", commit],
      ],
    );
    assert.deepEqual((await scanRange(folder(), "HEAD~1..HEAD", rules)).findings, []);
  });

  it("refuses ends that are no commits, and says when it looks at a part of the repository", async () => {
    const repository = new Repository(folder());
    repository.commit();
    repository.write("inner/a.ts", literal());
    repository.write("b.ts", literal());
    repository.commit();
    for (const range of ["HEAD~1..HEAD:b.ts", "HEAD:b.ts", "HEAD^{tree}"]) {
      await assert.rejects(scanRange(folder(), range, rules), GitError, range);
    }
    const scan = await scanRange(path.join(folder(), "inner"), "HEAD~1..HEAD", rules);
    assert.deepEqual([places(scan), scan.within], [["a.ts:1 github-token"], "inner/"]);
  });

  it("is not led elsewhere by Git's variables", async () => {
    const repository = new Repository(folder());
    repository.commit();
    repository.write("a.ts", literal());
    repository.commit();
    const elsewhere = { GIT_WORK_TREE: path.dirname(folder()), GIT_DIR: "/nowhere", GIT_INDEX_FILE: "/nowhere/index" };
    const [range, tree] = await withEnvironment(elsewhere, async () => [
      await scanRange(folder(), "HEAD~1..HEAD", rules),
      await scanTree(folder(), rules),
    ]);
    assert.deepEqual([places(range), places(tree)], [["a.ts:1 github-token"], ["a.ts:1 github-token"]]);
  });

  it("says how many commits a range has, none too, and refuses a clone that lacks some", async () => {
    const repository = new Repository(folder());
    for (const message of ["1", "2", "3"]) repository.commit(message);
    assert.equal((await scanRange(folder(), "HEAD~2..HEAD", rules)).commits, 2);
    assert.equal((await scanRange(folder(), "HEAD..HEAD~1", rules)).commits, 0);
    const clone = path.join(folder(), "clone");
    repository.git("clone", "--quiet", "--depth=1", `file://${folder()}`, clone);
    await assert.rejects(scanRange(clone, "HEAD", rules), /the clone is shallow/);
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

  it("reads the index, whatever Git calls its files, and not what was there before", async () => {
    const repository = new Repository(folder());
    repository.write("old.ts", literal());
    repository.commit();
    repository.write(".gitattributes", "* binary\n");
    repository.write("old.ts", `\n${repository.git("show", "HEAD:old.ts")}\n`);
    repository.write("-new.ts", literal());
    repository.write(".env.production", "");
    repository.git("add", "--all");
    const expected = ["-new.ts:1 github-token", ".env.production:1 retired-file"];
    assert.deepEqual(places(await scanStaged(folder(), rules)), expected);
  });
});
