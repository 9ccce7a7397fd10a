// The secrets of one service as one thing: read, changed in one ServiceUpdate, proven on the tasks.
import type { Engine } from "../engine/engine.ts";
import { timeout } from "../../rotation/defaults.ts";
import { explain as explainFailure } from "../engine/engine-failure.ts";
import { SwarmError } from "../engine/errors.ts";
import { Patience } from "../engine/patience.ts";
import { ownedReferences, sortReferences, type Ownership, type SecretReference } from "../engine/references.ts";
import { liveReferences, readService, refuseJob, serviceMode, type ServiceMode } from "../engine/service.ts";
import type { Replica } from "../engine/replica.ts";
import { converge } from "./convergence.ts";
import { sendUpdate, type UpdateRequest } from "./update.ts";

/** How long a flip may take unless its service says otherwise, in milliseconds. */
export const defaultTimeoutMs = timeout.default * 1000;

/** What a service is bound to. */
export interface Binding {
  serviceId: string;
  serviceName: string;
  mode: ServiceMode;
  /** Undefined for a global service. */
  replicas: number | undefined;
  /** The owned references, sorted by secret name and target. */
  references: SecretReference[];
  /** State of the service's last update: "completed", "paused", "rollback_completed", …; undefined when there was none. */
  updateState: string | undefined;
}

export interface FlipOptions {
  /** How long the whole flip may take, in milliseconds; default {@link defaultTimeoutMs}. */
  timeoutMs?: number;
  /** Ends the wait. An update that is sent goes on without it. */
  signal?: AbortSignal;
  /** Gets short lines for a person to read: "api: 1 of 2 on v5, 41 s of 300 left". */
  onProgress?: (line: string) => void;
  /** What the desired references are in those lines: "v5". */
  goal?: string;
}

/** A flip that is done and proven. */
export interface FlipResult {
  serviceId: string;
  /** Whether a ServiceUpdate was sent; false when the live references were the desired ones already. */
  updated: boolean;
  references: SecretReference[];
  /** The replicas seen running on the desired references: all there are. None is no proof. */
  replicas: Replica[];
  /** From the first read to the proof. */
  seconds: number;
}

/**
 * Reads what a service is bound to; undefined when it does not exist.
 *
 * @throws SwarmError `job-mode`, `unreachable`, `refused`
 */
export async function readBinding(engine: Engine, service: string, owns: Ownership): Promise<Binding | undefined> {
  try {
    const found = await readService(engine, service);
    if (found === undefined) return undefined;
    refuseJob(found);
    return {
      serviceId: found.ID,
      serviceName: found.Spec.Name,
      mode: serviceMode(found),
      replicas: found.Spec.Mode.Replicated?.Replicas,
      references: ownedReferences(liveReferences(found.Spec.TaskTemplate), owns),
      updateState: found.UpdateStatus?.State,
    };
  } catch (error) {
    throw explain(error, service);
  }
}

/**
 * Gives a service the desired references in one ServiceUpdate, and waits until every replica runs on them.
 *
 * Everything else stays as it is at that moment. No update is sent when the live references are the desired ones, unless an
 * earlier update of them stands paused with replicas on other ones: that one is resumed.
 *
 * @throws SwarmError; when the code is `rolled-back`, `paused`, `changed-meanwhile`, `timed-out` or `interrupted` the service may
 *   have changed: read it again
 */
export async function flip(engine: Engine, flipped: UpdateRequest, options: FlipOptions = {}): Promise<FlipResult> {
  const { service, desired } = flipped;
  const names = new Set(desired.map(({ secretName }) => secretName));
  const owns = (name: string) => names.has(name) || flipped.owns(name);
  const report = (line: string) => options.onProgress?.(`${service}: ${line}`);
  const patience = new Patience(options.timeoutMs ?? defaultTimeoutMs, options.signal, report);
  try {
    const sent = await sendUpdate(engine, { ...flipped, owns }, patience);
    report(sent.updated ? "update sent" : "nothing to change");
    const goal = { ...sent, serviceName: service, desired, owns, name: options.goal, noWayBack: flipped.urgent };
    const replicas = await converge(engine, goal, patience);
    const { serviceId, updated } = sent;
    if (replicas.length === 0) report("no replica runs, so nothing was verified");
    return { serviceId, updated, references: sortReferences(desired), replicas, seconds: patience.seconds };
  } catch (error) {
    throw options.signal?.aborted === true ? interrupted(service, error) : explain(error, service);
  }
}

/** Takes all owned references off a service, as {@link flip} does; undefined when the service is gone, which is as good. */
export async function detach(
  engine: Engine,
  { service, owns }: Pick<UpdateRequest, "service" | "owns">,
  options?: FlipOptions,
): Promise<FlipResult | undefined> {
  try {
    return await flip(engine, { service, desired: [], owns }, options);
  } catch (error) {
    if (error instanceof SwarmError && error.code === "no-service") return undefined;
    throw error;
  }
}

/** As {@link explainFailure}, of a service. */
function explain(error: unknown, service: string): unknown {
  const onceBack = `Once it is back, see how far it came, then run the same command again:\ndocker service ps ${service}`;
  return explainFailure(error, service, onceBack);
}

function interrupted(service: string, error: unknown): unknown {
  if (error instanceof SwarmError) return error;
  return new SwarmError(
    "interrupted",
    `${service}: interrupted before every replica was seen on the desired version. What was sent to Swarm goes on.`,
    `Run the same command again to see it through, or look at it:\ndocker service ps ${service}`,
    { cause: error },
  );
}
