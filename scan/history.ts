// What commits, or the index, add and change: by the ids that trees have of their files. No setting, attribute or content makes Git leave
// one out, as it leaves out of a diff what it is told to take for binary.
import { Buffer } from "node:buffer";
import { git, GitError, readObjects } from "./git.ts";

/** A path that a commit, or the index, adds or changes. */
export interface Change {
  /** The commit's id; undefined for the index. */
  commit: string | undefined;
  file: string;
  kind: "file" | "link" | "submodule";
  /** The id of its new content; a submodule's is a commit of another repository. */
  blob: string;
  /** The ids of what each parent has at this path, if it has a file there. */
  before: string[];
}

/** A text that belongs to a commit, and is in no file. */
export interface Message {
  commit: string;
  /** What it is called: `commit message`, `author of the commit`, `message of the tag v1`. */
  name: string;
  bytes: Buffer;
}

const diffOptions = ["-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--ignore-submodules=none"];

/**
 * The commits of a range, the oldest first.
 *
 * @param range as `git log` takes it: `main..HEAD`
 * @throws GitError when Git does not know it, or has only a part of its history
 */
export async function commitsOf(root: string, range: string): Promise<string[]> {
  // What begins with a hyphen would be an option.
  if (range.startsWith("-")) throw new GitError(`'${range}' is no range of commits`);
  await refuseOthers(root, range);
  const listed = await git(root, [
    "rev-list",
    "--parents",
    "--topo-order",
    "--reverse",
    "--end-of-options",
    range,
    "--",
  ]);
  const lines = listed.toString().split("\n").filter(Boolean);
  const commits = lines.map((line) => line.split(" ", 1)[0] ?? "");
  let index = 0;
  for await (const bytes of readObjects(root, commits)) {
    const [commit = "", ...parents] = lines[index++]?.split(" ") ?? [];
    // A shallow clone pretends that a commit at its edge has no parents.
    const own = headerOf(bytes).flatMap((line) => (line.startsWith("parent ") ? [line.slice("parent ".length)] : []));
    if (own.join(" ") !== parents.join(" ")) {
      throw new GitError(`the clone is shallow: what is before ${commit.slice(0, 12)} is missing`);
    }
  }
  return commits;
}

/** Refuses a range that names something else than commits, such as a file of one: Git would take it for no commit at all. */
async function refuseOthers(root: string, range: string): Promise<void> {
  const named = (await git(root, ["rev-parse", "--revs-only", "--end-of-options", range])).toString();
  const ends = named.split("\n").filter((end) => /^\^?[\da-f]{40,}$/.test(end));
  const asked = ends.map((end) => `${end.replace("^", "")}^{commit}\n`).join("");
  const types = (await git(root, ["cat-file", "--batch-check=%(objecttype)"], asked)).toString();
  const count = types.split("\n").filter((type) => type === "commit").length;
  if (ends.length === 0 || count < ends.length) throw new GitError(`'${range}' is no range of commits`);
}

/** The folder's own path within the repository, with a slash at its end, in one character for each byte; empty at the top. */
export async function prefixOf(root: string): Promise<string> {
  return (await git(root, ["rev-parse", "--show-prefix"])).toString("latin1").replace(/\n$/, "");
}

/** What some commits add and change. A merge adds what none of its parents has. */
export async function changesOf(root: string, commits: readonly string[]): Promise<Change[]> {
  const options = ["diff-tree", "--stdin", "-c", "--root", ...diffOptions];
  return await readRaw(root, await git(root, options, `${commits.join("\n")}\n`));
}

/** What is staged. */
export async function stagedChanges(root: string): Promise<Change[]> {
  const head = await git(root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).catch(() => undefined);
  // Before the first commit, everything is new.
  const from = head?.toString().trim() ?? (await git(root, ["hash-object", "-t", "tree", "--stdin"])).toString().trim();
  return await readRaw(root, await git(root, ["diff-index", "--cached", ...diffOptions, from, "--"]));
}

