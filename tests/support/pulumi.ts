// Runs the `pulumi` that is first on PATH on a copy of a project, apart from everything else: state, passphrase and login.
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

const markerVariable = "BUSFLOW_TEST_RUN";

/** A temporary copy of a Pulumi project with a file backend of its own. Nothing is made before {@link copy}. */
export class PulumiProject {
  // Inside the checkout, so that `@pulumi/*` resolves to the checkout's.
  readonly #root = path.join(sandboxDir, `tmp-${randomUUID()}`);
  /** Folder of the copy. */
  readonly directory = path.join(this.#root, "project");
  /** Where the backend keeps the stacks' states, as plain files. */
  readonly backend = path.join(this.#root, "backend");
  /** Standard output and standard error of all runs so far. */
  readonly transcript: string[] = [];
  readonly #marker = randomUUID();
  /** What encrypts the secrets of the stack's config. */
  protected readonly passphrase = randomBytes(16).toString("hex");
  readonly #environment = {
    [markerVariable]: this.#marker,
    PULUMI_BACKEND_URL: `file://${this.backend}`,
    PULUMI_CONFIG_PASSPHRASE: this.passphrase,
    PULUMI_STACK: "dev",
    NO_COLOR: "1",
  };

  /**
   * Copies a project and makes the stack `dev`, to which runs apply unless told otherwise.
   *
   * @param source the project's folder
   * @param files files to write over the copied ones, by their path in the project
   */
  async copy(source: string, files: Record<string, string> = {}): Promise<void> {
    await mkdir(this.backend, { recursive: true });
    await cp(source, this.directory, { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(this.directory, file), text);
    await this.succeed(["stack", "init", "dev", "--no-select"]);
  }

  /** Starts the CLI as a shell does, as the leader of a process group of its own, and does not wait for it. */
  start(args: string[]) {
    return this.#execute(args, { detached: true });
  }

  /** Runs the CLI to its end, whatever its exit code. What `input` holds goes to its standard input. */
  async run(args: string[], input: string | Buffer = ""): Promise<Run> {
    const result = await this.#execute(args, { input });
    if (result.exitCode === undefined)
      throw new Error(`pulumi ${args.join(" ")} did not end by itself`, { cause: result });
    const { exitCode, stdout, all: output } = result;
    this.transcript.push(output);
    return { exitCode, stdout, output };
  }

  /** Runs the CLI and throws with its output when it fails. */
  async succeed(args: string[], input?: string | Buffer): Promise<Run> {
    const run = await this.run(args, input);
    if (run.exitCode === 0) return run;
    throw new Error(`pulumi ${args.join(" ")} ended with ${run.exitCode}:\n${run.output}`);
  }

  /** The state of the stack `dev`, secrets encrypted. */
  async state(): Promise<StackState> {
    const { stdout } = await this.succeed(["stack", "export"]);
    const { deployment } = JSON.parse(stdout) as {
      deployment: { resources?: StateResource[]; pending_operations?: unknown[] };
    };
    return { resources: deployment.resources ?? [], pendingOperations: deployment.pending_operations ?? [] };
  }

  /** The outputs of the stack `dev`, secrets in plain; they stay out of the transcript. */
  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await this.#execute(["stack", "output", "--json", "--show-secrets"], {});
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  #execute(args: string[], options: { input?: string | Buffer; detached?: boolean }) {
    return execa("pulumi", ["--non-interactive", ...args], {
      cwd: this.directory,
      env: this.#environment,
      reject: false,
      all: true,
      timeout: 120_000,
      input: "",
      ...options,
    });
  }

  /** The processes that runs of this project started and that are still there. */
  processes(): Promise<RunningProcess[]> {
    return processesWith(markerVariable, this.#marker);
  }

  /** Waits until no process of this project is left. */
  async settled(timeoutMs?: number): Promise<void> {
    await eventually("no process of the project is left", async () => (await this.processes()).length === 0, timeoutMs);
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
    await rm(this.#root, { recursive: true, force: true });
  }
}

/** The resource of that name and type, or undefined. */
export function findResource(state: StackState, type: string, name: string): StateResource | undefined {
  return state.resources.find((resource) => resource.type === type && resource.urn.endsWith(`::${name}`));
}

/** Whether the state holds this property encrypted. */
export function isEncrypted(property: unknown): boolean {
  if (typeof property !== "object" || property === null) return false;
  // The engine's signature of a secret value in a serialized state.
  return secretSignature in property && "ciphertext" in property;
}

const secretSignature = "4dabf18193072939515e22adb298388d";
