// Asks Git: which files there are, what was added, what a file held.
import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { childEnvironment } from "../processes/child-environment.ts";

/** Git itself refused; the message is Git's own first line. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/**
 * What a Git command prints.
 *
 * @param input what it reads from standard input
 * @throws GitError when it fails, or is not installed
 */
export async function git(folder: string, args: readonly string[], input = ""): Promise<Buffer> {
  const env = childEnvironment("git");
  const child = spawn("git", ["-c", "core.quotePath=false", ...args], { cwd: folder, env, stdio: "pipe" });
  const status = new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) => {
      reject(new GitError(`git cannot be started: ${error.message}`));
    });
    child.on("close", resolve);
  });
  // Git may end before it has read everything; its status says why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [code, output, complaint] = await Promise.all([status, buffer(child.stdout), text(child.stderr)]);
  if (code === 0) return output;
  throw new GitError(complaint.trim().split("\n")[0] ?? `git ${args[0] ?? ""} failed`);
}

/** The contents of blobs, in the order of their ids. */
export async function* readBlobs(folder: string, ids: readonly string[]): AsyncGenerator<Buffer> {
  // A batch at a time, as all of a history at once may not fit into memory.
  for (let from = 0; from < ids.length; from += batch) {
    const some = ids.slice(from, from + batch);
    const output = await git(folder, ["cat-file", "--batch"], `${some.join("\n")}\n`);
    let at = 0;
    for (const id of some) {
      const headerEnd = output.indexOf("\n", at);
      const size = Number(output.toString("latin1", at, headerEnd).split(" ")[2]);
      if (!Number.isInteger(size)) throw new GitError(`object ${id} cannot be read`);
      yield output.subarray(headerEnd + 1, headerEnd + 1 + size);
      at = headerEnd + 1 + size + 1;
    }
  }
}

const batch = 200;
