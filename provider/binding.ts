// `swarm:index:ServiceSecretBinding`: a thin shell around the flip.
import type * as pulumi from "@pulumi/pulumi";
import { detach, readBinding } from "../swarm/binding.ts";
import type { Connection } from "../swarm/client.ts";
import { engineNow } from "../swarm/clock.ts";
import { SwarmError, type SwarmErrorCode } from "../swarm/errors.ts";
import { addsTicket } from "../swarm/tickets.ts";
import { verifiedFlip, type Verification } from "../swarm/verified-flip.ts";
import { diffBinding } from "./binding-diff.ts";
import {
  boundSecrets,
  inputsOf,
  ownership,
  references,
  type BindingInputs,
  type BindingState,
} from "./bound-secrets.ts";
import { report } from "./engine-log.ts";
import { Waves } from "./waves.ts";

/** What an imported binding gets that the Swarm does not know: the inventory's defaults. */
const imported = { timeout: 300, wave: 1, onFailure: "stop", replicas: 0, seconds: 0 } as const;

/** After these the service may have changed all the same. One that was rolled back has not. */
const uncertain: readonly SwarmErrorCode[] = [
  ...(["paused", "changed-meanwhile", "timed-out", "interrupted", "unreachable"] as const),
  ...(["probe-failed", "wave-failed"] as const),
];

/** The bindings of one Swarm. A binding's ID is its service's name. */
export class BindingResource {
  readonly #connect: () => Promise<Connection>;
  /** The flips of this run. */
  readonly #waves: Waves;

  /** @param connectOnce gives the Swarm manager, each time the same one */
  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
    this.#waves = new Waves(connectOnce);
  }

  diff(olds: BindingState, news: BindingInputs): pulumi.provider.DiffResult {
    return diffBinding(olds, news);
  }

  async create(urn: string, inputs: BindingInputs): Promise<pulumi.provider.CreateResult> {
    return { id: inputs.service, outs: await this.#flip(urn, inputs) };
  }

  async update(urn: string, olds: BindingState, news: BindingInputs): Promise<pulumi.provider.UpdateResult> {
    return { outs: await this.#flip(urn, news, olds) };
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

  async #flip(urn: string, inputs: BindingInputs, olds?: BindingState): Promise<BindingState> {
    const connection = await this.#connect();
    const { namespace, service, secrets, timeout } = inputs;
    const owns = ownership(namespace, Object.keys({ ...olds?.secrets, ...secrets }));
    const { probe, urgent = false } = inputs;
    // A label that somebody took off the service must not restart it again.
    const reconnect = addsTicket(inputs.reconnect, olds?.reconnect) ? inputs.reconnect : undefined;
    const request = { service, desired: references(secrets), owns, urgent, reconnect };
    const flippedAt = engineNow(connection);
    const onProgress = (line: string) => {
      report(urn, line, { ephemeral: true });
    };
    try {
      const { wave, onFailure } = inputs;
      const before = (await readBinding(connection.docker, service, owns))?.references ?? [];
      const result = await this.#waves.run({ service, wave, onFailure, urgent, owns, before }, () =>
        verifiedFlip(connection, request, { probe, timeoutMs: timeout * 1000, onProgress }),
      );
      const verifiedAt = engineNow(connection);
      const seconds = Math.round((verifiedAt.getTime() - flippedAt.getTime()) / 100) / 10;
      const replicas = result.replicas.map(({ taskId: task, nodeId: node, slot }) => ({
        ...{ task, node },
        ...(slot !== undefined && { slot }),
      }));
      const times = { flippedAt: flippedAt.toISOString(), verifiedAt: verifiedAt.toISOString(), seconds };
      const names = Object.entries(secrets).map(([logicalName, { secretName }]) => [logicalName, secretName]);
      const verification = { ...times, secrets: Object.fromEntries(names) as Verification["secrets"], replicas };
      const state = { ...inputs, serviceId: result.serviceId, replicas: replicas.length, seconds };
      // Where nobody runs nothing is proven.
      return replicas.length === 0 ? state : { ...state, verification };
    } catch (error) {
      if (!(error instanceof SwarmError) || !uncertain.includes(error.code)) throw error;
      throw await this.#partial(error, inputs, olds);
    }
  }

  /**
   * The error with the fields by which the SDK tells the engine of a partial failure. The state then has what the service was
   * left with, and the next run sees to the service, even if the config has gone back to what it was before.
   */
  async #partial(error: SwarmError, inputs: BindingInputs, olds: BindingState | undefined): Promise<SwarmError> {
    const { service: id, secrets } = inputs;
    const known = { ...olds, ...inputs, secrets: { ...olds?.secrets, ...secrets } };
    const left = await this.#readState(id, known).catch(() => undefined);
    // What cannot be read counts as it was.
    const properties = left ?? olds ?? { ...inputs, serviceId: "", replicas: 0, seconds: 0 };
    return Object.assign(error, { id, properties, reasons: [error.message] });
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
