// How Swarm brings a service's tasks to its spec, one small step after the other: one replica at a time, the old one stopped first,
// its failure counted, then what the service's failure action says.
import { isDeepStrictEqual } from "node:util";
import type { Service, Spec, Task, UpdateStatus } from "./engine-types.ts";

/** What the orchestrator works on. */
export interface Ground {
  tasks: Task[];
  /** A fresh ID. */
  id(): string;
  /** Now, in RFC 3339. */
  now(): string;
  /** Whether a container with these secrets ends at once. */
  fails(service: Service, template: Spec["TaskTemplate"]): boolean;
}

/** Why there is something to do. */
export type Cause = "creation" | "update" | "rollback";

/** Of a slot's tasks that have ended so many are kept. */
const history = 4;

/**
 * One change of a service, seen through: each step is what happens between two looks at the Swarm.
 *
 * @param cause a new service has no update status
 */
export function* bringUp(ground: Ground, service: Service, cause: Cause): Generator<void, void, void> {
  if (cause === "rollback") {
    setStatus(ground, service, "rollback_started", "manually requested rollback");
    yield* goBack(ground, service);
    return;
  }
  removeSurplus(ground, service);
  const dirty = dirtySlots(ground, service);
  if (dirty.length === 0) return;
  if (cause === "update" && dirty.some((slot) => liveTask(ground, service, slot) !== undefined)) {
    setStatus(ground, service, "updating", "update in progress");
  }
  for (const slot of dirty) {
    yield;
    const task = replace(ground, service, slot);
    yield;
    if (start(ground, service, task) || service.UpdateStatus === undefined) continue;
    const action = service.Spec.UpdateConfig?.FailureAction ?? "pause";
    if (action === "pause") {
      setStatus(ground, service, "paused", `update paused due to failure or early termination of task ${task.ID}`);
      return;
    }
    if (action === "continue") continue;
    yield* rollBack(ground, service, task);
    return;
  }
  if (service.UpdateStatus === undefined) return;
  yield;
  setStatus(ground, service, "completed", "update completed");
}

/** Swarm's own rollback: it goes back to the whole spec from before, which is then none's previous one any more. */
function* rollBack(ground: Ground, service: Service, failed: Task): Generator<void, void, void> {
  const { PreviousSpec } = service;
  if (PreviousSpec === undefined) {
    setStatus(ground, service, "paused", `update paused due to failure or early termination of task ${failed.ID}`);
    return;
  }
  setStatus(
    ground,
    service,
    "rollback_started",
    `update rolled back due to failure or early termination of task ${failed.ID}`,
  );
  service.Spec = PreviousSpec;
  delete service.PreviousSpec;
  yield* goBack(ground, service);
}

/** Brings the tasks to the spec that a rollback, Swarm's own or somebody's, has put in place. */
function* goBack(ground: Ground, service: Service): Generator<void, void, void> {
  removeSurplus(ground, service);
  for (const slot of dirtySlots(ground, service)) {
    yield;
    const task = replace(ground, service, slot);
    yield;
    if (start(ground, service, task)) continue;
    setStatus(
      ground,
      service,
      "rollback_paused",
      `rollback paused due to failure or early termination of task ${task.ID}`,
    );
    return;
  }
  yield;
  setStatus(ground, service, "rollback_completed", "rollback completed");
}

/** The task of a slot that should run. */
function liveTask({ tasks }: Ground, { ID }: Service, slot: number): Task | undefined {
  return tasks.find((task) => task.ServiceID === ID && task.Slot === slot && task.DesiredState === "running");
}

function dirtySlots(ground: Ground, service: Service): number[] {
  const count = service.Spec.Mode.Replicated?.Replicas ?? 1;
  return Array.from({ length: count }, (_, index) => index + 1).filter((slot) => {
    const task = liveTask(ground, service, slot);
    return task?.Status.State !== "running" || !isDeepStrictEqual(task.Spec, service.Spec.TaskTemplate);
  });
}

/** What is scaled down leaves no history. */
function removeSurplus(ground: Ground, { ID, Spec }: Service): void {
  const count = Spec.Mode.Replicated?.Replicas ?? 1;
  ground.tasks = ground.tasks.filter(({ ServiceID, Slot }) => ServiceID !== ID || Slot <= count);
}

/** Stops a slot's task and makes the next one. */
function replace(ground: Ground, service: Service, slot: number): Task {
  const old = liveTask(ground, service, slot);
  if (old !== undefined) {
    old.DesiredState = "shutdown";
    old.Status = { State: "shutdown", Timestamp: ground.now(), Message: "shutdown" };
  }
  const task: Task = {
    ...{ ID: ground.id(), ServiceID: service.ID, Slot: slot, NodeID: "node1", CreatedAt: ground.now() },
    DesiredState: "running",
    Status: { State: "starting", Timestamp: ground.now(), Message: "starting" },
    Spec: structuredClone(service.Spec.TaskTemplate),
  };
  ground.tasks.push(task);
  const ended = ground.tasks.filter((other) => other.ServiceID === service.ID && other.Slot === slot && other !== task);
  const dropped = new Set(ended.slice(0, Math.max(0, ended.length - history)));
  ground.tasks = ground.tasks.filter((other) => !dropped.has(other));
  return task;
}

/** Returns whether the task runs. One that has failed is restarted, and fails again when it is. */
function start(ground: Ground, service: Service, task: Task): boolean {
  const Timestamp = ground.now();
  if (!ground.fails(service, task.Spec)) {
    task.Status = { State: "running", Timestamp, Message: "started" };
    return true;
  }
  task.DesiredState = "shutdown";
  task.Status = {
    ...{ State: "failed", Timestamp, Message: "started", Err: "task: non-zero exit (1)" },
    ContainerStatus: { ExitCode: 1 },
  };
  replace(ground, service, task.Slot);
  return false;
}

/** The orchestrator makes a new version of the service when it begins and when it ends. */
function setStatus(ground: Ground, service: Service, State: UpdateStatus["State"], Message: string): void {
  const isOver = State !== "updating" && State !== "rollback_started";
  service.UpdateStatus = {
    ...{ State, Message, StartedAt: service.UpdateStatus?.StartedAt ?? ground.now() },
    ...(isOver && { CompletedAt: ground.now() }),
  };
  service.Version = { Index: service.Version.Index + 1 };
  service.UpdatedAt = ground.now();
}
