// The resource `swarm:index:ServiceSecretBinding`: it hands the engine's calls on to the flip and keeps the state.
import type * as pulumi from "@pulumi/pulumi";
import { timeout, wave } from "../rotation/defaults.ts";
import { nameOf } from "../rotation/urn.ts";
import type { Connection } from "../swarm/engine/client.ts";
import { detach, readBinding } from "../swarm/flip/binding.ts";
import type { LiveBinding } from "../rotation/service-secret-binding.ts";
import { changeOf, type BindingChange } from "../swarm/flip/binding-change.ts";
import { describeBinding } from "../swarm/flip/binding-words.ts";
import { checkTargets, diffBinding } from "./binding-diff.ts";
import type { BindingInputs, BindingState, DeclaredBinding } from "../rotation/service-secret-binding.ts";
import { boundSecrets, inputsOf, ownership } from "../rotation/bound-secrets.ts";
import { report } from "./engine-log.ts";
import { Flips } from "./flips.ts";
import { lookAtImported } from "./imported.ts";

/** The properties of an imported binding that the Swarm does not know: they get the inventory's defaults. */
const imported = { timeout: timeout.default, wave: wave.default, onFailure: "stop", replicas: 0, seconds: 0 } as const;

/** The bindings of one Swarm. A binding's ID is its service's name. */
export class BindingResource {
  readonly #connect: () => Promise<Connection>;
  readonly #flips: Flips;
  /** The services before the run, by the URNs of their bindings. A service that was not looked at is absent. */
  readonly #live = new Map<string, LiveBinding>();

  /** @param connectOnce returns the connection to the Swarm manager, the same one each time */
  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
    this.#flips = new Flips(connectOnce, (service, known) => this.#readState(service, known));
  }

  /**
   * Takes the look at the service out of the inputs and keeps it for `diff`, which follows. It must not reach the state, because it
   * is true for this run only.
   *
   * @param olds the inputs in the state; empty for a new binding
   * @throws SwarmError `target-conflict` when a declared target is held by a foreign secret
   */
  check(urn: string, olds: Partial<BindingInputs>, { live, ...inputs }: DeclaredBinding): pulumi.provider.CheckResult {
    if (live === undefined) this.#live.delete(urn);
    else this.#live.set(urn, live);
    checkTargets(nameOf(urn), olds, inputs, live);
    if (olds.service === undefined) this.#say(urn, undefined, inputs);
    return { inputs };
  }

  diff(urn: string, olds: BindingState, news: BindingInputs): pulumi.provider.DiffResult {
    return diffBinding(olds, news, this.#say(urn, olds, news));
  }

  /** Reports what a binding is about to do, if it is anything. */
  #say(urn: string, olds: BindingState | undefined, news: BindingInputs): BindingChange | undefined {
    const live = this.#live.get(urn);
    const change = changeOf(olds, news, live);
    if (change !== undefined) report(urn, describeBinding({ name: nameOf(urn), olds, news, live, change }));
    return change;
  }

  async create(urn: string, inputs: BindingInputs): Promise<pulumi.provider.CreateResult> {
    return { id: inputs.service, outs: await this.#flips.flip(urn, inputs) };
  }

  async update(urn: string, olds: BindingState, news: BindingInputs): Promise<pulumi.provider.UpdateResult> {
    return { outs: await this.#flips.flip(urn, news, olds) };
  }

  /** Reads the service's references from the Swarm, so that a refresh shows what somebody changed by hand. */
  async read(id: string, known: Partial<BindingState>): Promise<pulumi.provider.ReadResult> {
    const props = await this.#readState(id, known);
    if (props === undefined) return { id: "", props: {} };
    return { id, props, inputs: inputsOf(props) };
  }

  /** Takes the secrets off the service. A service that does not exist any more needs nothing. */
  async delete({ namespace, service, secrets, timeout }: BindingState): Promise<void> {
    const owns = ownership(namespace, Object.keys(secrets));
    await detach(await this.#connect(), { service, owns }, { timeoutMs: timeout * 1000 });
  }

  /** The binding's state, as the Swarm has it; undefined when the service does not exist. */
  async #readState(service: string, known: Partial<BindingState>): Promise<BindingState | undefined> {
    const { engine } = await this.#connect();
    const { namespace, owns } =
      known.namespace === undefined || known.secrets === undefined
        ? await lookAtImported(engine, service)
        : { namespace: known.namespace, owns: ownership(known.namespace, Object.keys(known.secrets)) };
    const live = await readBinding(engine, service, owns);
    if (live === undefined) return undefined;
    const secrets = boundSecrets(live.references, namespace, known.secrets);
    return { ...imported, ...known, namespace, service, secrets, serviceId: live.serviceId };
  }
}
