// Runs the `pulumi` that is first on PATH on one stack, apart from everything else: state, passphrase and login.
import { execa } from "execa";
import { randomBytes, randomUUID } from "node:crypto";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { sandboxDir } from "../../tools/paths.ts";
import { eventually } from "./eventually.ts";
import { processesWith, type RunningProcess } from "../../tools/sandbox/processes-with.ts";

/** What one run of the CLI did. */
export interface Run {
  exitCode: number;
  stdout: string;
  /** Standard output and standard error as a terminal would have shown them. */
  output: string;
}

/** A resource as it stands in the state. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** The state of a stack. */
export interface StackState {
  resources: StateResource[];
  pendingOperations: unknown[];
}

/** How a command is run, besides its words. */
interface Launch {
  input?: string | Buffer;
  cwd?: string;
  detached?: boolean;
}

const markerVariable = "BUSFLOW_TEST_RUN";

/** The CLI on one stack, with a file backend of its own. */
export class PulumiCli {
  /** All that its runs leave behind. */
  protected readonly folder: string;
  /** Where the backend keeps the stacks' states, as plain files. */
  readonly backend: string;
  /** Standard output and standard error of all runs so far. */
  readonly transcript: string[] = [];
  /** What encrypts the secrets of the stack's config. */
  protected readonly passphrase = randomBytes(16).toString("hex");
  readonly #cwd: string;
  readonly #stack: string;
  readonly #marker = randomUUID();

  /**
   * @param cwd where the CLI is run
   * @param stack the stack to which runs apply unless told otherwise
   */
  constructor(folder: string, cwd: string, stack: string) {
    this.folder = folder;
    this.backend = path.join(folder, "backend");
    this.#cwd = cwd;
    this.#stack = stack;
  }

  /** Makes the stack, with nothing in it. Its file goes into `cwd`, where a Pulumi.yaml has to be. */
  protected async init(cwd = this.#cwd): Promise<void> {
    await mkdir(this.backend, { recursive: true });
    await this.must(["stack", "init", this.#stack, "--no-select"], { cwd });
  }

  /** Starts the CLI, and does not wait for it. */
  start(args: readonly string[]) {
    return this.launch("pulumi", this.words(args));
  }

  /** Runs the CLI to its end, whatever its exit code. What `input` holds goes to its standard input. */
  async run(args: readonly string[], input: string | Buffer = ""): Promise<Run> {
    return await this.finish("pulumi", this.words(args), { input });
  }

  /** Runs the CLI and throws with its output when it fails. */
  async succeed(args: readonly string[], input?: string | Buffer): Promise<Run> {
    return mustSucceed(args, await this.run(args, input));
  }

  /** The state of the stack, secrets encrypted. One that was taken down has none. */
  async state(): Promise<StackState> {
    const { deployment } = JSON.parse(await this.exported()) as {
      deployment: { resources?: StateResource[]; pending_operations?: unknown[] };
    };
    return { resources: deployment.resources ?? [], pendingOperations: deployment.pending_operations ?? [] };
  }

  /** The outputs of the stack, secrets in plain if that is asked for; they stay out of the transcript. */
  async outputs({ inPlain = false } = {}): Promise<Record<string, unknown>> {
    const words = ["stack", "output", "--json", "--non-interactive", ...(inPlain ? ["--show-secrets"] : [])];
    const { stdout } = await this.launch("pulumi", words);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** The processes that runs of this stack started and that are still there. */
  processes(): Promise<RunningProcess[]> {
    return processesWith(markerVariable, this.#marker);
  }

  /** Waits until no process of its runs is left. */
  async settled(isWaitedFor: (command: string) => boolean = () => true): Promise<void> {
    let left: string[] = [];
    const isOver = async (): Promise<boolean> => {
      left = (await this.processes()).map(({ command }) => command).filter(isWaitedFor);
      return left.length === 0;
    };
    await eventually("the processes of its runs are gone", isOver).catch((error: unknown) => {
      throw new Error(`These are left:\n${left.join("\n")}`, { cause: error });
    });
  }

  /** What `pulumi stack export` prints. */
  protected async exported(): Promise<string> {
    return (await this.must(["stack", "export"])).stdout;
  }

  /** Runs a command of the CLI about the backend or the state, which knows none of the options of {@link words}. */
  protected async must(args: readonly string[], options: Launch = {}): Promise<Run> {
    return mustSucceed(args, await this.finish("pulumi", ["--non-interactive", ...args], options));
  }

  /** The words of a command that runs the program or changes the config. */
  protected words(args: readonly string[]): string[] {
    return ["--non-interactive", ...args];
  }

  /** What a run's environment has besides this process's. */
  protected environment(): Record<string, string | undefined> {
    return {
      [markerVariable]: this.#marker,
      PULUMI_BACKEND_URL: `file://${this.backend}`,
      PULUMI_CONFIG_PASSPHRASE: this.passphrase,
      PULUMI_STACK: this.#stack,
      NO_COLOR: "1",
    };
  }

  /** Runs a program to its end, whatever its exit code. */
  protected async finish(program: string, args: readonly string[], options: Launch = {}): Promise<Run> {
    const result = await this.launch(program, args, options);
    const { exitCode, stdout, all: output } = result;
    if (exitCode === undefined)
      throw new Error(`${program} ${args.join(" ")} did not end by itself`, { cause: result });
    this.transcript.push(output);
    return { exitCode, stdout, output };
  }

  protected launch(program: string, args: readonly string[], options: Launch = {}) {
    return execa(program, args, {
      ...{ cwd: this.#cwd, env: this.environment(), reject: false, all: true, timeout: 120_000, input: "" },
      ...options,
    });
  }
}

/** A temporary copy of a Pulumi project with the stack `dev`. Nothing is made before {@link copy}. */
export class PulumiProject extends PulumiCli {
  /** Folder of the copy. */
  readonly directory: string;

  constructor() {
    // Inside the checkout, so that `@pulumi/*` resolves to the checkout's.
    const folder = path.join(sandboxDir, `tmp-${randomUUID()}`);
    const directory = path.join(folder, "project");
    super(folder, directory, "dev");
    this.directory = directory;
  }

  /**
   * Copies a project and makes its stack.
   *
   * @param source the project's folder
   * @param files files to write over the copied ones, by their path in the project
   */
  async copy(source: string, files: Record<string, string> = {}): Promise<void> {
    await cp(source, this.directory, { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(this.directory, file), text);
    await this.init();
  }

  /** Starts the CLI as a shell does, as the leader of a process group of its own, and does not wait for it. */
  override start(args: readonly string[]) {
    return this.launch("pulumi", this.words(args), { detached: true });
  }

  /** Kills what still runs and removes the copy and its state. What is on the Swarm stays: destroy the stack first. */
  async remove(): Promise<void> {
    for (const { pid } of await this.processes()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Gone in the meantime.
      }
    }
    await this.settled();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function mustSucceed(args: readonly string[], run: Run): Run {
  if (run.exitCode === 0) return run;
  throw new Error(`pulumi ${args.join(" ")} ended with ${run.exitCode}:\n${run.output}`);
}

/** The resource of that name and type, or undefined. */
export function findResource({ resources }: Pick<StackState, "resources">, type: string, name: string) {
  return resources.find((resource) => resource.type === type && resource.urn.endsWith(`::${name}`));
}

/** Whether the state holds this property encrypted. */
export function isEncrypted(property: unknown): boolean {
  if (typeof property !== "object" || property === null) return false;
  // The engine's signature of a secret value in a serialized state.
  return secretSignature in property && "ciphertext" in property;
}

const secretSignature = "4dabf18193072939515e22adb298388d";
