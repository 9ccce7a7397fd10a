// A fake of Pulumi's engine, for the program as it is: Pulumi's own mocks hand each registration to it in the order in which the
// program's dependencies let them come, and it does with it what the engine does: diff against the state, create or update through
// the provider, hooks around a version, deletions last. After a failure nothing new begins; what is under way is let finish. A run may be
// killed at any of its requests to the Swarm, hence between two steps as well as inside a flip: from then on the state stays as it is.
// (It knows no replacement, no refresh, no targets and no protection: the real engine plays its part in real.test.ts.)
import * as pulumi from "@pulumi/pulumi";
import { isUnknown } from "@pulumi/pulumi/output.js";
import state from "@pulumi/pulumi/runtime/state.js";
import { run as runProgram } from "../../components/program.ts";
import { declareProviders } from "../../components/providers.ts";
import { SwarmProvider } from "../../provider/provider.ts";
import { hookNames, resourceTypes, unknownValue } from "../../rotation/contract.ts";
import type { FakeDocker, SecretInputs } from "./fake-docker.ts";

/** A resource in the state. */
interface Resource {
  type: string;
  name: string;
  id: string;
  inputs: Props;
  outputs: Props;
  /** Whether its last change failed half-way: it is updated again, whatever the diff says. */
  failed: boolean;
}

type Props = Record<string, unknown>;
type Hooks = Map<string, (args: pulumi.ResourceHookArgs) => Promise<void> | void>;

/** How a run ended. */
export interface Ended {
  /** What went wrong; empty when nothing did. */
  errors: readonly string[];
  /** How many resources were changed, or would be in a preview. */
  changes: number;
  killed: boolean;
}

/** The calls of the provider that the engine makes. */
export type ProviderCalls = Required<Pick<pulumi.provider.Provider, "check" | "diff" | "create" | "update">>;

/** Where a bug can be put in, between the engine and what it calls. */
export interface Seams {
  provider?: (provider: ProviderCalls) => ProviderCalls;
  hooks?: (hooks: Hooks) => void;
}

const project = "busflow-secrets";
/** The key under which Pulumi's protocol wraps a secret. */
const signature = "4dabf18193072939515e22adb298388d";

/** One stack: its state, and the runs on it. */
export class FakePulumi {
  #resources = new Map<string, Resource>();
  readonly #docker: FakeDocker;
  readonly #seams: Seams;

  constructor(docker: FakeDocker, seams: Seams) {
    this.#docker = docker;
    this.#seams = seams;
  }

