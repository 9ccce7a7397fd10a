// Works out what a flip changes about a service: its owned references, our labels, and what an incident asks for. All the rest of the
// spec is sent back unchanged. No I/O.
import type { Ownership } from "../../rotation/bound.ts";
import { serviceLabels } from "../../rotation/labels.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import { addsTicket, joinTickets } from "../../rotation/tickets.ts";
import { mergeReferences, ownedReferences, sameReferences, type EngineReference } from "../engine/references.ts";
import { withLabels } from "../engine/service-labels.ts";
import {
  forcedRestarts,
  isWanted,
  liveReferences,
  refuseJob,
  type EngineService,
  type EngineSpec,
  type EngineTask,
} from "../engine/service.ts";
import type { FlipRequest } from "./request.ts";
import { isUnderWay } from "./under-way.ts";
import { raiseUrgency, restoreUrgency } from "./urgency.ts";

/** A change that is due. */
export interface Change {
  /** The service's references with the owned ones replaced; undefined when the live ones stay. */
  references: EngineReference[] | undefined;
  /** Whether every replica is to restart for an incident. */
  reconnects: boolean;
  /** The count of forced restarts that the replicas shall have. */
  forceUpdate: number;
}

/**
 * Compares a service with what a flip is asked for.
 *
 * @throws SwarmError `target-conflict`; `job-mode` when it is a job that would have to change
 */
export function changeOf(live: EngineService, { desired, owns, reconnect }: FlipRequest): Change {
  const references = mergeReferences(liveReferences(live.Spec.TaskTemplate), desired, owns);
  const reconnects = addsTicket(reconnect, live.Spec.Labels?.[serviceLabels.reconnected]);
  if (references !== undefined || reconnects || desired.length > 0) refuseJob(live);
  const restarts = forcedRestarts(live.Spec.TaskTemplate);
  return { references, reconnects, forceUpdate: reconnects ? nextRestart(restarts) : restarts };
}

/** Whether an update to the desired references has stopped before it reached all replicas. Only another ServiceUpdate resumes it. */
export function isStuck(live: EngineService, tasks: readonly EngineTask[], { desired, owns }: FlipRequest): boolean {
  if (isUnderWay(live)) return false;
  const restarts = forcedRestarts(live.Spec.TaskTemplate);
  return tasks
    .filter(isWanted)
    .some(({ Spec }) => !hasReferences(Spec, desired, owns) || forcedRestarts(Spec) < restarts);
}

/** Whether a task, or the service's template for them, has exactly the desired references besides the foreign ones. */
export function hasReferences(
  spec: Parameters<typeof liveReferences>[0],
  desired: readonly SecretReference[],
  owns: Ownership,
): boolean {
  return sameReferences(ownedReferences(liveReferences(spec), owns), desired);
}

/**
 * The freshly read spec with the change. Where nothing else changes, a label does: that is enough for a stopped update to go on.
 *
 * @param tasks all tasks of the service
 */
export function nextSpec(
  spec: EngineSpec,
  tasks: readonly EngineTask[],
  { references, reconnects, forceUpdate }: Change,
  { owns, urgent, reconnect, revertedAt, markRotation }: FlipRequest,
): EngineSpec {
  const TaskTemplate = {
    ...spec.TaskTemplate,
    ...(references !== undefined && { ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, Secrets: references } }),
    ...(reconnects && { ForceUpdate: forceUpdate }),
  };
  const before = ownedReferences(liveReferences(spec.TaskTemplate), owns);
  const reconnected = spec.Labels?.[serviceLabels.reconnected] ?? "";
  const marks = {
    ...(references !== undefined && {
      [serviceLabels.reverted]: revertedAt,
      [serviceLabels.rotation]: markRotation?.(spec.Labels ?? {}, before),
    }),
    ...(reconnects && { [serviceLabels.reconnected]: joinTickets([reconnected, reconnect ?? ""]) }),
    [serviceLabels.resumed]: references === undefined && !reconnects ? new Date().toISOString() : undefined,
  };
  const next = { ...spec, TaskTemplate, ...withLabels(spec, marks) };
  // Replicas that should run but do not are not counted: they would not serve anybody while the others are replaced.
  const running = tasks.filter((task) => isWanted(task) && task.Status.State === "running");
  return urgent === true ? raiseUrgency(next, running.length) : restoreUrgency(next);
}

/** The count after one more forced restart. Beyond 2^53 it is the next number that JavaScript can hold. */
function nextRestart(restarts: number): number {
  return restarts + Math.max(1, 2 ** (Math.floor(Math.log2(restarts)) - 52));
}
