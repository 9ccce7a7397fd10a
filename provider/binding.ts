// `swarm:index:ServiceSecretBinding`: a thin shell around the flip.
import type * as pulumi from "@pulumi/pulumi";
import { detach, readBinding } from "../swarm/binding.ts";
import type { Connection } from "../swarm/client.ts";
import { diffBinding } from "./binding-diff.ts";
import { boundSecrets, inputsOf, ownership, type BindingInputs, type BindingState } from "./bound-secrets.ts";
import { Flips } from "./flips.ts";

/** What an imported binding gets that the Swarm does not know: the inventory's defaults. */
const imported = { timeout: 300, wave: 1, onFailure: "stop", replicas: 0, seconds: 0 } as const;

/** The bindings of one Swarm. A binding's ID is its service's name. */
export class BindingResource {
  readonly #connect: () => Promise<Connection>;
  readonly #flips: Flips;

  /** @param connectOnce gives the Swarm manager, each time the same one */
  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
    this.#flips = new Flips(connectOnce, (service, known) => this.#readState(service, known));
  }

  diff(olds: BindingState, news: BindingInputs): pulumi.provider.DiffResult {
    return diffBinding(olds, news);
  }

  async create(urn: string, inputs: BindingInputs): Promise<pulumi.provider.CreateResult> {
    return { id: inputs.service, outs: await this.#flips.flip(urn, inputs) };
  }

  async update(urn: string, olds: BindingState, news: BindingInputs): Promise<pulumi.provider.UpdateResult> {
    return { outs: await this.#flips.flip(urn, news, olds) };
  }

  /** The live references, so that a refresh shows what somebody did by hand. */
  async read(id: string, known: Partial<BindingState>): Promise<pulumi.provider.ReadResult> {
    const props = await this.#readState(id, known);
    if (props === undefined) return { id: "", props: {} };
    return { id, props, inputs: inputsOf(props) };
  }

  /** Takes the secrets off the service. A service that is gone needs nothing. */
  async delete({ namespace, service, secrets, timeout }: BindingState): Promise<void> {
    const { docker } = await this.#connect();
    const owns = ownership(namespace, Object.keys(secrets));
    await detach(docker, { service, owns }, { timeoutMs: timeout * 1000 });
  }

  /** Undefined when the service does not exist. */
  async #readState(service: string, known: Partial<BindingState>): Promise<BindingState | undefined> {
    const { docker } = await this.#connect();
    // An import knows the service only: its namespace is what its name begins with, as `docker stack deploy` gives it.
    const { namespace = service.split("_")[0] ?? "" } = known;
    const owns = known.secrets ? ownership(namespace, Object.keys(known.secrets)) : ownership(namespace);
    const live = await readBinding(docker, service, owns);
    if (live === undefined) return undefined;
    const secrets = boundSecrets(live.references, namespace, known.secrets);
    return { ...imported, ...known, namespace, service, secrets, serviceId: live.serviceId };
  }
}
