// Reads a diff for what it adds: which lines of which file.

/** What one commit, or the index, adds to one file. */
export interface Addition {
  /** The commit's id; undefined for the index. */
  commit: string | undefined;
  file: string;
  /** The id of the file's new content. */
  blob: string;
  /** First and last line of each stretch of new lines. */
  lines: readonly (readonly [number, number])[];
}

/** What a commit's line begins with in the output of {@link diffOptions}. */
export const commitMark = "\u0001";

/** The options of `git log` and `git diff` that make the form that is read here. */
export const diffOptions = [
  ..."--patch --unified=0 --full-index --no-color --no-ext-diff --no-textconv --no-renames --relative".split(" "),
  "--src-prefix=a/",
  "--dst-prefix=b/",
];

/** Reads the output of `git log` or `git diff`; commits are lines of {@link commitMark} and the id. */
export function readDiff(output: string): Addition[] {
  const additions: Addition[] = [];
  let commit: string | undefined;
  let blob = "";
  let file: string | undefined;
  let lines: [number, number][] = [];
  let isSubmodule = false;
  const finish = (): void => {
    if (file !== undefined && lines.length > 0 && !isSubmodule) additions.push({ commit, file, blob, lines });
    file = undefined;
    lines = [];
    isSubmodule = false;
  };
  // How many lines of a hunk are still to come: what they hold is not looked at.
  let inHunk = 0;
  for (const line of output.split("\n")) {
    if (inHunk > 0) {
      if (!line.startsWith("\\")) inHunk--;
    } else if (line.startsWith(commitMark)) {
      finish();
      commit = line.slice(1);
    } else if (line.startsWith("diff --git ")) finish();
    else if (/^(?:index .*|new file mode |new mode )160000$/.test(line)) isSubmodule = true;
    else if (line.startsWith("index ")) blob = /^index [\da-f]+\.\.([\da-f]+)/.exec(line)?.[1] ?? "";
    else if (line.startsWith("+++ ")) file = readPath(line.slice(4));
    else if (line.startsWith("@@ ")) {
      const [, removed = "1", from = "0", added = "1"] = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
      inHunk = Number(removed) + Number(added);
      if (Number(added) > 0) lines.push([Number(from), Number(from) + Number(added) - 1]);
    }
  }
  finish();
  return additions;
}

/** A path as Git prints it: in quotes with escapes where it holds a quote, a backslash or a control character. */
function readPath(printed: string): string | undefined {
  const path = printed.replace(/\t$/, "");
  if (path === "/dev/null") return undefined;
  if (!path.startsWith('"')) return path.replace(/^b\//, "");
  const named: Record<string, string> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v" };
  const unescape = (_: string, code: string): string =>
    /^[0-7]{3}$/.test(code) ? String.fromCharCode(parseInt(code, 8)) : (named[code] ?? code);
  return path
    .slice(1, -1)
    .replaceAll(/\\([0-7]{3}|.)/g, unescape)
    .replace(/^b\//, "");
}
