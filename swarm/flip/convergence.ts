// What one look at a service and its tasks says of an update: that it is through, that it has failed, or neither. The tasks' own
// secret IDs decide: an update status may stay empty, and after a rollback the old tasks are "up to date". No I/O.
import type { Ownership, SecretReference } from "../engine/references.ts";
import type { Replica } from "../engine/replica.ts";
import { desiredTasks, forcedRestarts, isWanted, type EngineService, type EngineTask } from "../engine/service.ts";
import type { FlipFailureCode, Tally } from "./failures.ts";
import { isStrict, type Steadiness } from "./steadiness.ts";
import { hasReferences } from "./update.ts";

/** What a service is to come to. */
export interface Goal {
  serviceId: string;
  serviceName: string;
  desired: readonly SecretReference[];
  owns: Ownership;
  /** What the desired references are to whoever reads along: "v5". */
  name?: string | undefined;
  /** The count of forced restarts that each task has to have. */
  forceUpdate: number;
  /** Whether an update was sent. */
  updated: boolean;
  /** Whether the old version has leaked. */
  noWayBack?: boolean | undefined;
  /** Oldest version of the service that counts: an older one is a read from before the update. */
  sinceVersion: number;
  /** Tasks from before the update: their failures are not the update's. */
  earlierTasks: ReadonlySet<string>;
}

/** One look at a service and its tasks. */
export interface View {
  /** The replicas when it has converged: every task that should run does, as many as should, and Swarm is done. */
  replicas: Replica[] | undefined;
  /** Why it will not converge. */
  failure: { code: FlipFailureCode; what: string } | undefined;
  tally: Tally;
  /** Whether all replicas run on the desired references: what is left is to see them stay. */
  allFlipped: boolean;
  /** How long those that run on them have still to be seen to stay, in milliseconds. */
  remainingMs: number;
  /** What the update status says. */
  message: string;
}

/** @param steadiness what earlier looks have seen */
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
  // Of a pause from before all that is wanted may run by now. What does not has nobody who goes on with it.
  const hasStopped = isPaused && (goal.updated || !allFlipped);
  const isSettled = ["", "completed", "rollback_completed"].includes(state) || (isPaused && !hasStopped);
  // Swarm counts the period from the moment a task runs, so its word comes sooner than what is seen from here.
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

/** Whether a task is what the update makes: a later forced restart by somebody else is as good. */
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
