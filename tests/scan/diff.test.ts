import assert from "node:assert/strict";
import { commitMark, readDiff } from "../../scan/diff.ts";

const [old, blob, other] = ["1", "2", "3"].map((digit) => digit.repeat(40));

/** The part of a diff that is about one file. */
function part(file: string, hunks: string[], index = `${old}..${blob} 100644`): string[] {
  return [`diff --git a/${file} b/${file}`, `index ${index}`, `--- a/${file}`, `+++ b/${file}`, ...hunks];
}

const read = (...lines: string[]) => readDiff(`${lines.join("\n")}\n`);

describe("what a diff adds", () => {
  it("is each stretch of new lines, with the file and the id of its new content", () => {
    const hunks = ["@@ -0,0 +1,2 @@", "+a", "+b", "@@ -5 +9 @@ function f() {", "-c", "+d"];
    assert.deepEqual(read(...part("src/a b.ts", hunks)), [
      {
        commit: undefined,
        file: "src/a b.ts",
        blob,
        lines: [
          [1, 2],
          [9, 9],
        ],
      },
    ]);
  });

  it("is nothing where lines only go, nor of a file that goes", () => {
    assert.deepEqual(read(...part("a.ts", ["@@ -3,2 +2,0 @@", "-a", "-b"])), []);
    const gone = ["diff --git a/a.ts b/a.ts", "deleted file mode 100644", `index ${old}..${"0".repeat(40)}`];
    assert.deepEqual(read(...gone, "--- a/a.ts", "+++ /dev/null", "@@ -1 +0,0 @@", "-a"), []);
  });

  it("is told by commit, and of several files of one", () => {
    const hunk = ["@@ -0,0 +1 @@", "+a"];
    const additions = read(
      ...[`${commitMark}first`, ...part("a.ts", hunk), ...part("b.ts", hunk, `${old}..${other}`)],
      ...[`${commitMark}empty`, `${commitMark}second`, ...part("a.ts", hunk)],
    );
    assert.deepEqual(
      additions.map(({ commit, file, blob: content }) => [commit, file, content]),
      [
        ["first", "a.ts", blob],
        ["first", "b.ts", other],
        ["second", "a.ts", blob],
      ],
    );
  });

  it("is not what lines hold that look like a diff's own", () => {
    const hunk = [
      ...["@@ -1 +1,4 @@", "-a", "\\ No newline at end of file", "+a", "+@@ -0,0 +7 @@"],
      ...["+diff --git a/x b/x", "+++ b/other.ts", "\\ No newline at end of file"],
    ];
    assert.deepEqual(
      read(...part("a.diff", hunk), ...part("b.ts", ["@@ -0,0 +1 @@", "+b"])).map(({ file, lines }) => [file, lines]),
      [
        ["a.diff", [[1, 4]]],
        ["b.ts", [[1, 1]]],
      ],
    );
  });

  it("is nothing of a submodule, new or moved on", () => {
    const hunk = ["@@ -1 +1 @@", `-Subproject commit ${old}`, `+Subproject commit ${blob}`];
    assert.deepEqual(read(...part("module", hunk, `${old}..${blob} 160000`)), []);
    const made = ["diff --git a/module b/module", "new file mode 160000", `index ${"0".repeat(40)}..${blob}`];
    assert.deepEqual(read(...made, "--- /dev/null", "+++ b/module", "@@ -0,0 +1 @@", `+Subproject commit ${blob}`), []);
  });

  it("names files as they are called, whatever Git prints of them", () => {
    const hunk = ["@@ -0,0 +1 @@", "+a"];
    const named = (printed: string) => read("diff --git", `index ${old}..${blob}`, `+++ ${printed}`, ...hunk)[0]?.file;
    assert.equal(named("b/with space\t"), "with space");
    assert.equal(named(String.raw`"b/tab\tquote\"back\\slash"`), 'tab\tquote"back\\slash');
    assert.equal(named(String.raw`"b/bell\a\001"`), "bell\u0007\u0001");
  });
});
