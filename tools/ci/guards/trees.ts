// The two sides of a pull request as Git has them. Nothing is checked out, so no link is followed and no filter runs.
import process from "node:process";
import { execa } from "execa";
import { UserError } from "../../../rotation/user-error.ts";

/** A path that a pull request changes. */
export interface Change {
  path: string;
  kind: "added" | "changed" | "deleted";
  /** What it is afterwards. */
  type: "file" | "link" | "submodule" | "gone";
}

/** The commit that a pull request branched off from, and the one that it ends with. */
export class Trees {
  readonly #folder: string;
  readonly #base: string;
  readonly #head: string;

  private constructor(folder: string, base: string, head: string) {
    this.#folder = folder;
    this.#base = base;
    this.#head = head;
  }

  /**
   * @param folder a checkout with both commits
   * @throws UserError when Git does not have them, or they have nothing in common
   */
  static async open(folder: string, base: string, head: string): Promise<Trees> {
    for (const commit of [base, head]) {
      if (!/^[0-9a-f]{40,64}$/.test(commit))
        throw new UserError(`${commit} is no commit.`, "Set it to a commit's whole hash.");
    }
    const { stdout, failed } = await git(folder, ["merge-base", base, head]);
    if (!failed) return new Trees(folder, stdout.trim(), head);
    throw new UserError(
      `Git does not find what ${base} and ${head} have in common.`,
      "Check the pull request out with its whole history (fetch-depth: 0).",
    );
  }

  /** What the pull request changes, by path. */
  async changes(): Promise<Change[]> {
    return await changesBetween(this.#folder, this.#base, this.#head);
  }

  /** The text of a file before and after; undefined where it is none. */
  async both(path: string): Promise<{ before: string | undefined; after: string | undefined }> {
    return { before: await this.#text(this.#base, path), after: await this.#text(this.#head, path) };
  }

  /** What a link leads to. */
  async linkAfter(path: string): Promise<string> {
    return (await git(this.#folder, ["cat-file", "blob", `${this.#head}:${path}`])).stdout;
  }

  async #text(commit: string, path: string): Promise<string | undefined> {
    const { stdout: listed } = await git(this.#folder, ["ls-tree", "-z", commit, "--", path]);
    if (!/^100\d{3} blob /.test(listed)) return undefined;
    const { stdout, failed } = await git(this.#folder, ["cat-file", "blob", `${commit}:${path}`]);
    return failed ? undefined : stdout;
  }
}

/** What the base has once a pull request is merged; undefined when the two conflict. */
export async function mergedTree(folder: string, base: string, head: string): Promise<string | undefined> {
  const { stdout, failed } = await git(folder, ["merge-tree", "--write-tree", "--no-messages", base, head]);
  return failed ? undefined : stdout.trim();
}

/** What differs from one commit or tree to another, by path. */
export async function changesBetween(folder: string, from: string, to: string): Promise<Change[]> {
  const { stdout, failed } = await git(folder, [
    "diff-tree",
    "-r",
    "--raw",
    "-z",
    "--no-renames",
    "--no-abbrev",
    from,
    to,
  ]);
  if (failed)
    throw new UserError(`Git cannot compare ${from} with ${to}.`, "Check the pull request out with its whole history.");
  const parts = stdout.split("\0");
  const changes: Change[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = "", , , status] = (parts[at] ?? "").split(" ");
    const kind = status === "A" ? "added" : status === "D" ? "deleted" : "changed";
    const type = kind === "deleted" ? "gone" : mode === "120000" ? "link" : mode === "160000" ? "submodule" : "file";
    changes.push({ path: parts[at + 1] ?? "", kind, type });
  }
  return changes;
}

async function git(folder: string, args: readonly string[]) {
  const env = {
    PATH: process.env["PATH"],
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_LITERAL_PATHSPECS: "1",
  };
  const options = {
    cwd: folder,
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
  } as const;
  return await execa("git", ["--no-replace-objects", ...args], { ...options, maxBuffer: 100_000_000 });
}
