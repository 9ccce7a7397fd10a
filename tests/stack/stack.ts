// The checkout's own program as a stack of its own on the private Swarm: config, state and passphrase in a temporary folder,
// and an engine proxy in between that sees what the program asks of the Engine.
import { execa } from "execa";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import type { RecordState } from "../../rotation/rotation-record.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import { changeLedger } from "../../swarm/ledger/store.ts";
import { makeValue } from "../../tools/demo/values.ts";
import { projectDir } from "../../tools/paths.ts";
import {
  countingProxy,
  type EngineProxy,
  type ProxyOptions,
  type SeenRequest,
} from "../../tools/sandbox/engine-proxy.ts";
import { processesWith, type RunningProcess } from "../../tools/sandbox/processes-with.ts";
import { findResource, type Run, type StackState, type StateResource } from "../support/pulumi.ts";
import { clear, client, engine } from "../support/swarm.ts";
import { retold, shellPrelude } from "./runbook.ts";

/** The part of the stack config that tests change. */
export interface StackConfig {
  secrets: Record<string, SecretConfig>;
  services: Record<string, ServiceConfig>;
  /** Encrypted. */
  values: Record<string, Record<string, unknown>>;
}

interface SecretConfig {
  class: string;
  current: number;
  retain?: number[];
  source?: object;
  incident?: object;
  dependants?: string[];
}

interface ServiceConfig {
  secrets: (string | { name: string; target?: string; takeover?: boolean })[];
  timeout?: number;
  probe?: object;
  wave?: number;
  onFailure?: string;
}

interface StackFile {
  config: Record<string, unknown>;
}

type Configured = Parameters<typeof makeValue>[0];

const recordType = "swarm:index:RotationRecord";
/** Every process that a stack's runs start inherits it. */
const markerVariable = "BUSFLOW_TEST_STACK";
const stackName = "proof";
const key = (name: string): string => `busflow-secrets:${name}`;

/** A stack made from `docker/dev-stack.yaml`. Nothing is made before {@link make}. */
export class ProgramStack {
  /** What the names of its secrets and services on the Swarm start with. */
  readonly namespace: string;
  #folder = "";
  #proxy: EngineProxy | undefined;
  readonly #passphrase = randomBytes(16).toString("hex");

  /** For runs on another Swarm than the private one: its DOCKER_HOST. */
  elsewhere: string | undefined;

  /** The services of the template; the stack starts without any. */
  services: StackConfig["services"] = {};

  constructor(namespace = `proof-${randomBytes(4).toString("hex")}`) {
    this.namespace = namespace;
  }

