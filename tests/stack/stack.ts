// A stack of the checkout's own program on the private Swarm: its state and passphrase in a temporary folder, and an engine proxy in
// between that sees what the program asks of the Engine.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { cp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import type { Ledger } from "../../rotation/ledger.ts";
import type { RecordState } from "../../rotation/rotation-record.ts";
import { changeLedger } from "../../swarm/ledger/store.ts";
import { projectDir, projectName } from "../../tools/paths.ts";
import {
  countingProxy,
  type EngineProxy,
  type ProxyOptions,
  type SeenRequest,
} from "../../tools/sandbox/engine-proxy.ts";
import { findResource, type Run, type StateResource } from "../support/pulumi.ts";
import { clear, client, engine } from "../support/swarm.ts";
import { there } from "../support/there.ts";
import { ConfiguredStack, stackName } from "./configured-stack.ts";
import { retold, shellPrelude } from "./runbook.ts";
import { isPatientPlugin } from "../support/patient-plugins.ts";

const recordType = "swarm:index:RotationRecord";

/** How a stack is made. */
export interface StackOptions extends ProxyOptions {
  /** Whether it is protected, as every stack but dev is; by default it is not, so that it can be destroyed. */
  protect?: boolean;
}

/** A stack made from `docker/dev-stack.yaml`. Nothing is made before {@link make}. */
export class ProgramStack extends ConfiguredStack {
  /** What the names of its secrets and services on the Swarm start with. */
  readonly namespace: string;
  #proxy: EngineProxy | undefined;

  /** For runs on another Swarm than the private one: its DOCKER_HOST. */
  elsewhere: string | undefined;

  constructor(namespace = `proof-${randomBytes(4).toString("hex")}`) {
    super();
    this.namespace = namespace;
  }

  /** Makes the stack, with version 1 of every secret and no service. Nothing is deployed. */
  async make({ protect = false, ...proxy }: StackOptions = {}): Promise<void> {
    this.#proxy = await countingProxy(proxy);
    await this.initConfig({ namespace: this.namespace, protect });
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
        const record = there(findResource({ resources }, recordType, logicalName), `the ledger of ${logicalName}`);
        const outputs = record.outputs as unknown as RecordState;
        outputs.ledger = older(outputs.ledger);
      }
    });
  }

  /** The state, to be put back by {@link restore}. */
  async backUp(): Promise<string> {
    return await this.exported();
  }

  async restore(input: string): Promise<void> {
    await this.must(["stack", "import"], { input });
  }

  /** Edits the state by hand. */
  async operate(edit: (resources: StateResource[]) => void): Promise<void> {
    const state = JSON.parse(await this.backUp()) as { deployment: { resources: StateResource[] } };
    edit(state.deployment.resources);
    await this.restore(JSON.stringify(state));
  }

  /** Loses the state: what is left is the config. */
  async lose(): Promise<void> {
    await rm(path.dirname(this.stateFile), { recursive: true });
    await this.init();
  }

  /** `npm run rebuild-state`, without the preview and the question. */
  rebuild(): Promise<Run> {
    return this.script("rebuild-state", ["--yes", "--skip-preview", "--non-interactive"]);
  }

  /** One of the checkout's own commands, whatever its exit code. */
  async script(name: string, args: readonly string[] = []): Promise<Run> {
    const script = path.join(projectDir, "tools", "cli.ts");
    const options = ["--stack", stackName, "--config-file", this.configFile];
    return await this.finish(process.execPath, [script, name, ...args, ...options]);
  }

  /** Takes the protection off a secret's ledger, as the engine's own refusal says. */
  async unprotect(logicalName: string): Promise<void> {
    await this.must(["state", "unprotect", await this.urnOf(recordType, logicalName), "--yes"]);
  }

  async unprotectAll(): Promise<void> {
    await this.must(["state", "unprotect", "--all", "--yes"]);
  }

  /** Takes a resource out of the state, and out of what others there depend on. */
  async forget(type: string, name: string): Promise<void> {
    const urn = await this.urnOf(type, name);
    await this.must(["state", "delete", urn, "--yes", "--force", "--target-dependents"]);
  }

  /** The URN of a resource in the state. */
  async urnOf(type: string, name: string): Promise<string> {
    return there(findResource(await this.state(), type, name), `${type} ${name} in the state`).urn;
  }

  /** The names of the state's resources of a type, sorted. */
  async names(type: string): Promise<string[]> {
    const { resources } = await this.state();
    return resources
      .filter((resource) => resource.type === type)
      .map(({ urn }) => urn.split("::").at(-1) ?? "")
      .sort();
  }

  /** The URNs of all that is in the state. */
  async urns(): Promise<string[]> {
    return (await this.state()).resources.map(({ urn }) => urn).sort();
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
    await this.must(["cancel", stackName, "--yes"]);
  }

  /** Waits until the program and the providers of a killed run are gone, but for those that do nothing by themselves. */
  override settled(): Promise<void> {
    return super.settled((command) => !isPatientPlugin(command));
  }

  /** The file that the backend keeps the state in. */
  get stateFile(): string {
    return path.join(this.backend, ".pulumi", "stacks", projectName, `${stackName}.json`);
  }

  /** `pulumi up` without the preview before it. */
  up(): Promise<Run> {
    return this.run(["up", "--yes", "--skip-preview"]);
  }

  /** Runs commands of the runbook in a shell, for this stack; returns what they print, and throws when one of them fails. */
  async follow(commands: string, cwd = projectDir): Promise<string> {
    const script = shellPrelude(this.configFile) + retold(commands, { stack: stackName, namespace: this.namespace });
    const { exitCode, output } = await this.finish("bash", ["-c", script], { cwd });
    assert.equal(exitCode, 0, `${commands}:\n${output}`);
    return output;
  }

  /** What the state holds of the ledger of a secret. */
  async ledgerOf(logicalName: string): Promise<RecordState> {
    const found = findResource(await this.state(), recordType, logicalName);
    return there(found, `the ledger of ${logicalName}`).outputs as unknown as RecordState;
  }

  /** A reference to one of its versions, for a service that it does not bind. */
  async reference(logicalName: string, version: number) {
    const secretName = `${this.namespace}_${logicalName}_v${version}`;
    const { ID } = (await engine.getSecret(secretName).inspect()) as { ID: string };
    const target = `${this.namespace}_${logicalName}`;
    return { secretName, secretId: ID, target, uid: "0", gid: "0", mode: 0o444 };
  }

  /** Throws unless a preview finds nothing to do. */
  async assertUnchanged(): Promise<void> {
    await this.succeed(["preview", "--expect-no-changes"]);
  }

  /**
   * Does something, and returns what the program asked the Engine to change meanwhile. Fails where it asked nothing at all: then its
   * requests went another way, and nothing is known of them.
   */
  async writesDuring(action: () => Promise<unknown>): Promise<SeenRequest[]> {
    assert.equal(this.elsewhere, undefined, "what goes to another Swarm is not seen");
    const { requests } = there(this.#proxy, "the proxy");
    const before = requests.length;
    await action();
    const seen = requests.slice(before);
    assert.ok(seen.length > 0, "nothing was asked of the Engine");
    return seen.filter(({ method }) => !["GET", "HEAD"].includes(method));
  }

  /** Removes the stack's state and all that is on the Swarm under its namespace. */
  async remove(): Promise<void> {
    await clear(this.namespace);
    await this.#proxy?.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  protected override environment() {
    return { ...super.environment(), DOCKER_HOST: this.elsewhere ?? this.#proxy?.host };
  }
}
