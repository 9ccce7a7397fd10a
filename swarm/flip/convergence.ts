// Judges an update by one look at a service and its tasks: it is done, it has failed, or neither. The tasks' own secret IDs decide,
// because an update status may stay empty, and after a rollback the old tasks count as up to date. No I/O.
import type { Ownership } from "../../rotation/bound.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import type { Replica } from "../engine/replica.ts";
import { desiredTasks, forcedRestarts, isWanted, type EngineService, type EngineTask } from "../engine/service.ts";
import type { FlipFailureCode, Tally } from "./failures.ts";
import { isStrict, type Steadiness } from "./steadiness.ts";
import { hasReferences } from "./update.ts";

/** What a service has to reach. */
export interface Goal {
  serviceId: string;
  serviceName: string;
  desired: readonly SecretReference[];
  owns: Ownership;
  /** What the desired references are called in lines for a person: "v5". */
  name?: string | undefined;
  /** The count of forced restarts that each task has to have. */
  forceUpdate: number;
  /** Whether an update was sent. */
  updated: boolean;
  /** Whether the old version has leaked. */
  noWayBack?: boolean | undefined;
  /** The oldest version of the service that counts: an older one was read from a manager that does not know the update yet. */
  sinceVersion: number;
  /** IDs of the tasks from before the update: their failures are not the update's. */
  earlierTasks: ReadonlySet<string>;
}

/** One look at a service and its tasks. */
export interface View {
  /** The replicas once the service has converged: all tasks that should run do, their number is right, and Swarm is done. */
  replicas: Replica[] | undefined;
  /** Why the service will not converge; undefined as long as it may. */
  failure: { code: FlipFailureCode; what: string } | undefined;
  tally: Tally;
  /** Whether all replicas run on the desired references, so that it only remains to see them stay. */
  allFlipped: boolean;
  /** How much longer these replicas have to be watched, in milliseconds. */
  remainingMs: number;
  /** What the update status says. */
  message: string;
}

/**
 * Judges one look at a service.
 *
 * @param steadiness what earlier looks have seen
 */
export function look(service: EngineService, all: readonly EngineTask[], goal: Goal, steadiness: Steadiness): View {
  const tasks = all.filter(isWanted);
  const isRunning = ({ DesiredState, Status }: EngineTask) => DesiredState === "running" && Status.State === "running";
  const running = tasks.filter(isRunning);
  const flipped = running.filter((task) => isFlipped(task, goal));
  steadiness.note(flipped);

  const wanted = desiredTasks(service);
  const allFlipped = flipped.length === tasks.length && flipped.length === (wanted ?? flipped.length);
  const state = service.UpdateStatus?.State ?? "";
  const isPaused = state === "paused" || state === "rollback_paused";
  // After an earlier pause all wanted replicas may run by now. Where some do not, Swarm will not go on with them.
  const hasStopped = isPaused && (goal.updated || !allFlipped);
  const isSettled = ["", "completed", "rollback_completed"].includes(state) || (isPaused && !hasStopped);
  // Swarm counts the monitor period from the moment a task runs, so its "completed" comes sooner than our own watching ends.
  const isWatched = goal.updated && state === "completed" && isStrict(service);
  const remainingMs = steadiness.remainingMs(flipped, service);

  const isCurrent = service.Version.Index >= goal.sinceVersion;
  const failure = isCurrent ? failureOf(service, goal, hasStopped) : undefined;
  const hasConverged =
    isCurrent && failure === undefined && allFlipped && isSettled && (isWatched || remainingMs === 0);
  return {
    ...{ replicas: hasConverged ? replicasOf(tasks) : undefined, failure, allFlipped, remainingMs },
    tally: { flipped: flipped.length, others: running.length - flipped.length, wanted },
    message: service.UpdateStatus?.Message ?? "",
  };
}

/** Whether the update made a task. A task of a later restart that somebody else forced counts too. */
export function isFlipped(task: EngineTask, { desired, owns, forceUpdate }: Goal): boolean {
  return hasReferences(task.Spec, desired, owns) && forcedRestarts(task.Spec) >= forceUpdate;
}

function failureOf({ Spec, UpdateStatus }: EngineService, goal: Goal, hasStopped: boolean): View["failure"] {
  if (hasReferences(Spec.TaskTemplate, goal.desired, goal.owns)) {
    return hasStopped ? { code: "paused", what: "Swarm paused the update" } : undefined;
  }
  const state = UpdateStatus?.State ?? "";
  if (!state.startsWith("rollback")) {
    return { code: "changed-meanwhile", what: "somebody else changed its secret references during the update" };
  }
  const undone = state === "rollback_completed" ? "rolled the update back" : "is rolling the update back";
  return { code: "rolled-back", what: `Swarm ${undone}` };
}

function replicasOf(tasks: readonly EngineTask[]): Replica[] {
  return tasks
    .map(({ ID, NodeID, Slot }) => ({ taskId: ID, nodeId: NodeID ?? "", slot: Slot }))
    .sort((a, b) => (a.slot ?? 0) - (b.slot ?? 0) || (a.nodeId < b.nodeId ? -1 : 1));
}
