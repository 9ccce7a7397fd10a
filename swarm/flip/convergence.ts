// Waits until a service's tasks run on the desired references, and tells when they will not. The tasks' own secret IDs decide:
// an update status may stay empty, and after a rollback the old tasks are "up to date".
import type { Engine } from "../engine/engine.ts";
import type { SwarmError } from "../engine/errors.ts";
import type { Patience } from "../engine/patience.ts";
import { ownedReferences, sameReferences, type Ownership, type SecretReference } from "../engine/references.ts";
import type { Replica } from "../engine/replica.ts";
import {
  desiredTasks,
  forcedRestarts,
  gone,
  isWanted,
  listTasks,
  liveReferences,
  pollService,
  type EngineService,
  type EngineTask,
} from "../engine/service.ts";
import { describeTally, flipFailure, type Tally } from "./failures.ts";
import { isStrict, Steadiness } from "./steadiness.ts";
import { tellTasks } from "./told-tasks.ts";

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

const firstPauseMs = 100;
/** While tasks come up: of one that fails in an update that is undone, Swarm keeps the message for a moment only. */
const longestStartPauseMs = 300;
const longestPauseMs = 500;

/**
 * Waits until every task that should run is running on exactly the desired references, as many as should, Swarm's update is over
 * and none of them failed for the service's monitor period.
 *
 * @throws SwarmError `rolled-back`, `paused`, `changed-meanwhile`, `timed-out`, `no-service`
 */
export async function converge(engine: Engine, goal: Goal, patience: Patience): Promise<Replica[]> {
  const steadiness = new Steadiness();
  const seen = new Map<string, EngineTask>();
  let pauseMs = firstPauseMs;
  let lastLine = "";
  for (;;) {
    // In this order: tasks that are all new were made by an update that the service, read later, cannot fail to show.
    const all = await patience.read(() => listTasks(engine, goal.serviceId));
    const tasks = all.filter(isWanted);
    for (const task of all) seen.set(task.ID, task);
    const service = await patience.read(() => pollService(engine, goal.serviceId));
    const failed = (code: Failure["code"], what: string, { state, tally }: View) =>
      fail(engine, goal, patience, { code, what, status: state.message, tally, seen });

    if (service === undefined) throw gone(goal.serviceName);
    const view = look(service, tasks, goal, steadiness);
    if (view.current) {
      if (!view.referencesStand) {
        if (view.state.name.startsWith("rollback")) {
          const undone =
            view.state.name === "rollback_completed" ? "rolled the update back" : "is rolling the update back";
          throw await failed("rolled-back", `Swarm ${undone}`, view);
        }
        throw await failed("changed-meanwhile", "somebody else changed its secret references during the update", view);
      }
      if (view.stopped) throw await failed("paused", "Swarm paused the update", view);
      if (view.converged) return replicas(tasks);
    }
    if (patience.over) {
      throw await failed("timed-out", `the update did not end within ${patience.limitSeconds} s`, view);
    }

    const line = describeTally(view.tally, goal.name) + (view.allFlipped ? ", watched for failures" : "");
    // Close to a change the next one is looked for often, else rarely.
    const longest = view.allFlipped ? longestPauseMs : longestStartPauseMs;
    pauseMs = line === lastLine ? Math.min(pauseMs * 1.25, longest) : firstPauseMs;
    patience.tell(line);
    lastLine = line;
    await patience.pause(pauseMs);
  }
}

/** One look at a service and its tasks. */
interface View {
  /** Whether this is a look at the service after the update. */
  current: boolean;
  /** Whether the service's spec still asks for the desired references. */
  referencesStand: boolean;
  state: { name: string; message: string };
  tally: Tally;
  allFlipped: boolean;
  /** Whether Swarm will do no more of its own. */
  stopped: boolean;
  converged: boolean;
}

function look(service: EngineService, tasks: EngineTask[], goal: Goal, steadiness: Steadiness): View {
  const isRunning = ({ DesiredState, Status }: EngineTask) => DesiredState === "running" && Status.State === "running";
  const running = tasks.filter(isRunning);
  const flipped = running.filter((task) => isFlipped(task, goal));
  steadiness.note(flipped);

  const wanted = desiredTasks(service);
  const allFlipped = flipped.length === tasks.length && flipped.length === (wanted ?? flipped.length);
  const name = service.UpdateStatus?.State ?? "";
  const paused = name === "paused" || name === "rollback_paused";
  // Of a pause from before all that is wanted may run by now. What does not has nobody who goes on with it.
  const stopped = paused && (goal.updated || !allFlipped);
  const settled = name === "" || name === "completed" || name === "rollback_completed" || (paused && !stopped);
  // Swarm counts the period from the moment a task runs, so its word comes sooner than what is seen from here.
  const watched = goal.updated && name === "completed" && isStrict(service);
  return {
    current: service.Version.Index >= goal.sinceVersion,
    referencesStand: hasReferences(service.Spec.TaskTemplate, goal),
    state: { name, message: service.UpdateStatus?.Message ?? "" },
    tally: { flipped: flipped.length, others: running.length - flipped.length, wanted },
    allFlipped,
    stopped,
    converged: allFlipped && settled && (watched || steadiness.proves(flipped, service)),
  };
}

/** Whether a task is what the update makes: a later forced restart by somebody else is as good. */
function isFlipped(task: EngineTask, goal: Goal): boolean {
  return hasReferences(task.Spec, goal) && forcedRestarts(task.Spec) >= goal.forceUpdate;
}

/** Whether a task, or the service's template for them, has exactly the desired references besides the foreign ones. */
function hasReferences(spec: Parameters<typeof liveReferences>[0], { desired, owns }: Goal): boolean {
  return sameReferences(ownedReferences(liveReferences(spec), owns), desired);
}

interface Failure {
  code: Parameters<typeof flipFailure>[0];
  what: string;
  status: string;
  tally: Tally;
  /** Each task as it was last seen, by ID: Swarm may have dropped some since. */
  seen: Map<string, EngineTask>;
}

async function fail(engine: Engine, goal: Goal, patience: Patience, failure: Failure): Promise<SwarmError> {
  const { code, seen, ...rest } = failure;
  for (const task of await patience.read(() => listTasks(engine, goal.serviceId))) seen.set(task.ID, task);
  const tasks = [...seen.values()].filter((task) => !goal.earlierTasks.has(task.ID) && isFlipped(task, goal));
  return flipFailure(code, goal.serviceName, {
    ...rest,
    tasks: await tellTasks(engine, tasks),
    noWayBack: goal.noWayBack,
  });
}

function replicas(tasks: EngineTask[]): Replica[] {
  return tasks
    .map(({ ID, NodeID, Slot }) => ({ taskId: ID, nodeId: NodeID ?? "", slot: Slot }))
    .sort((a, b) => (a.slot ?? 0) - (b.slot ?? 0) || (a.nodeId < b.nodeId ? -1 : 1));
}
