// The two sides of a pull request as Git has them. Nothing is checked out, so no link is followed and no filter runs.
import { UserError } from "../../../rotation/user-error.ts";
import { git, GitError } from "../../../scan/git.ts";

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
    const common = await ask(folder, ["merge-base", base, head]);
    if (common !== undefined) return new Trees(folder, common.trim(), head);
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

  /** The commit of another repository at which a submodule is. */
  async submoduleAfter(path: string): Promise<string> {
    const listed = await ask(this.#folder, ["ls-tree", "-z", this.#head, "--", path]);
    return /^160000 commit ([\da-f]+)/.exec(listed ?? "")?.[1] ?? "an unknown commit";
  }

  /** The stacks' files before. */
  async stackFiles(): Promise<string[]> {
    const listed = (await ask(this.#folder, ["ls-tree", "-z", "--name-only", this.#base])) ?? "";
    return listed.split("\0").filter((file) => /^Pulumi\.[\w-]+\.yaml$/.test(file));
  }

  /** What a link leads to. */
  async linkAfter(path: string): Promise<string> {
    return (await ask(this.#folder, ["cat-file", "blob", `${this.#head}:${path}`])) ?? "";
  }

  async #text(commit: string, path: string): Promise<string | undefined> {
    const listed = await ask(this.#folder, ["ls-tree", "-z", commit, "--", path]);
    if (!/^100\d{3} blob /.test(listed ?? "")) return undefined;
    return await ask(this.#folder, ["cat-file", "blob", `${commit}:${path}`]);
  }
}

/** What the base has once a pull request is merged; undefined when the two conflict. */
export async function mergedTree(folder: string, base: string, head: string): Promise<string | undefined> {
  return (await ask(folder, ["merge-tree", "--write-tree", "--no-messages", base, head]))?.trim();
}

/** What differs from one commit or tree to another, by path. */
export async function changesBetween(folder: string, from: string, to: string): Promise<Change[]> {
  const listed = await ask(folder, ["diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", from, to]);
  if (listed === undefined)
    throw new UserError(`Git cannot compare ${from} with ${to}.`, "Check the pull request out with its whole history.");
  const parts = listed.split("\0");
  const changes: Change[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = "", , , status] = (parts[at] ?? "").split(" ");
    const kind = status === "A" ? "added" : status === "D" ? "deleted" : "changed";
    const type = kind === "deleted" ? "gone" : mode === "120000" ? "link" : mode === "160000" ? "submodule" : "file";
    changes.push({ path: parts[at + 1] ?? "", kind, type });
  }
  return changes;
}

/** What a Git command prints; undefined when Git refuses. A path is a name here, and no pattern. */
async function ask(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await git(folder, ["--literal-pathspecs", ...args])).toString();
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
