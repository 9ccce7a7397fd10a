// A Pulumi project in a folder of its own, with one stack.
import { readFileSync, writeFileSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { parseDocument } from "yaml";
import { projectDir, projectName } from "../paths.ts";
import type { Workbench } from "./workbench.ts";

/** The files and folders that the program consists of. */
const programFiles = [
  ...["Pulumi.yaml", "index.ts", "package.json", "tsconfig.json"],
  ...["components", "inventory", "processes", "provider", "pulumi-sdk", "rotation", "swarm"],
];

const stack = "bench";

interface PreviewOptions {
  env?: NodeJS.ProcessEnv;
  withPolicies?: boolean;
}

/** A project that is measured: our program, or one that it is compared with. */
export class Project {
  readonly #bench: Workbench;
  readonly #dir: string;

  /** @param name the name of the project's own folder and backend */
  constructor(bench: Workbench, name: string) {
    this.#bench = bench;
    this.#dir = bench.file(name);
  }

  /** Copies our program into the folder. It uses the checkout's packages. */
  async copyProgram(): Promise<void> {
    for (const file of programFiles) {
      await cp(path.join(projectDir, file), path.join(this.#dir, file), { recursive: true });
    }
  }

  /** Writes one of the project's files. */
  async write(file: string, text: string): Promise<void> {
    await mkdir(path.join(this.#dir, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(this.#dir, file), text);
  }

  /** Makes the stack, with nothing in its config. */
  async init(): Promise<void> {
    await mkdir(path.join(this.#dir, "state"), { recursive: true });
    await this.#pulumi(["stack", "init", stack]);
  }

  /** Sets a part of the stack config; the rest stays. */
  configure(steps: readonly string[], value: unknown): void {
    const file = path.join(this.#dir, `Pulumi.${stack}.yaml`);
    const document = parseDocument(readFileSync(file, "utf8"));
    const [key = "", ...inside] = steps;
    document.setIn(["config", `${projectName}:${key}`, ...inside], document.createNode(value));
    writeFileSync(file, document.toString());
  }

  /** Sets the value of a secret's version, encrypted. */
  async setValue(logicalName: string, version: number, value: string): Promise<void> {
    const path = `${projectName}:values.${logicalName}["${version}"]`;
    await this.#pulumi(["config", "set", "--secret", "--path", path], { input: value });
  }

  /**
   * Previews the stack.
   *
   * @param options.withPolicies whether the checkout's policy pack checks it, and the checkout's files
   * @returns how many resources would be created
   */
  async preview({ env, withPolicies = false }: PreviewOptions = {}): Promise<number> {
    const pack = withPolicies ? ["--policy-pack", path.join(projectDir, "policy")] : [];
    const printed = await this.#pulumi(["preview", ...pack], { env });
    return Number(/^ +\+ (\d+) to create$/m.exec(printed)?.[1] ?? 0);
  }

  /** Runs a command of `secrets` on the stack; throws where it does not end with 0. */
  async secrets(...words: string[]): Promise<void> {
    const script = path.join(projectDir, "cli", "secrets.mjs");
    await this.#bench.run(process.execPath, [script, ...words, "--stack", stack], { cwd: this.#dir });
  }

  /** Applies the stack without a preview first, so that only the run itself is timed. */
  async up(env?: NodeJS.ProcessEnv): Promise<void> {
    await this.#pulumi(["up", "--yes", "--skip-preview"], { env });
  }

  async #pulumi(
    args: readonly string[],
    { input, env = {} }: { input?: string | undefined; env?: NodeJS.ProcessEnv | undefined } = {},
  ): Promise<string> {
    const own = { PULUMI_BACKEND_URL: `file://${path.join(this.#dir, "state")}`, PULUMI_STACK: stack };
    return await this.#bench.run("pulumi", [...args, "--non-interactive"], {
      cwd: this.#dir,
      env: { ...own, ...env },
      ...(input !== undefined && { input }),
    });
  }
}