  /** A copy of the state, and what puts it back. */
  save(): () => void {
    const saved = structuredClone(this.#resources);
    return () => {
      this.#resources = structuredClone(saved);
    };
  }

  /**
   * `pulumi up --skip-preview`, or `pulumi preview`.
   *
   * @param isDead tells whether the run is killed by now
   */
  async run(config: Record<string, unknown>, isPreview: boolean, isDead: () => boolean): Promise<Ended> {
    const run = new Run(this.#resources, this.#docker, this.#seams, isPreview, isDead);
    return await run.play(config);
  }
}

class Run {
  readonly #resources: Map<string, Resource>;
  readonly #docker: FakeDocker;
  readonly #isPreview: boolean;
  readonly #isDead: () => boolean;
  readonly #provider: ProviderCalls;
  readonly #hooks: Hooks = new Map();
  readonly #seams: Seams;
  readonly #registered = new Set<string>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #errors: string[] = [];
  #changes = 0;

  constructor(
    resources: Map<string, Resource>,
    docker: FakeDocker,
    seams: Seams,
    isPreview: boolean,
    isDead: () => boolean,
  ) {
    this.#resources = resources;
    this.#docker = docker;
    this.#seams = seams;
    this.#isPreview = isPreview;
    this.#isDead = isDead;
    const provider: ProviderCalls = callsOf(new SwarmProvider());
    this.#provider = seams.provider?.(provider) ?? provider;
  }

  async play(config: Record<string, unknown>): Promise<Ended> {
    const stopped = Promise.withResolvers<undefined>();
    const newResource = async (args: pulumi.runtime.MockResourceArgs) => {
      const step = this.#registerUnlessOver(args);
      this.#underWay.add(step);
      try {
        const result = await step;
        if (!this.#isOver) return result;
      } catch (error) {
        this.#errors.push(error instanceof Error ? error.message : String(error));
      } finally {
        this.#underWay.delete(step);
      }
      // The engine does not answer any more: what depends on this is never declared.
      stopped.resolve(undefined);
      return await new Promise<never>(() => undefined);
    };
    await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, project, "proof", this.#isPreview);
    // Hooks are called by the engine over a connection of their own; here by their names.
    const registerResourceHook = ({ name, callback }: pulumi.ResourceHook) =>
      Promise.resolve(void this.#hooks.set(name, callback));
    Object.assign((state as unknown as { getStore(): object }).getStore(), {
      callbacks: { registerResourceHook, awaitStackRegistrations: () => Promise.resolve(), shutdown: () => undefined },
    });
    const texts = Object.entries(config).map(([key, value]) => [
      `${project}:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>);
    const declared = (async () => {
      await runProgram(declareProviders());
      await pulumi.runtime.disconnect();
    })();
    await Promise.race([declared, stopped.promise]).catch((error: unknown) => {
      this.#errors.push(error instanceof Error ? error.message : String(error));
    });
    declared.catch(() => undefined);
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    if (!this.#isOver)
      await this.#deleteOthers().catch((error: unknown) => this.#errors.push((error as Error).message));
    const killed = this.#isDead();
    return { errors: killed ? ["killed"] : this.#errors, changes: this.#changes, killed };
  }

  get #isOver(): boolean {
    return this.#errors.length > 0 || this.#isDead();
  }

  async #registerUnlessOver({
    type,
    name,
    inputs,
  }: pulumi.runtime.MockResourceArgs): Promise<{ id: string; state: Props }> {
    const props = plain(inputs) as Props;
    if (type === resourceTypes.secret) return await this.#registerSecret(name, props);
    if (type.startsWith("swarm:")) return await this.#registerOwn(type, name, props);
    if (type === "random:index/randomBytes:RandomBytes") {
      return { id: name, state: { ...props, base64: Buffer.alloc(32, 7).toString("base64") } };
    }
    return { id: "", state: props };
  }

  async #registerSecret(name: string, inputs: Props): Promise<{ id: string; state: Props }> {
    const urn = this.#urn(resourceTypes.secret, name);
    const old = this.#resources.get(urn);
    if (old !== undefined) {
      if (old.inputs["data"] !== inputs["data"]) throw new Error(`${name} would be replaced`);
      return { id: old.id, state: old.outputs };
    }
    this.#changes += 1;
    if (this.#isPreview || this.#isOver) return { id: "", state: inputs };
    await this.#hook("beforeCreate", { urn, id: "", name, type: resourceTypes.secret, newInputs: inputs });
    const id = await this.#docker.createSecret(inputs as unknown as SecretInputs);
    this.#save({ type: resourceTypes.secret, name, id, inputs, outputs: inputs, failed: false });
    return { id, state: inputs };
  }

  async #registerOwn(type: string, name: string, declared: Props): Promise<{ id: string; state: Props }> {
    const urn = this.#urn(type, name);
    const old = this.#resources.get(urn);
    const { inputs, failures } = await this.#check(urn, old, declared);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    if (old !== undefined) {
      const diff = await this.#provider.diff(old.id, urn, plain(old.outputs), inputs);
      if ((diff.replaces ?? []).length > 0) throw new Error(`${name} would be replaced: ${String(diff.replaces)}`);
      if (diff.changes !== true && !old.failed) {
        old.inputs = inputs;
        return { id: old.id, state: old.outputs };
      }
    }
    this.#changes += 1;
    if (this.#isPreview || this.#isOver) return { id: old?.id ?? "", state: inputs };
    try {
      const done =
        old === undefined
          ? await this.#provider.create(urn, inputs)
          : await this.#provider.update(old.id, urn, plain(old.outputs), inputs);
      const id = old?.id ?? (done as pulumi.provider.CreateResult).id;
      const outputs = plain(done.outs) as Props;
      this.#save({ type, name, id, inputs, outputs, failed: false });
      return { id, state: outputs };
    } catch (error) {
      // By these fields the SDK tells the engine that something was done all the same.
      const { id, properties } = error as { id?: string; properties?: Props };
      if (id !== undefined && properties !== undefined) {
        this.#save({ type, name, id, inputs, outputs: plain(properties) as Props, failed: true });
      }
      throw error;
    }
  }

  async #check(
    urn: string,
    old: Resource | undefined,
    declared: Props,
  ): Promise<{ inputs: Props; failures: string[] }> {
    const checked = await this.#provider.check(urn, plain(old?.inputs ?? {}), declared);
    const inputs: unknown = checked.inputs ?? declared;
    return { inputs: plain(inputs) as Props, failures: (checked.failures ?? []).map(({ reason }) => reason) };
  }

  /** What the state has and the program does not declare any more: the newest first. */
  async #deleteOthers(): Promise<void> {
    for (const [urn, { type, name, id, outputs }] of [...this.#resources].reverse()) {
      if (this.#registered.has(urn)) continue;
      this.#changes += 1;
      if (this.#isPreview) continue;
      if (type !== resourceTypes.secret) throw new Error(`${name} (${type}) would be deleted`);
      const args = { urn, id, name, type, oldInputs: outputs, oldOutputs: outputs };
      await this.#hook("beforeDelete", args);
      await this.#docker.removeSecret(id);
      await this.#hook("afterDelete", args);
      if (!this.#isDead()) this.#resources.delete(urn);
    }
  }

  async #hook(name: keyof typeof hookNames, args: pulumi.ResourceHookArgs): Promise<void> {
    this.#seams.hooks?.(this.#hooks);
    await this.#hooks.get(hookNames[name])?.(args);
  }

  /** What a killed run has done since its death is in no state. */
  #save(resource: Resource): void {
    if (!this.#isDead()) this.#resources.set(this.#urn(resource.type, resource.name), resource);
  }

  #urn(type: string, name: string): string {
    const urn = `urn:pulumi:proof::${project}::${type}::${name}`;
    this.#registered.add(urn);
    return urn;
  }
}

/** Each call on its own, as the engine makes it. */
function callsOf(provider: ProviderCalls): ProviderCalls {
  return {
    check: provider.check.bind(provider),
    diff: provider.diff.bind(provider),
    create: provider.create.bind(provider),
    update: provider.update.bind(provider),
  };
}

/** As it goes over the wire: secrets unwrapped, what is not known as its text. */
function plain(value: unknown): unknown {
  if (isUnknown(value)) return unknownValue;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (signature in value) return plain((value as { value?: unknown }).value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([key, part]) => [key, plain(part)]));
}