  /**
   * Makes the stack, with version 1 of every secret and no service. Nothing is deployed.
   *
   * @param options.protect whether it is protected, as every stack but dev is; here it is not, so that it can be destroyed
   * @param options.interfere what happens to requests to the Engine
   */
  async make({ protect = false, ...proxy }: { protect?: boolean } & ProxyOptions = {}): Promise<void> {
    this.#folder = await mkdtemp(path.join(tmpdir(), "busflow-stack-"));
    this.#proxy = await countingProxy(proxy);
    await mkdir(path.join(this.#folder, "backend"));
    // `stack init` writes beside the Pulumi.yaml that it finds, and the checkout is not the place.
    await cp(path.join(projectDir, "Pulumi.yaml"), path.join(this.#folder, "Pulumi.yaml"));
    await this.#execute(["stack", "init", stackName, "--no-select"], { cwd: this.#folder, reject: true });
    const { config } = parse(await readFile(path.join(projectDir, "docker", "dev-stack.yaml"), "utf8")) as StackFile;
    const salt = parse(await readFile(this.#configFile, "utf8")) as object;
    await writeFile(
      this.#configFile,
      stringify({ config: { ...config, [key("namespace")]: this.namespace, [key("protect")]: protect }, ...salt }),
    );
    await this.configure((stack) => {
      this.services = stack.services;
      stack.services = {};
    });
    for (const name of ["db_writer", "db_reader", "slack_ops_webhook"] as const) await this.setValue(name, 1);
  }

  /** Edits the stack config, as a pull request does. */
  async configure(change: (config: StackConfig) => void): Promise<void> {
    const file = parse(await readFile(this.#configFile, "utf8")) as StackFile;
    const { config } = file;
    const part = (name: string) => config[key(name)] ?? {};
    const stack = { secrets: part("secrets"), services: part("services"), values: part("values") } as StackConfig;
    change(stack);
    for (const [name, value] of Object.entries(stack)) config[key(name)] = value;
    await writeFile(this.#configFile, stringify(file));
  }

  /** Makes another version of a secret the current one. */
  async bump(logicalName: string, current: number, retain: number[]): Promise<void> {
    await this.configure(({ secrets }) => {
      Object.assign(secrets[logicalName] ?? {}, { current, retain });
    });
  }

  /** Sets a secret's value for a version; by default one of the rotation of that number. */
  async setValue(
    logicalName: Configured,
    version: number,
    value: string = makeValue(logicalName, version),
  ): Promise<void> {
    const args = ["config", "set", "--secret", "--path", `${key("values")}.${logicalName}["${version}"]`];
    await this.succeed(args, value);
  }

  /** Takes a version's value out of the config; returns it, encrypted. */
  async dropValue(logicalName: string, version: number): Promise<unknown> {
    let dropped: unknown;
    await this.configure(({ values }) => {
      dropped = values[logicalName]?.[version];
      delete values[logicalName]?.[version];
    });
    return dropped;
  }

  /** Puts a value back that {@link dropValue} took out. */
  async restoreValue(logicalName: string, version: number, value: unknown): Promise<void> {
    await this.configure(({ values }) => {
      values[logicalName] = { ...values[logicalName], [version]: value };
    });
  }

  /** Lets hours go by for secrets: what their ledgers say, on the Swarm and in the state, becomes older by so much. */
  async age(logicalNames: string | readonly string[], hours: number): Promise<void> {
    const shift = (time: string): string => new Date(Date.parse(time) - hours * 3_600_000).toISOString();
    const older = (ledger: Ledger): Ledger =>
      JSON.parse(JSON.stringify(ledger).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, shift)) as Ledger;
    const names = [logicalNames].flat();
    for (const logicalName of names) await changeLedger(client, { namespace: this.namespace, logicalName }, older);
    await this.operate((resources) => {
      for (const logicalName of names) {
        const record = findResource({ resources, pendingOperations: [] }, recordType, logicalName);
        const outputs = record?.outputs as unknown as RecordState;
        outputs.ledger = older(outputs.ledger);
      }
    });
  }

  /** The state, to be put back by {@link restore}. */
  async backUp(): Promise<string> {
    return (await this.#execute(["stack", "export", "--stack", stackName], { reject: true })).stdout;
  }

  async restore(input: string): Promise<void> {
    await this.#execute(["stack", "import", "--stack", stackName], { reject: true, input });
  }

  /** Edits the state by hand. */
  async operate(edit: (resources: StateResource[]) => void): Promise<void> {
    const { stdout } = await this.#execute(["stack", "export", "--stack", stackName], { reject: true });
    const state = JSON.parse(stdout) as { deployment: { resources: StateResource[] } };
    edit(state.deployment.resources);
    await this.#execute(["stack", "import", "--stack", stackName], { reject: true, input: JSON.stringify(state) });
  }

  /** Loses the state: what is left is the config. */
  async lose(): Promise<void> {
    const stacks = path.join(this.#folder, "backend", ".pulumi", "stacks", "busflow-secrets");
    await rm(stacks, { recursive: true });
    await this.#execute(["stack", "init", stackName, "--no-select"], { cwd: this.#folder, reject: true });
  }

  /** `npm run rebuild-state`, without the preview and the question. */
  rebuild(): Promise<Run> {
    return this.script("rebuild-state", ["--yes", "--skip-preview", "--non-interactive"]);
  }

  /** One of the checkout's own commands, whatever its exit code. */
  async script(name: string, args: readonly string[] = []): Promise<Run> {
    const options = ["--stack", stackName, "--config-file", this.#configFile];
    const script = path.join(projectDir, "tools", "cli.ts");
    const { exitCode, stdout, all } = await this.#run(process.execPath, [script, name, ...args, ...options], {});
    return { exitCode: exitCode ?? 1, stdout, output: all };
  }

  /** Takes the protection off a secret's ledger, as the engine's own refusal says. */
  async unprotect(logicalName: string): Promise<void> {
    const urn = await this.urnOf(recordType, logicalName);
    await this.#execute(["state", "unprotect", urn, "--yes", "--stack", stackName], { reject: true });
  }

  async unprotectAll(): Promise<void> {
    await this.#execute(["state", "unprotect", "--all", "--yes", "--stack", stackName], { reject: true });
  }

  /** Takes a resource out of the state, and out of what others there depend on. */
  async forget(type: string, name: string): Promise<void> {
    const urn = await this.urnOf(type, name);
    const args = ["state", "delete", urn, "--yes", "--force", "--target-dependents", "--stack", stackName];
    await this.#execute(args, { reject: true });
  }

  /** The URN of a resource in the state. */
  async urnOf(type: string, name: string): Promise<string> {
    const found = findResource(await this.#state(), type, name);
    assert.ok(found, `${type} ${name} is not in the state`);
    return found.urn;
  }

  /** The names of the state's resources of a type, sorted. */
  async names(type: string): Promise<string[]> {
    const { resources } = await this.#state();
    return resources
      .filter((resource) => resource.type === type)
      .map(({ urn }) => urn.split("::").at(-1) ?? "")
      .sort();
  }

  /** The URNs of all that is in the state. */
  async urns(): Promise<string[]> {
    return (await this.#state()).resources.map(({ urn }) => urn).sort();
  }

  async #state(): Promise<StackState> {
    const { stdout } = await this.#execute(["stack", "export", "--stack", stackName], { reject: true });
    // A stack that was taken down has none.
    const { deployment } = JSON.parse(stdout) as { deployment: { resources?: StateResource[] } };
    return { resources: deployment.resources ?? [], pendingOperations: [] };
  }

  /** Starts the CLI in the checkout, and does not wait for it. */
  start(args: readonly string[]) {
    return this.#execute([...args, "--stack", stackName, "--config-file", this.#configFile], {});
  }

  /**
   * Takes the lock off the stack that a killed run has left. The file backend writes a state and its attributes one after the
   * other: a kill right then leaves one of the two cut short, and the runbook says what to do about each.
   */
  async unlock(): Promise<void> {
    const state = this.stateFile;
    await rm(`${state}.attrs`, { force: true });
    const text = await readFile(state, "utf8").catch(() => "");
    if (!text.trimEnd().endsWith("}")) await cp(`${state}.bak`, state);
    await this.#execute(["cancel", stackName, "--yes"], { reject: true });
  }

  /** The file that the backend keeps the state in. */
  get stateFile(): string {
    return path.join(this.#folder, "backend", ".pulumi", "stacks", "busflow-secrets", `${stackName}.json`);
  }

  /** The processes that runs of this stack started and that are still there. */
  processes(): Promise<RunningProcess[]> {
    return processesWith(markerVariable, this.#folder);
  }

  /** Runs the CLI in the checkout, whatever its exit code. */
  async run(args: readonly string[], input = ""): Promise<Run> {
    const options = ["--stack", stackName, "--config-file", this.#configFile];
    const result = await this.#execute([...args, ...options], { input });
    const { exitCode, stdout, all: output } = result;
    if (exitCode === undefined) throw new Error(`pulumi ${args.join(" ")} did not end by itself`, { cause: result });
    return { exitCode, stdout, output };
  }

  /** Runs the CLI and throws with its output when it fails. */
  async succeed(args: readonly string[], input?: string): Promise<Run> {
    const run = await this.run(args, input);
    assert.equal(run.exitCode, 0, `pulumi ${args.join(" ")}:\n${run.output}`);
    return run;
  }

  /** `pulumi up` without the preview before it. */
  up(): Promise<Run> {
    return this.run(["up", "--yes", "--skip-preview"]);
  }

  /** Runs commands of the runbook in a shell, for this stack; returns what they print, and throws when one of them fails. */
  async follow(commands: string, cwd = projectDir): Promise<string> {
    const script = shellPrelude(this.#configFile) + retold(commands, { stack: stackName, namespace: this.namespace });
    const { exitCode, all } = await this.#run("bash", ["-c", script], { cwd });
    assert.equal(exitCode, 0, `${commands}:\n${all}`);
    return all;
  }

  /** What the state holds of the ledger of a secret. */
  async ledgerOf(logicalName: string): Promise<RecordState> {
    const found = findResource(await this.#state(), recordType, logicalName);
    assert.ok(found, `the ledger of ${logicalName} is not in the state`);
    return found.outputs as unknown as RecordState;
  }

  /** A reference to one of its versions, for a service that it does not bind. */
  async reference(logicalName: string, version: number) {
    const secretName = `${this.namespace}_${logicalName}_v${version}`;
    const { ID } = (await engine.getSecret(secretName).inspect()) as { ID: string };
    const target = `${this.namespace}_${logicalName}`;
    return { secretName, secretId: ID, target, uid: "0", gid: "0", mode: 0o444 };
  }

  /** The stack's outputs, those that are secret as `[secret]`. */
  async outputs(): Promise<unknown> {
    const { stdout } = await this.#execute(["stack", "output", "--json", "--stack", stackName], { reject: true });
    return JSON.parse(stdout);
  }

  /** Throws unless a preview finds nothing to do. */
  async assertUnchanged(): Promise<void> {
    await this.succeed(["preview", "--expect-no-changes"]);
  }

  /** Does something, and returns what the program asked the Engine to change meanwhile. */
  async writesDuring(action: () => Promise<unknown>): Promise<SeenRequest[]> {
    const requests = this.#proxy?.requests ?? [];
    const before = requests.length;
    await action();
    return requests.slice(before).filter(({ method }) => !["GET", "HEAD"].includes(method));
  }

  /** Removes the stack's state and all that is on the Swarm under its namespace. */
  async remove(): Promise<void> {
    await clear(this.namespace);
    await this.#proxy?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #configFile(): string {
    return path.join(this.#folder, `Pulumi.${stackName}.yaml`);
  }

  #execute(args: readonly string[], options: { cwd?: string; input?: string; reject?: boolean }) {
    return this.#run("pulumi", [...args, "--non-interactive"], options);
  }

  #run(command: string, args: readonly string[], options: { cwd?: string; input?: string; reject?: boolean }) {
    return execa(command, args, {
      ...{ cwd: projectDir, input: "", reject: false, all: true, timeout: 120_000 },
      env: {
        PULUMI_BACKEND_URL: `file://${this.#folder}/backend`,
        PULUMI_CONFIG_PASSPHRASE: this.#passphrase,
        DOCKER_HOST: this.elsewhere ?? this.#proxy?.host,
        [markerVariable]: this.#folder,
        NO_COLOR: "1",
      },
      ...options,
    });
  }
}