/** The messages of commits, and their authors, each once. */
export async function messagesOf(root: string, commits: readonly string[]): Promise<Message[]> {
  const messages: Message[] = [];
  const people = new Set<string>();
  let index = 0;
  for await (const bytes of readObjects(root, commits)) {
    const commit = commits[index++] ?? "";
    messages.push({ commit, name: "commit message", bytes: bodyOf(bytes) });
    for (const line of headerOf(bytes)) {
      const [, role = "", person = ""] = /^(author|committer) (.*) \d+ [-+]\d{4}$/.exec(line) ?? [];
      if (role === "" || people.has(person)) continue;
      people.add(person);
      messages.push({ commit, name: `${role} of the commit`, bytes: Buffer.from(person, "latin1") });
    }
  }
  return messages;
}

/** The messages of the tags that name one of these commits. */
export async function tagMessagesOf(root: string, commits: ReadonlySet<string>): Promise<Message[]> {
  const format = "%(objecttype) %(objectname) %(*objectname) %(refname)";
  const tags = (await git(root, ["for-each-ref", `--format=${format}`, "refs/tags"]))
    .toString()
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([type, , commit = ""]) => type === "tag" && commits.has(commit));
  const messages: Message[] = [];
  for await (const bytes of readObjects(
    root,
    tags.map(([, id = ""]) => id),
  )) {
    const [, , commit = "", ...ref] = tags[messages.length] ?? [];
    const name = `message of the tag ${ref.join(" ").replace("refs/tags/", "")}`;
    messages.push({ commit, name, bytes: bodyOf(bytes) });
  }
  return messages;
}

/** Reads the raw output of `git diff-tree` and `git diff-index`. Paths outside of the folder are left out. */
async function readRaw(root: string, output: Buffer): Promise<Change[]> {
  const prefix = await prefixOf(root);
  // One byte is one character, as a path may be in any encoding.
  const parts = output.toString("latin1").split("\0");
  const changes: Change[] = [];
  let commit: string | undefined;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? "";
    if (!part.startsWith(":")) {
      if (part !== "") commit = part;
      continue;
    }
    const path = parts[++at] ?? "";
    // One colon, one mode and one id for each parent, then those of the new content.
    const parents = /^:+/.exec(part)?.[0].length ?? 1;
    const fields = part.slice(parents).split(" ");
    const modes = fields.slice(0, parents + 1);
    const ids = fields.slice(parents + 1, 2 * parents + 2);
    const [mode = "", blob = ""] = [modes.at(-1), ids.at(-1)];
    if (/^0+$/.test(mode) || !path.startsWith(prefix)) continue;
    const before = ids.slice(0, -1).filter((_, parent) => isBlob(modes[parent] ?? ""));
    changes.push({ commit, file: pathText(path.slice(prefix.length)), kind: kindOf(mode), blob, before });
  }
  return changes;
}

function isBlob(mode: string): boolean {
  return mode.startsWith("10") || mode.startsWith("12");
}

function kindOf(mode: string): Change["kind"] {
  if (mode === "160000") return "submodule";
  return mode === "120000" ? "link" : "file";
}

/** A path as text, from one character for each byte. What is no UTF-8 is shown by its bytes, so that no two paths look the same. */
export function pathText(bytes: string): string {
  const text = Buffer.from(bytes, "latin1").toString("utf8");
  if (!text.includes("\uFFFD")) return text;
  return bytes.replaceAll(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}

function headerOf(object: Buffer): string[] {
  const end = object.indexOf("\n\n");
  return object.toString("latin1", 0, end === -1 ? undefined : end).split("\n");
}

function bodyOf(object: Buffer): Buffer {
  const end = object.indexOf("\n\n");
  return end === -1 ? object.subarray(object.length) : object.subarray(end + 2);
}
