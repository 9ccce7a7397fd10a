// How a binding is created and updated: its service is flipped and proven, and what a failure leaves is kept in the state.
import { parseSecretName } from "../rotation/secret-name.ts";
import type { BindingInputs, BindingState } from "../rotation/service-secret-binding.ts";
import { addsTicket } from "../rotation/tickets.ts";
import type { Connection } from "../swarm/engine/client.ts";
import { SwarmError, type SwarmErrorCode } from "../swarm/engine/errors.ts";
import { FlipRun, type Member } from "../swarm/flip/run.ts";
import { withTakeover } from "../swarm/flip/takeover.ts";
import { describeGoal, ownership, references } from "./bound-secrets.ts";
import { report } from "./engine-log.ts";

/** After these the service may have changed all the same. One that was rolled back has not. */
const uncertain: readonly SwarmErrorCode[] = [
  ...(["paused", "changed-meanwhile", "timed-out", "interrupted", "unreachable"] as const),
  ...(["probe-failed", "wave-failed"] as const),
];

/** Reads what a service is bound to, as a binding's state; undefined when the service does not exist. */
type ReadState = (service: string, known: Partial<BindingState>) => Promise<BindingState | undefined>;

/** The flips of one run. */
export class Flips {
  readonly #connect: () => Promise<Connection>;
  readonly #readState: ReadState;
  readonly #run: FlipRun;

  constructor(connectOnce: () => Promise<Connection>, readState: ReadState) {
    this.#connect = connectOnce;
    this.#readState = readState;
    this.#run = new FlipRun(connectOnce);
  }

  /** Gives the service its secrets and proves them. */
  async flip(urn: string, inputs: BindingInputs, olds?: BindingState): Promise<BindingState> {
    const { engine } = await this.#connect();
    const { namespace, service, secrets, probe, urgent = false, timeout, wave, onFailure } = inputs;
    const known = olds?.secrets ?? {};
    const owns = ownership(namespace, Object.keys({ ...known, ...secrets }));
    const taken = Object.values(secrets).flatMap(({ takeover, target }) => (takeover === true ? [target] : []));
    const wanted = await withTakeover(engine, { service, desired: references(secrets), owns }, taken);
    // A label that somebody took off the service must not restart it again.
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
   * The error with the fields by which the SDK tells the engine of a partial failure. The state then has what the service was
   * left with, and the next run sees to the service, even if the config has gone back to what it was before.
   */
  async #partial(error: SwarmError, inputs: BindingInputs, olds: BindingState | undefined): Promise<SwarmError> {
    const { service: id, secrets } = inputs;
    const known = { ...olds, ...inputs, secrets: { ...olds?.secrets, ...secrets } };
    const left = await this.#readState(id, known).catch(() => undefined);
    // What was proven once is not what the service was left with.
    delete left?.verification;
    // What cannot be read counts as it was.
    const properties = left ?? olds ?? { ...inputs, serviceId: "", replicas: 0, seconds: 0 };
    return Object.assign(error, { id, properties, reasons: [error.message] });
  }
}

/** The logical names of all secrets that a binding had or gets. */
function logicalNames(olds: BindingInputs["secrets"], news: BindingInputs["secrets"], namespace: string): string[] {
  const bound = [...Object.values(olds), ...Object.values(news)];
  const names = bound.flatMap(({ secretName }) => parseSecretName(secretName, namespace)?.logicalName ?? []);
  return [...new Set(names)].sort();
}
