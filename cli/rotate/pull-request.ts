// Puts a rotation on a branch of its own and pushes it. The commit is made beside the work tree, with an index of its own: the work tree
// and the branch that is checked out stay as they are, whatever happens.
import { realpathSync } from "node:fs";
import path from "node:path";
import { childEnvironment } from "../../processes/child-environment.ts";
import { UserError } from "../../rotation/user-error.ts";
import type { FileEdit } from "../edit/stack-edit.ts";
import { runProgram } from "../programs.ts";
import { compareAddress, Repository } from "./git.ts";
import type { Rotation } from "./plan.ts";
import { withScratch } from "./scratch.ts";

/** A branch that is to be made, or that an earlier call has made. */
export interface Branch {
  /** `rotate/db_writer-v6`. */
  readonly name: string;
  /** The branch that is checked out, from which it is made. */
  readonly base: string;
  readonly head: string;
  readonly remote: string;
  /** The folder of the work tree. */
  readonly root: string;
  /** Its commit, where an earlier call has made it. */
  readonly commit: string | undefined;
}

/** What became of a branch. */
export interface Published {
  readonly branch: string;
  /** Where its pull request is, or can be opened; left out where the remote has no such address. */
  readonly url?: string;
  /** Whether the pull request is open. */
  readonly isOpen: boolean;
}

/**
 * Checks that a branch can be made of edits. Nothing is changed.
 *
 * @throws UserError when no branch is checked out, a file has changes that are not committed, or the branch is there with something else
 */
export async function branchFor(
  folder: string,
  rotations: readonly Rotation[],
  edits: readonly FileEdit[],
): Promise<Branch> {
  const git = new Repository(folder);
  const root = await git.ask("rev-parse", "--show-toplevel");
  if (root === undefined) throw new UserError(`${folder} is in no Git repository.`, "Leave --pr out.");
  const head = await git.ask("rev-parse", "--verify", "--quiet", "HEAD");
  const base = await git.ask("symbolic-ref", "--quiet", "--short", "HEAD");
  if (base === undefined || head === undefined) {
    throw new UserError("No branch is checked out that a pull request could go to.", "Check one out: git switch main");
  }
  if (edits.length === 0) {
    throw new UserError("Nothing is left to change: the files declare it already.", "Commit them, or leave --pr out.");
  }
  const files = edits.map(({ file }) => pathIn(root, file));
  for (const file of files) {
    if ((await git.ask("ls-files", "--error-unmatch", "--", path.join(root, file))) !== undefined) continue;
    throw new UserError(`${file} is not in Git, so no pull request can change it.`, "Leave --pr out.");
  }
  const dirty = await git.must(["status", "--porcelain", "--", ...files.map((file) => path.join(root, file))]);
  if (dirty !== "") {
    const problem = `Changes that are not committed are in files that the rotation edits:\n${dirty}`;
    throw new UserError(problem, "Commit them, or put them away: git stash");
  }
  const name = `rotate/${rotations.map(({ secret, to }) => `${secret.logicalName}-v${to}`).join("-")}`;
  const commit = await git.ask("rev-parse", "--verify", "--quiet", `refs/heads/${name}`);
  if (commit !== undefined && (await git.ask("rev-parse", `${commit}^`)) !== head) {
    const problem = `The branch ${name} is there already, and does not begin at ${base} as it is now.`;
    throw new UserError(problem, `Merge it, or delete it: git branch -D ${name}`);
  }
  return { name, base, head, remote: await remoteOf(git, base), root, commit };
}

/**
 * Makes the branch's commit where it is not there yet, pushes it, and opens the pull request where `gh` is installed.
 *
 * @throws UserError with the message of Git, or of the repository's hook
 */
export async function publish(
  branch: Branch,
  edits: readonly FileEdit[],
  text: { readonly subject: string; readonly body: string },
): Promise<Published> {
  const { name, base, remote, root } = branch;
  const git = new Repository(root);
  if (branch.commit === undefined) {
    const commit = await commitOf(branch, edits, `${text.subject}\n\n${text.body}\n`);
    await git.must(["update-ref", `refs/heads/${name}`, commit, "0".repeat(commit.length)]);
  }
  await git.must(["push", "--quiet", remote, `refs/heads/${name}:refs/heads/${name}`]);
  const opened = await open(branch, text);
  if (opened !== undefined) return { branch: name, url: opened, isOpen: true };
  const address = compareAddress((await git.ask("remote", "get-url", "--push", remote)) ?? "", base, name);
  return { branch: name, ...(address !== undefined && { url: address }), isOpen: false };
}

/** Makes a commit of exactly the edits, after the repository's own check of what is committed. */
async function commitOf({ head, root }: Branch, edits: readonly FileEdit[], message: string): Promise<string> {
  return await withScratch(async (folder) => {
    const git = new Repository(root, path.join(folder, "index"));
    await git.must(["read-tree", head]);
    for (const { file, after } of edits) {
      const name = pathIn(root, file);
      const [mode = "100644"] = (await git.must(["ls-tree", head, "--", `:/${name}`])).split(" ");
      const blob = await git.must(["hash-object", "-w", "--stdin", "--path", name], after);
      await git.must(["update-index", "--cacheinfo", `${mode},${blob},${name}`]);
    }
    await git.must(["hook", "run", "--ignore-missing", "pre-commit"]);
    const tree = await git.must(["write-tree"]);
    const signed = (await git.ask("config", "--type=bool", "commit.gpgsign")) === "true" ? ["-S"] : [];
    return await git.must(["commit-tree", ...signed, tree, "-p", head, "-F", "-"], message);
  });
}

/** Opens the pull request by GitHub's own program; undefined where that is not installed, or does not. */
async function open(
  { name, base, root }: Branch,
  { subject, body }: { readonly subject: string; readonly body: string },
): Promise<string | undefined> {
  const words = ["pr", "create", "--head", name, "--base", base, "--title", subject, "--body", body];
  try {
    const { exitCode, stdout, stderr } = await runProgram("gh", words, { cwd: root, env: childEnvironment("gh") });
    // One that is open already is named in the error.
    return /https:\/\/\S+/.exec(exitCode === 0 ? stdout : stderr.includes("already exists") ? stderr : "")?.[0];
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function remoteOf(git: Repository, base: string): Promise<string> {
  for (const key of [`branch.${base}.pushRemote`, "remote.pushDefault", `branch.${base}.remote`]) {
    const remote = await git.ask("config", key);
    if (remote !== undefined) return remote;
  }
  const [only, ...others] = ((await git.ask("remote")) ?? "").split("\n").filter((name) => name !== "");
  if (only !== undefined && others.length === 0) return only;
  throw new UserError("Git knows no remote to push the branch to.", "Add one, or set remote.pushDefault.");
}

/** The path of a file in a repository. A link is the file that it leads to, as edits write that. */
function pathIn(root: string, file: string): string {
  return path.relative(realpathSync(root), realpathSync(file));
}
