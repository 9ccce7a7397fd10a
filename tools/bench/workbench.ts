// Where the measuring happens: a folder, a private Swarm, and the programs that are run there.
import Docker from "dockerode";
import { execa } from "execa";
import path from "node:path";
import { failureOf } from "../failure.ts";
import { UserError } from "../../rotation/user-error.ts";

/** How much is measured. */
export interface Sizes {
  /** How often each side is timed. */
  rounds: number;
  /** How many secrets and services the large inventory has. */
  secrets: number;
  services: number;
  /** Over how many services the secrets are rotated. */
  rotated: number;
}

/** What all parts of the bench work with. */
export class Workbench {
  /** The folder for everything that is made; it is removed at the end. */
  readonly dir: string;
  readonly sizes: Sizes;
  /** The private Swarm. */
  readonly dockerHost: string;
  readonly docker: Docker;
  /** Ends the measuring. */
  readonly signal: AbortSignal;
  readonly #env: NodeJS.ProcessEnv;

  /** @param env the environment in which programs run */
  constructor(dir: string, sizes: Sizes, dockerHost: string, env: NodeJS.ProcessEnv, signal: AbortSignal) {
    this.dir = dir;
    this.sizes = sizes;
    this.dockerHost = dockerHost;
    this.docker = new Docker({ socketPath: dockerHost.replace(/^unix:\/\//, "") });
    this.signal = signal;
    this.#env = env;
  }

  /** A path in the folder. */
  file(...names: string[]): string {
    return path.join(this.dir, ...names);
  }

  /**
   * Runs a program to its end.
   *
   * @param options `input` goes to its standard input; `env` is added to its environment
   * @returns what it printed
   * @throws UserError when it fails, with what it printed last
   */
  async run(
    command: string,
    args: readonly string[],
    { cwd = this.dir, input = "", env = {} }: { cwd?: string; input?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<string> {
    this.signal.throwIfAborted();
    const result = await execa(command, args, {
      ...{ cwd, input, env: { ...this.#env, ...env }, extendEnv: false, reject: false, all: true },
      ...{ cancelSignal: this.signal, forceKillAfterDelay: 20_000 },
    });
    this.signal.throwIfAborted();
    const { all: stderr, shortMessage } = result;
    if (!result.failed) return stderr;
    throw new UserError(
      `${command} ${args.slice(0, 2).join(" ")} failed: ${failureOf({ stderr, shortMessage }, 20)}`,
      "Mend that and run this again: it starts anew.",
    );
  }
}
