// A stack for tests of `secrets`, made without Pulumi: its files in a folder, its secrets, ledgers and services on the real Swarm.
import { execa } from "execa";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { stringify } from "yaml";
import { versionLabels } from "../../rotation/labels.ts";
import type { Ledger } from "../../rotation/ledger.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import { formatSecretName } from "../../rotation/secret-name.ts";
import { changeLedger } from "../../swarm/ledger/store.ts";
import { projectDir } from "../../tools/paths.ts";
import { toEngine } from "../../swarm/engine/references.ts";
import { eventually } from "../support/eventually.ts";
import { changeByHand, inspect, TestServices, type ServiceOptions } from "../support/services.ts";
import { client, engine } from "../support/swarm.ts";

const dayMs = 86_400_000;

/** What the stack config declares of a secret. */
interface Declared {
  current: number;
  retain?: number[];
  class?: string;
}

/** The parts of a config that tests change. */
export interface PlantedConfig {
  secrets: Record<string, Declared & Record<string, unknown>>;
  services: Record<string, { secrets: unknown[] } & Record<string, unknown>>;
  composeFiles?: string[];
}

const classes = { database: { owner: "Platform", cadence: "quarterly", connections: true } };

/** The stack `prod`. Its service `api` has both of its secrets, and `worker` one; all stands as declared, and is verified. */
export class PlantedStack {
  readonly services: TestServices;
  readonly folder: string;
  readonly config: PlantedConfig = {
    secrets: {
      db_writer: { class: "database", current: 2, retain: [1] },
      db_reader: { class: "database", current: 1 },
    },
    services: { api: { secrets: ["db_writer", "db_reader"] }, worker: { secrets: ["db_reader"] } },
  };
  readonly #references = new Map<string, SecretReference>();

  private constructor(services: TestServices, folder: string) {
    this.services = services;
    this.folder = folder;
  }

  static async create(): Promise<PlantedStack> {
    const services = await TestServices.create();
    const stack = new PlantedStack(services, await mkdtemp(path.join(tmpdir(), "busflow-cli-")));
    await stack.configure();
    return stack;
  }

  get namespace(): string {
    return this.services.namespace;
  }

  /** Puts everything on the Swarm as it is declared. */
  async apply(): Promise<void> {
    for (const [name, version] of [
      ["db_writer", 1],
      ["db_writer", 2],
      ["db_reader", 1],
    ] as const) {
      await this.version(name, version);
    }
    await this.ledger("db_writer", ledgerOf([1, 2]));
    await this.ledger("db_reader", ledgerOf([1]));
    await this.service("api", ["db_writer", 2], ["db_reader", 1]);
    await this.service("worker", ["db_reader", 1]);
  }

  /** Creates a version as the stack does, and remembers the reference to it. */
  async version(name: string, version: number, fingerprint = fingerprintOf(version)): Promise<SecretReference> {
    const labels = { [versionLabels.namespace]: this.namespace, [versionLabels.fingerprint]: fingerprint };
    const reference = await this.services.secret(
      `${name}_v${version}`,
      `${this.namespace}_${name}`,
      `good ${name}`,
      labels,
    );
    this.#references.set(this.nameOf(name, version), reference);
    return reference;
  }

  /** The reference to a version that was created. */
  reference(name: string, version: number): SecretReference {
    const reference = this.#references.get(this.nameOf(name, version));
    if (reference === undefined) throw new Error(`${name} v${version} was not created`);
    return reference;
  }

  async service(name: string, ...secrets: (readonly [string, number])[]): Promise<string> {
    return await this.serviceWith(name, {}, ...secrets);
  }

  async serviceWith(name: string, options: ServiceOptions, ...secrets: (readonly [string, number])[]): Promise<string> {
    const references = secrets.map(([secret, version]) => this.reference(secret, version));
    return await this.services.service(name, { references, ...options });
  }

  /** Gives a service other references, as somebody would by hand, and waits until its tasks have them. */
  async put(name: string, ...secrets: (readonly [string, number])[]): Promise<void> {
    const service = `${this.namespace}_${name}`;
    await changeByHand(service, (spec) => {
      spec.TaskTemplate.ContainerSpec.Secrets = secrets.map(([secret, version]) =>
        toEngine(this.reference(secret, version)),
      );
    });
    await eventually("the update is over", async () => (await inspect(service)).UpdateStatus?.State === "completed");
  }

