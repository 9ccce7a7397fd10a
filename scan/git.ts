// Asks Git: which files there are, and what its objects hold.
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { childEnvironment } from "../processes/child-environment.ts";

/** Git itself refused; the message is Git's own first line. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** What makes Git tell another history than the one that is pushed: replace refs, grafts, a cached graph; and a hook that would run. */
const asItIs = ["--no-replace-objects", "-c", "core.commitGraph=false", "-c", "core.fsmonitor=false"];
const noGrafts = { GIT_GRAFT_FILE: "/dev/null/none" };

/**
 * What a Git command prints.
 *
 * @param input what it reads from standard input
 * @throws GitError when it fails, or is not installed
 */
export async function git(folder: string, args: readonly string[], input = ""): Promise<Buffer> {
  const { child, ended } = start(folder, args);
  child.stdin.end(input);
  const [output] = await Promise.all([buffer(child.stdout), ended]);
  return output;
}

/** The first bytes of a blob that is too large to be read as a whole. */
export async function readHead(folder: string, id: string, most: number): Promise<Buffer> {
  const { child, ended } = start(folder, ["cat-file", "blob", id]);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  // Git ends by a signal when nobody reads on; it has failed only if there was nothing to read.
  await ended.catch((error: unknown) => {
    if (length === 0) throw error;
  });
  return Buffer.concat(chunks).subarray(0, most);
}

/**
 * The sizes of objects.
 *
 * @throws GitError when one is missing, as in a clone that has only a part of the history
 */
export async function sizesOf(folder: string, ids: readonly string[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const output = await git(folder, ["cat-file", "--batch-check=%(objectsize)"], `${ids.join("\n")}\n`);
  const lines = output.toString().split("\n");
  return ids.map((id, index) => {
    const size = Number(lines[index]);
    if (!Number.isInteger(size)) throw new GitError(`object ${id} cannot be read`);
    return size;
  });
}

/** How many bytes of objects are in memory at a time, unless one alone is larger. */
const atATime = 16 * 1024 * 1024;

/** The contents of objects, in the order of their ids. */
export async function* readObjects(folder: string, ids: readonly string[]): AsyncGenerator<Buffer> {
  const sizes = await sizesOf(folder, ids);
  for (let from = 0, to = 0; from < ids.length; from = to) {
    let length = 0;
    do length += sizes[to++] ?? 0;
    while (to < ids.length && length + (sizes[to] ?? 0) <= atATime);
    const output = await git(folder, ["cat-file", "--batch"], `${ids.slice(from, to).join("\n")}\n`);
    let at = 0;
    for (const size of sizes.slice(from, to)) {
      // Each begins with a line of its own: id, type, size.
      const start = output.indexOf("\n", at) + 1;
      yield output.subarray(start, start + size);
      at = start + size + 1;
    }
  }
}

function start(
  folder: string,
  args: readonly string[],
): { child: ChildProcessWithoutNullStreams; ended: Promise<void> } {
  const { GIT_INDEX_FILE: index, ...others } = childEnvironment("git");
  // A hook's index is the one that is about to be committed. Which files there are is asked of the repository's own.
  const isOfIndex = args[0] === "diff-index" && index !== undefined;
  const env = { ...others, ...noGrafts, ...(isOfIndex && { GIT_INDEX_FILE: index }) };
  const child = spawn("git", [...asItIs, ...args], { cwd: folder, env, stdio: "pipe" });
  const status = new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) => {
      reject(new GitError(`git cannot be started: ${error.message}`));
    });
    child.on("close", resolve);
  });
  // Git may end before it has read everything; its status says why.
  child.stdin.on("error", () => undefined);
  const ended = Promise.all([status, text(child.stderr)]).then(([code, complaint]) => {
    const [firstLine = ""] = complaint.trim().split("\n");
    if (code !== 0) throw new GitError(firstLine === "" ? `git ${args[0] ?? ""} failed` : firstLine);
  });
  return { child, ended };
}
