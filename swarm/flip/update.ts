// Sends the one ServiceUpdate that makes a service's owned references the desired ones.
import { serviceLabels } from "../../rotation/labels.ts";
import { addsTicket, joinTickets } from "../../rotation/tickets.ts";
import { SwarmError } from "../engine/errors.ts";
import type { Patience } from "../engine/patience.ts";
import {
  mergeReferences,
  ownedReferences,
  sameReferences,
  type EngineReference,
  type Ownership,
  type SecretReference,
} from "../engine/references.ts";
import type { Engine } from "../engine/engine.ts";
import { attempts, backOff, isLost, isOutOfSequence } from "../engine/retry.ts";
import { findSecretsById } from "../engine/secrets.ts";
import { withLabels } from "../engine/service-labels.ts";
import {
  forcedRestarts,
  gone,
  isWanted,
  listTasks,
  liveReferences,
  readService,
  refuseJob,
  type EngineService,
  type EngineSpec,
  type EngineTask,
} from "../engine/service.ts";
import { isForeignUnderWay, isOurs, isUnderWay, Onset, sitOut } from "./under-way.ts";
import { raiseUrgency, restoreUrgency } from "./urgency.ts";

/** What an update makes of a service. */
export interface UpdateRequest {
  /** Name or ID of the service. */
  service: string;
  /** All references that the service shall have besides the foreign ones. */
  desired: readonly SecretReference[];
  /** Which other references are the binding's, so that they go: those of earlier versions, and of secrets bound no more. */
  owns: Ownership;
  /** Replaces as many replicas at once as leave one, and is not rolled back; see {@link raiseUrgency}. */
  urgent?: boolean;
  /** Restarts every replica, once for each incident: their tickets, see {@link addsTicket}. */
  reconnect?: string | undefined;
  /** Marks a service that is put back on what it had, with the time. */
  revertedAt?: string;
  /**
   * The text that tells of a rotation, from the service's labels and its owned references as they are right before the update;
   * without it, as when a service is put back, the one of the last rotation goes.
   */
  markRotation?: (labels: Readonly<Record<string, string>>, before: SecretReference[]) => string;
}

/** A service whose spec asks for the desired references. */
export interface Sent {
  serviceId: string;
  /** Whether an update was sent; false when there was nothing to change. */
  updated: boolean;
  /** The oldest version of the service that asks for them. */
  sinceVersion: number;
  /** The tasks there were before the update; none when there was none. */
  earlierTasks: ReadonlySet<string>;
  /** The count of forced restarts that the replicas shall have. */
  forceUpdate: number;
}

/**
 * Changes the owned references of a service and nothing else, starting from its spec as it is now.
 *
 * The Engine refuses an update of a version that is not the newest ("update out of sequence"), and its own orchestrator makes new
 * versions while it works; an update may also get lost with the connection. Both times the service is read and merged again, so
 * that nobody's change in between is undone and no update is sent twice. An update of somebody else's that is under way is let end
 * first.
 *
 * @throws SwarmError `under-way`, `no-service`, `no-secret`, `job-mode`, `target-conflict`; EngineError; NoAnswerError
 */
export async function sendUpdate(engine: Engine, wanted: UpdateRequest, patience: Patience): Promise<Sent> {
  const { service, desired, owns } = wanted;
  let earlierTasks: Set<string> | undefined;
  let unanswered = false;
  const onset = new Onset();
  for (let attempt = 1; ; attempt++) {
    const live = await patience.read(() => readService(engine, service));
    if (live === undefined) throw gone(service);

    const references = mergeReferences(liveReferences(live.Spec.TaskTemplate), desired, owns);
    const reconnects = addsTicket(wanted.reconnect, live.Spec.Labels?.[serviceLabels.reconnected]);
    if (references !== undefined || reconnects || desired.length > 0) refuseJob(live);
    const restarts = forcedRestarts(live.Spec.TaskTemplate);
    const forceUpdate = reconnects ? nextRestart(restarts) : restarts;
    const sent = { serviceId: live.ID, forceUpdate };
    const tasks = await patience.read(() => listTasks(engine, live.ID));
    const isBegun = !onset.isNear(live, tasks);
    if (references === undefined && !reconnects && !(isBegun && isStuck(live, tasks, wanted))) {
      const sinceVersion = live.Version.Index;
      return { ...sent, updated: unanswered, sinceVersion, earlierTasks: earlierTasks ?? new Set() };
    }
    if (isForeignUnderWay(live, owns) || !(isBegun || isOurs(live, owns))) {
      await sitOut(live, patience);
      attempt--;
      continue;
    }
    if (earlierTasks === undefined) {
      await checkSecrets(engine, desired, patience);
      earlierTasks = new Set(tasks.map(({ ID }) => ID));
    }
    try {
      await postSpec(engine, live, nextSpec(live.Spec, { ...wanted, references, reconnects, tasks }));
      const sinceVersion = live.Version.Index + 1;
      return { ...sent, updated: true, sinceVersion, earlierTasks };
    } catch (error) {
      const lost = isLost(error);
      if (!(lost || isOutOfSequence(error)) || attempt === attempts || patience.over) throw error;
      unanswered ||= lost;
      await backOff(attempt, patience);
    }
  }
}

