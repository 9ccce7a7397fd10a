// Creates and updates a binding: flips its service, has the secrets proven, and keeps in the state what a failure has left.
import { parseSecretName } from "../rotation/secret-name.ts";
import type { BindingInputs, BindingState } from "../rotation/service-secret-binding.ts";
import { addsTicket } from "../rotation/tickets.ts";
import type { Connection } from "../swarm/engine/client.ts";
import { SwarmError, type SwarmErrorCode } from "../swarm/engine/errors.ts";
import { FlipRun, type Member } from "../swarm/flip/run.ts";
import { withTakeover } from "../swarm/flip/takeover.ts";
import { describeGoal, ownership, references } from "../rotation/bound-secrets.ts";
import { report } from "./engine-log.ts";

/** The errors after which the service may have changed. After any other one it has not: Swarm has rolled it back, for example. */
const uncertain: readonly SwarmErrorCode[] = [
  ...(["paused", "changed-meanwhile", "timed-out", "interrupted", "unreachable"] as const),
  ...(["probe-failed", "wave-failed"] as const),
];

/** Reads a service's references as a binding's state; undefined when the service does not exist. */
type ReadState = (service: string, known: Partial<BindingState>) => Promise<BindingState | undefined>;

/** The flips of one run of the provider. */
export class Flips {
  readonly #connect: () => Promise<Connection>;
  readonly #readState: ReadState;
  readonly #run: FlipRun;

  constructor(connectOnce: () => Promise<Connection>, readState: ReadState) {
    this.#connect = connectOnce;
    this.#readState = readState;
    this.#run = new FlipRun(connectOnce);
  }

  /**
   * Gives the service its secrets and verifies it.
   *
   * @param olds the binding's state; undefined for a new binding
   * @returns the binding's new state
   * @throws SwarmError with the partial state when the service may have changed
   */
  async flip(urn: string, inputs: BindingInputs, olds?: BindingState): Promise<BindingState> {
    const { engine } = await this.#connect();
    const { namespace, service, secrets, probe, urgent = false, timeout, wave, onFailure } = inputs;
    const known = olds?.secrets ?? {};
    const owns = ownership(namespace, Object.keys({ ...known, ...secrets }));
    const taken = Object.values(secrets).flatMap(({ takeover, target }) => (takeover === true ? [target] : []));
    const wanted = await withTakeover(engine, { service, desired: references(secrets), owns }, taken);
    // When somebody takes the label off the service, that must not restart it again: only a new ticket does.
    const reconnect = addsTicket(inputs.reconnect, olds?.reconnect) ? inputs.reconnect : undefined;
    const member: Member = {
      ...{ namespace, service, ...wanted, urgent, reconnect, probe, timeout, wave, onFailure },
      secrets: logicalNames(known, secrets, namespace),
      goal: describeGoal(known, secrets),
      onProgress: (line) => {
        report(urn, line, { ephemeral: true });
      },
    };
    try {
      const { verification, ...flipped } = await this.#run.flip(member);
      return { ...inputs, ...flipped, ...(verification !== undefined && { verification }) };
    } catch (error) {
      if (!(error instanceof SwarmError) || !uncertain.includes(error.code)) throw error;
      throw await this.#partial(error, inputs, olds);
    }
  }

  /**
   * Adds to an error the fields by which the SDK reports a partial failure to the engine. The state then has what the service was
   * left with, so the next run mends the service, even if the config has gone back to what it was before.
   */
  async #partial(error: SwarmError, inputs: BindingInputs, olds: BindingState | undefined): Promise<SwarmError> {
    const { service: id, secrets } = inputs;
    const known = { ...olds, ...inputs, secrets: { ...olds?.secrets, ...secrets } };
    const left = await this.#readState(id, known).catch(() => undefined);
    // A verification from before does not prove what the service was left with.
    delete left?.verification;
    // A service that cannot be read is taken to be as it was before.
    const properties = left ?? olds ?? { ...inputs, serviceId: "", replicas: 0, seconds: 0 };
    return Object.assign(error, { id, properties, reasons: [error.message] });
  }
}

/** The logical names of all secrets that a binding had or gets, sorted. */
function logicalNames(olds: BindingInputs["secrets"], news: BindingInputs["secrets"], namespace: string): string[] {
  const bound = [...Object.values(olds), ...Object.values(news)];
  const names = bound.flatMap(({ secretName }) => parseSecretName(secretName, namespace)?.logicalName ?? []);
  return [...new Set(names)].sort();
}