  /** Rolls a service back, as somebody would by hand, and waits until its tasks are as before. */
  async rollBack(name: string): Promise<void> {
    const service = `${this.namespace}_${name}`;
    const { ID, Version, Spec } = await inspect(service);
    await engine.getService(ID).update({ version: Version.Index, rollback: "previous", ...Spec });
    await eventually(
      "the rollback is over",
      async () => (await inspect(service)).UpdateStatus?.State === "rollback_completed",
    );
  }

  /** Gives a service a command that is not there, and waits until Swarm has paused the update. */
  async pause(name: string): Promise<void> {
    const service = `${this.namespace}_${name}`;
    await changeByHand(service, (spec) => {
      const container = spec.TaskTemplate.ContainerSpec as unknown as { Command: string[] };
      // A task that never runs counts as failed however busy the machine is.
      container.Command = ["/nowhere"];
    });
    await eventually("the update is paused", async () => (await inspect(service)).UpdateStatus?.State === "paused");
  }

  /** Writes a compose file that pins versions, and lists it in the config. */
  async compose(...pins: readonly (readonly [string, number])[]): Promise<void> {
    const secrets = pins.map(([name, version]) => [name, { external: true, name: this.nameOf(name, version) }]);
    await writeFile(
      path.join(this.folder, "compose.yml"),
      stringify({ secrets: Object.fromEntries(secrets) as object }),
    );
    await this.configure((config) => (config.composeFiles = ["compose.yml"]));
  }

  async ledger(logicalName: string, ledger: Ledger): Promise<void> {
    await changeLedger(client, { namespace: this.namespace, logicalName }, () => ledger);
  }

  /** Removes one version from the Swarm, as somebody would by hand. */
  async remove(name: string, version: number): Promise<void> {
    await engine.getSecret(this.reference(name, version).secretId).remove();
  }

  /** Writes the stack's files, after a change of what they say. */
  async configure(change: (config: PlantedConfig) => unknown = () => undefined): Promise<void> {
    change(this.config);
    const keys = { namespace: this.namespace, classes, ...this.config };
    const config = Object.fromEntries(Object.entries(keys).map(([key, value]) => [`planted:${key}`, value]));
    await writeFile(path.join(this.folder, "Pulumi.yaml"), "name: planted\nruntime: nodejs\n");
    await writeFile(path.join(this.folder, "Pulumi.prod.yaml"), stringify({ config }));
  }

  /** Runs `secrets` in the stack's folder. */
  async run(...words: string[]) {
    return await this.runWith({}, ...words);
  }

  /** Runs `secrets` with further variables in its environment. */
  async runWith(env: NodeJS.ProcessEnv, ...words: string[]) {
    return await this.start(env, ...words);
  }

  /** Starts `secrets`, which may go on until a signal ends it. */
  start(env: NodeJS.ProcessEnv, ...words: string[]) {
    return execa(process.execPath, [path.join(projectDir, "cli", "secrets.mjs"), ...words], {
      ...{ cwd: this.folder, reject: false, stdin: "ignore" as const, timeout: 120_000 },
      env: { PULUMI_STACK: "", PULUMI_HOME: this.folder, ...env },
    });
  }

  nameOf(name: string, version: number): string {
    return formatSecretName(this.namespace, name, version);
  }

  async clear(): Promise<void> {
    await this.services.remove();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The fingerprint of a version, in these tests. */
export function fingerprintOf(version: number): string {
  return String(version).padStart(64, "0");
}

/**
 * The ledger of a secret whose versions followed each other, the last one current and verified.
 *
 * @param days how many days ago the last one was verified
 */
export function ledgerOf(versions: readonly number[], days = 1): Ledger {
  const ago = (count: number): string => new Date(Date.now() - count * dayMs).toISOString();
  const last = versions.at(-1) ?? 1;
  return {
    versions: Object.fromEntries(
      versions.map((version) => {
        const since = ago(days + last - version);
        return [version, { addedAt: since, since, fingerprint: fingerprintOf(version) }];
      }),
    ),
    ...{ current: last, settledAt: ago(days), retentionHours: 72 },
  };
}
