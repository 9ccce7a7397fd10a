// The files that the dev stack keeps on this machine: its config, its state, and the passphrase of both.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { resourceTypes } from "../../rotation/contract.ts";
import { devStack } from "../../rotation/protection.ts";
import { projectDir, projectName, sandboxDir } from "../paths.ts";
import { UserError } from "../../rotation/user-error.ts";

/** The stack that lives on the private Swarm. */
export { devStack };

/** The part of a file backend's state that is read. */
interface State {
  checkpoint?: { latest?: { resources?: { type?: string }[] } };
}

/** The files of the dev stack of one checkout. No file is made before it is asked for. */
export class DevFiles {
  readonly #project: string;
  readonly #sandbox: string;

  /**
   * @param projectFolder the folder of the stack's config
   * @param sandboxFolder the folder of its state and passphrase
   */
  constructor(projectFolder = projectDir, sandboxFolder = sandboxDir) {
    this.#project = projectFolder;
    this.#sandbox = sandboxFolder;
  }

  get config(): string {
    return path.join(this.#project, `Pulumi.${devStack}.yaml`);
  }

  get passphrase(): string {
    return path.join(this.#sandbox, "passphrase");
  }

  get hasConfig(): boolean {
    return existsSync(this.config);
  }

  get hasPassphrase(): boolean {
    return existsSync(this.passphrase);
  }

  get hasState(): boolean {
    return existsSync(this.#state);
  }

  /** The file that the backend keeps the state in. */
  get #state(): string {
    return path.join(this.#stateFolder, `${devStack}.json`);
  }

  get #stateFolder(): string {
    return path.join(this.#sandbox, "state", ".pulumi", "stacks", projectName);
  }

  /** The backend in `.sandbox/`, which is made when missing. Other stacks use it, too, when they name none. */
  backend(): string {
    const folder = path.join(this.#sandbox, "state");
    mkdirSync(folder, { recursive: true });
    return pathToFileURL(folder).href;
  }

  /**
   * The file with the passphrase. It is made when it is missing and nothing of the stack is encrypted yet.
   *
   * @throws UserError when the passphrase of an existing config or state is missing
   */
  ensurePassphrase(): string {
    if (this.hasPassphrase) return this.passphrase;
    if (this.hasConfig || this.hasState) {
      throw new UserError(
        `The passphrase of the stack ${devStack} is gone (${this.passphrase}); nothing can read its values without it.`,
        "Put the file back. If there is no copy, `npm start` puts away what is left of the stack and begins anew.",
      );
    }
    mkdirSync(this.#sandbox, { recursive: true });
    writeFileSync(this.passphrase, randomBytes(32).toString("base64url"), { mode: 0o600 });
    return this.passphrase;
  }

  /**
   * Whether the state has a version of any secret.
   *
   * @throws UserError when the file is cut short
   */
  stateHasVersions(): boolean {
    if (!this.hasState) return false;
    let state: State;
    try {
      state = JSON.parse(readFileSync(this.#state, "utf8")) as State;
    } catch {
      throw new UserError(
        `The state of the stack ${devStack} cannot be read: ${this.#state} was cut short.`,
        'docs/runbook.md has what to do, under "A state file that was cut short".',
      );
    }
    return (state.checkpoint?.latest?.resources ?? []).some(({ type }) => type === resourceTypes.secret);
  }

  /**
   * Moves config and state to another folder, so that the stack can begin anew and nothing is lost. The passphrase stays.
   *
   * @returns what was moved and where to, as words; undefined when there was nothing
   */
  putAway(): string | undefined {
    const state = existsSync(this.#stateFolder)
      ? readdirSync(this.#stateFolder).filter((file) => file.startsWith(`${devStack}.json`))
      : [];
    const what = [
      ...(this.hasConfig ? [path.basename(this.config)] : []),
      ...(state.length > 0 ? ["the stack's state"] : []),
    ];
    if (what.length === 0) return undefined;
    const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
    const folder = path.join(this.#sandbox, "put-away", time);
    mkdirSync(folder, { recursive: true });
    if (this.hasConfig) renameSync(this.config, path.join(folder, path.basename(this.config)));
    for (const file of state) renameSync(path.join(this.#stateFolder, file), path.join(folder, file));
    return `${what.join(" and ")}, now in ${path.relative(this.#project, folder)}`;
  }
}