/**
 * Sends a service's spec back as it is, its own settings restored. Nothing restarts, and what the service had before is
 * forgotten: `docker service rollback` no longer finds a way to a secret that is about to be deleted. An update that is under way is
 * let end first.
 *
 * @throws SwarmError `under-way`; EngineError; NoAnswerError
 */
export async function renewSpec(engine: Engine, service: string, patience: Patience): Promise<void> {
  const onset = new Onset();
  for (let attempt = 1; ; attempt++) {
    const live = await patience.read(() => readService(engine, service));
    if (live === undefined) return;
    const tasks = await patience.read(() => listTasks(engine, live.ID));
    if (isUnderWay(live) || onset.isNear(live, tasks)) {
      await sitOut(live, patience);
      attempt--;
      continue;
    }
    try {
      await postSpec(engine, live, restoreUrgency(live.Spec));
      return;
    } catch (error) {
      if (!(isLost(error) || isOutOfSequence(error)) || attempt === attempts || patience.over) throw error;
      await backOff(attempt, patience);
    }
  }
}

interface Change extends UpdateRequest {
  /** Undefined when the live ones stay. */
  references: EngineReference[] | undefined;
  reconnects: boolean;
  /** All of the service's tasks. */
  tasks: readonly EngineTask[];
}

/** The freshly read spec with all that is not known here; with no change but a label an update that stopped goes on. */
function nextSpec(
  spec: EngineSpec,
  { references, reconnects, tasks, urgent, reconnect, revertedAt, markRotation, owns }: Change,
): EngineSpec {
  const { ContainerSpec } = spec.TaskTemplate;
  const TaskTemplate = {
    ...spec.TaskTemplate,
    ...(references !== undefined && { ContainerSpec: { ...ContainerSpec, Secrets: references } }),
    ...(reconnects && { ForceUpdate: nextRestart(forcedRestarts(spec.TaskTemplate)) }),
  };
  const reconnected = spec.Labels?.[serviceLabels.reconnected];
  const marks = {
    ...(references !== undefined && {
      [serviceLabels.reverted]: revertedAt,
      [serviceLabels.rotation]: markRotation?.(
        spec.Labels ?? {},
        ownedReferences(liveReferences(spec.TaskTemplate), owns),
      ),
    }),
    ...(reconnects && { [serviceLabels.reconnected]: joinTickets([reconnected ?? "", reconnect ?? ""]) }),
    [serviceLabels.resumed]: references === undefined && !reconnects ? new Date().toISOString() : undefined,
  };
  const next = { ...spec, TaskTemplate, ...withLabels(spec, marks) };
  // Of those that should run some may not: they do not count as left.
  const running = tasks.filter((task) => isWanted(task) && task.Status.State === "running");
  return urgent === true ? raiseUrgency(next, running.length) : restoreUrgency(next);
}

/** The count after one more forced restart; where that takes more digits than a number has, the next number that there is. */
function nextRestart(restarts: number): number {
  return restarts + Math.max(1, 2 ** (Math.floor(Math.log2(restarts)) - 52));
}

async function postSpec(engine: Engine, { ID, Version }: EngineService, body: EngineSpec): Promise<void> {
  // The credentials for the image's registry are not in the spec that the Engine shows: let it keep those it has.
  const query = { version: Version.Index, registryAuthFrom: "spec" };
  await engine.request(`/services/${ID}/update`, { query, body });
}

/** Whether an update to what is wanted has stopped with replicas left without it. Only another ServiceUpdate goes on with it. */
function isStuck(live: EngineService, tasks: readonly EngineTask[], { desired, owns }: UpdateRequest): boolean {
  if (isUnderWay(live)) return false;
  const restarts = forcedRestarts(live.Spec.TaskTemplate);
  return tasks
    .filter(isWanted)
    .some(
      ({ Spec }) =>
        !sameReferences(ownedReferences(liveReferences(Spec), owns), desired) || forcedRestarts(Spec) < restarts,
    );
}

async function checkSecrets(engine: Engine, desired: readonly SecretReference[], patience: Patience): Promise<void> {
  const ids = desired.map(({ secretId }) => secretId);
  const found = await patience.read(() => findSecretsById(engine, ids));
  const names = new Map(found.map(({ id, name }) => [id, name]));
  for (const { secretName, secretId } of desired) {
    const name = names.get(secretId);
    if (name === secretName) continue;
    const what = name === undefined ? "does not exist on the Swarm" : `is the ID of ${name}`;
    throw new SwarmError(
      "no-secret",
      `${secretName} cannot be bound: a secret with the ID ${secretId} ${what}.`,
      "Somebody removed or recreated it: refresh, then run the same command again.",
    );
  }
}
