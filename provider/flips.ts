// How a binding is created and updated: its service is flipped and proven, and what a failure leaves is kept in the state.
import { parseSecretName } from "../rotation/secret-name.ts";
import { addsTicket } from "../rotation/tickets.ts";
import type { Connection } from "../swarm/engine/client.ts";
import { engineNow } from "../swarm/engine/clock.ts";
import { SwarmError, type SwarmErrorCode } from "../swarm/engine/errors.ts";
import type { FlipResult } from "../swarm/flip/binding.ts";
import { beginRotation, revokedAmong } from "../swarm/flip/rotation-label.ts";
import type { UpdateRequest } from "../swarm/flip/update.ts";
import type { Verification } from "../rotation/verification.ts";
import { verifiedFlip } from "../swarm/flip/verified-flip.ts";
import { readLedgers } from "../swarm/ledger/store.ts";
import type { BindingInputs, BindingState } from "../rotation/service-secret-binding.ts";
import { describeGoal, ownership } from "./bound-secrets.ts";
import { report } from "./engine-log.ts";
import { withTakeover } from "./takeover.ts";
import { Waves } from "./waves.ts";

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
  readonly #waves: Waves;

  constructor(connectOnce: () => Promise<Connection>, readState: ReadState) {
    this.#connect = connectOnce;
    this.#readState = readState;
    this.#waves = new Waves(connectOnce);
  }

  /** Gives the service its secrets and proves them; {@link verifiedFlip}. */
  async flip(urn: string, inputs: BindingInputs, olds?: BindingState): Promise<BindingState> {
    const connection = await this.#connect();
    const { namespace, service, secrets, timeout } = inputs;
    const known = ownership(namespace, Object.keys({ ...olds?.secrets, ...secrets }));
    const { desired, owns } = await withTakeover(connection.engine, service, secrets, known);
    const { probe, urgent = false } = inputs;
    // A label that somebody took off the service must not restart it again.
    const reconnect = addsTicket(inputs.reconnect, olds?.reconnect) ? inputs.reconnect : undefined;
    const flippedAt = engineNow(connection);
    const onProgress = (line: string) => {
      report(urn, line, { ephemeral: true });
    };
    try {
      const { wave, onFailure } = inputs;
      const ledgers = await readLedgers(connection.engine, namespace);
      refuseRevoked(service, revokedAmong(desired, namespace, ledgers));
      const at = flippedAt.toISOString();
      const mark = { namespace, secrets: logicalNames(olds?.secrets ?? {}, secrets, namespace), at, timeout };
      const markRotation: UpdateRequest["markRotation"] = (labels, live) => beginRotation(mark, labels, live, ledgers);
      const request = { service, desired, owns, urgent, reconnect, markRotation };
      const options = {
        probe,
        timeoutMs: timeout * 1000,
        onProgress,
        goal: describeGoal(olds?.secrets ?? {}, secrets),
      };
      const result = await this.#waves.run({ namespace, service, wave, onFailure, at, onProgress }, () =>
        verifiedFlip(connection, request, options),
      );
      const verifiedAt = engineNow(connection);
      const seconds = Math.round((verifiedAt.getTime() - flippedAt.getTime()) / 100) / 10;
      const { serviceId, replicas } = result;
      const state = { ...inputs, serviceId, replicas: replicas.length, seconds };
      // Nobody who runs on the secrets is no proof of them.
      if (replicas.length === 0) return state;
      const times = { flippedAt: flippedAt.toISOString(), verifiedAt: verifiedAt.toISOString(), seconds };
      return { ...state, verification: { ...times, ...proof(result, namespace) } };
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

/** @throws SwarmError `revoked` when there is something to say of revoked versions */
function refuseRevoked(service: string, revoked: readonly string[]): void {
  if (revoked.length === 0) return;
  throw new SwarmError(
    "revoked",
    `${service}: nothing goes back to what has leaked: ${revoked.join(", ")}.`,
    "Give the secret a new version.",
  );
}

/** What was proven: who runs, and on what. */
function proof(
  { replicas, references: bound }: FlipResult,
  namespace: string,
): Pick<Verification, "replicas" | "secrets"> {
  const named = bound.map(({ secretName }): [string, string] => {
    return [parseSecretName(secretName, namespace)?.logicalName ?? secretName, secretName];
  });
  return {
    secrets: Object.fromEntries(named),
    replicas: replicas.map(({ taskId: task, nodeId: node, slot }) => ({
      ...{ task, node },
      ...(slot !== undefined && { slot }),
    })),
  };
}
