// A real Git repository of this project's own files, in which the branches of pull requests are made.
import { execa } from "execa";
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectDir } from "../../../tools/paths.ts";
import { there } from "../../support/there.ts";
import { withYaml } from "../../support/yaml-edits.ts";

/** A checkout in which somebody works. */
export class Tree {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  write(file: string, content: string | Uint8Array): void {
    mkdirSync(path.dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), content);
  }

  /** Replaces a text that stands in the file exactly once. */
  replace(file: string, from: string | RegExp, to: string): void {
    const before = this.read(file);
    const places = before.split(from).length - 1;
    assert.equal(places, 1, `${file} has ${places} times ${String(from)}`);
    this.write(
      file,
      before.replace(from, () => to),
    );
  }

  append(file: string, text: string): void {
    this.write(file, this.read(file) + text);
  }

  remove(file: string): void {
    rmSync(this.path(file), { recursive: true });
  }

  has(file: string): boolean {
    return existsSync(this.path(file));
  }

  /** Changes one place of a YAML file; undefined takes it out. */
  set(file: string, steps: readonly (string | number)[], value: unknown): void {
    this.write(file, withYaml(this.read(file), steps, value));
  }

  /** Changes a text at one place of a JSON file. */
  setJson(file: string, steps: readonly string[], value: string): void {
    const whole = JSON.parse(this.read(file)) as object;
    let inner = whole as Record<string, object>;
    for (const step of steps.slice(0, -1)) inner = there(inner[step], step) as typeof inner;
    Object.assign(inner, { [there(steps.at(-1))]: value });
    this.write(file, `${JSON.stringify(whole, undefined, 2)}\n`);
  }

  path(file: string): string {
    return path.join(this.root, file);
  }

  async git(...args: string[]): Promise<string> {
    return await git(this.root, ...args);
  }

  /** Commits all that is there, ignored files of whose names Git is told included. */
  async commit(message: string): Promise<void> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "--message", message);
  }
}

/** The repository, and the folder of all that is made from it. */
export class Repository {
  readonly folder = mkdtempSync(path.join(tmpdir(), "busflow-pull-requests-"));
  /** Where the branches are made. */
  readonly origin = new Tree(path.join(this.folder, "origin"));
  readonly #checkouts = new Map<string, Tree>();

  /**
   * Makes it with the branch `main`, whose one commit has the project's files as they are here.
   *
   * @param prepare what is different from the project's files
   */
  async make(prepare: (tree: Tree) => void): Promise<void> {
    mkdirSync(this.origin.root);
    const listed = await git(projectDir, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
    for (const file of new Set(listed.split("\0"))) {
      const source = path.join(projectDir, file);
      if (file !== "" && existsSync(source)) cpSync(source, this.origin.path(file), { verbatimSymlinks: true });
    }
    await this.origin.git("init", "--quiet", "--initial-branch=main");
    prepare(this.origin);
    await this.origin.commit("Have the project as it is");
  }

  /** Brings a checkout in a folder to a commit, with the project's packages. What somebody left there goes. */
  async checkout(commit: string, folder: string): Promise<void> {
    let tree = this.#checkouts.get(folder);
    if (tree === undefined) {
      await git(this.folder, "clone", "--quiet", "--shared", "--no-checkout", this.origin.root, folder);
      tree = new Tree(folder);
      this.#checkouts.set(folder, tree);
      // The packages are a link here, which the pattern for a folder in .gitignore does not fit.
      tree.write(".git/info/exclude", "/node_modules\n");
      symlinkSync(path.join(projectDir, "node_modules"), tree.path("node_modules"));
    }
    await tree.git("checkout", "--quiet", "--force", "--detach", commit);
    await tree.git("clean", "--quiet", "-ffdx", "--exclude=/node_modules");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs Git apart from the user's own settings. */
async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = {
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    ...{ GIT_AUTHOR_NAME: "dev", GIT_AUTHOR_EMAIL: "dev@busflow.invalid" },
    ...{ GIT_COMMITTER_NAME: "dev", GIT_COMMITTER_EMAIL: "dev@busflow.invalid" },
  };
  const { stdout } = await execa("git", args, { cwd, env, stdin: "ignore" });
  return stdout;
}
