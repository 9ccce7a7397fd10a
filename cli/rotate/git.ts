// Git, as a rotation's pull request needs it.
import { childEnvironment } from "../../processes/child-environment.ts";
import { UserError } from "../../rotation/user-error.ts";
import { runProgram, type Ran } from "../programs.ts";

/** A Git repository. */
export class Repository {
  readonly #folder: string;
  readonly #index: string | undefined;

  /**
   * @param folder a folder of the work tree
   * @param index the index that commands use; default: the repository's own
   */
  constructor(folder: string, index?: string) {
    this.#folder = folder;
    this.#index = index;
  }

  /** Runs a command, whatever its exit code. */
  async run(args: readonly string[], input = ""): Promise<Ran> {
    const index = this.#index === undefined ? {} : { GIT_INDEX_FILE: this.#index };
    const env = { ...childEnvironment(args[0] === "push" ? "push" : "git"), ...index };
    return await runProgram("git", args, { cwd: this.#folder, env, input });
  }

  /** What a command prints, without its last newline; undefined when it fails. */
  async ask(...args: readonly string[]): Promise<string | undefined> {
    const { exitCode, stdout } = await this.run(args);
    return exitCode === 0 ? stdout.replace(/\n$/, "") : undefined;
  }

  /**
   * What a command prints, without its last newline.
   *
   * @throws UserError with Git's own message
   */
  async must(args: readonly string[], input = ""): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(args, input);
    if (exitCode === 0) return stdout.replace(/\n$/, "");
    const said = (stderr + stdout).trim();
    throw new UserError(
      `git ${args[0] ?? ""} failed: ${said}`,
      "Mend that, and run the command again: it goes on from there.",
    );
  }
}

/**
 * The address at which a branch can be compared with another one in a browser, by the address of a remote; undefined for a remote that
 * has none, such as a folder.
 */
export function compareAddress(remote: string, base: string, branch: string): string | undefined {
  const found =
    /^(?:https?:\/\/(?:[^@/]+@)?|ssh:\/\/(?:[^@/]+@)?|[^@/\s]+@)(?<host>[\w.-]+)(?::\d+)?[:/](?<path>.+?)(?:\.git)?\/?$/.exec(
      remote,
    );
  const { host, path } = found?.groups ?? {};
  if (host === undefined || path === undefined) return undefined;
  return `https://${host}/${path}/compare/${encodeURIComponent(base)}...${branch.split("/").map(encodeURIComponent).join("/")}?expand=1`;
}
