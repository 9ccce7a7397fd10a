// The flip: one service gets its secrets in one ServiceUpdate, and every replica is proven to run on them. This file has all of it,
// in the order in which it happens; the rules that its steps go by are in the files beside it.
import type { Connection } from "../engine/client.ts";
import type { Engine } from "../engine/engine.ts";
import type { SwarmError } from "../engine/errors.ts";
import { Patience } from "../engine/patience.ts";
import { sortReferences } from "../engine/references.ts";
import type { Replica } from "../engine/replica.ts";
import { retryChange } from "../engine/retry.ts";
import { checkSecrets } from "../engine/secrets.ts";
import { gone, listTasks, pollService, readService, updateService, type EngineTask } from "../engine/service.ts";
import { checkProbe, probeService } from "../probes/probe.ts";
import { isFlipped, look, type Goal, type View } from "./convergence.ts";
import { describeTally, explainFlip, flipFailure, interrupted } from "./failures.ts";
import { renewSpec } from "./renewal.ts";
import { defaultTimeoutMs, type FlipOptions, type FlipRequest, type FlipResult } from "./request.ts";
import { Steadiness } from "./steadiness.ts";
import { tellTasks } from "./told-tasks.ts";
import { isForeignUnderWay, isOurs, Onset, sitOut } from "./under-way.ts";
import { changeOf, isStuck, nextSpec } from "./update.ts";
import { isRaised } from "./urgency.ts";

/**
 * Gives a service the desired references in one ServiceUpdate, waits until every replica runs on them, and probes each.
 *
 * Everything else about the service stays as it is at that moment. No update is sent when the live references are the desired ones,
 * unless an earlier update to them stands paused with replicas on others: that update is resumed. A probe that cannot be run on the
 * service is refused before anything changes. Where the flip of an incident raised the service's settings, in this run or in an
 * earlier one, the service has its own settings again afterwards.
 *
 * @example
 * const owns = (name: string) => name.startsWith("busflow_db_writer_v");
 * const { replicas } = await flip(await connect(), { service: "busflow_api", desired: [reference], owns }, { goal: "v5" });
 * @throws SwarmError; when the code is `rolled-back`, `paused`, `changed-meanwhile`, `timed-out`, `probe-failed` or `interrupted` the
 *   service may have changed: read it again
 */
export async function flip(connection: Connection, asked: FlipRequest, options: FlipOptions = {}): Promise<FlipResult> {
  const { engine } = connection;
  const { service, desired } = asked;
  const { probe, timeoutMs = defaultTimeoutMs, signal, onProgress } = options;
  const report = (line: string) => onProgress?.(`${service}: ${line}`);
  const names = new Set(desired.map(({ secretName }) => secretName));
  const owns = (name: string) => names.has(name) || asked.owns(name);
  try {
    if (probe !== undefined) await checkProbe(connection, service, probe);

    const patience = new Patience(timeoutMs, signal, report);
    const { raised, ...sent } = await sendUpdate(engine, { ...asked, owns }, patience);
    report(sent.updated ? "update sent" : "nothing to change");

    const goal = { ...sent, serviceName: service, desired, owns, name: options.goal, noWayBack: asked.urgent };
    const replicas = await converge(engine, goal, patience);
    if (replicas.length === 0) report("no replica runs, so nothing was verified");

    if (probe !== undefined) await probeService(connection, { service, replicas, probe }, options);

    if (raised) await renewSpec(engine, sent.serviceId, new Patience(timeoutMs, signal, report));
    return { serviceId: sent.serviceId, updated: sent.updated, references: sortReferences(desired), replicas };
  } catch (error) {
    throw signal?.aborted === true ? interrupted(service, error) : explainFlip(error, service);
  }
}

/** What is known of a service once its spec asks for the desired references. */
interface Sent extends Pick<Goal, "serviceId" | "updated" | "sinceVersion" | "earlierTasks" | "forceUpdate"> {
  /** Whether the service has the settings of an incident's flip, and not its own. */
  raised: boolean;
}

/**
 * Changes the owned references of a service and nothing else, starting from its spec as it is now.
 *
 * The Engine refuses an update of a version that is not the newest ("update out of sequence"), and its own orchestrator makes new
 * versions while it works. An update may also get lost with the connection. In both cases the service is read and merged again, so
 * that nobody's change in between is undone and no update is sent twice. Somebody else's update that is under way is left to finish
 * first.
 */
async function sendUpdate(engine: Engine, request: FlipRequest, patience: Patience): Promise<Sent> {
  const { service, desired, owns } = request;
  const onset = new Onset();
  let earlierTasks: ReadonlySet<string> | undefined;
  return await retryChange(patience, async (mayHaveCome) => {
    for (;;) {
      const live = await patience.read(() => readService(engine, service));
      if (live === undefined) throw gone(service);
      const change = changeOf(live, request);
      const sent = { serviceId: live.ID, forceUpdate: change.forceUpdate };
      const tasks = await patience.read(() => listTasks(engine, live.ID));

      const isNear = onset.isNear(live, tasks);
      const resumes = !isNear && isStuck(live, tasks, request);
      if (change.references === undefined && !change.reconnects && !resumes) {
        const earlier = { sinceVersion: live.Version.Index, earlierTasks: earlierTasks ?? new Set<string>() };
        return { ...sent, ...earlier, updated: mayHaveCome, raised: isRaised(live.Spec) };
      }
      if (isForeignUnderWay(live, owns) || (isNear && !isOurs(live, owns))) {
        await sitOut(live, patience);
        continue;
      }
      if (earlierTasks === undefined) {
        await checkSecrets(engine, desired, patience);
        earlierTasks = new Set(tasks.map(({ ID }) => ID));
      }
      const spec = nextSpec(live.Spec, tasks, change, request);
      await updateService(engine, live, spec);
      return { ...sent, updated: true, raised: isRaised(spec), sinceVersion: live.Version.Index + 1, earlierTasks };
    }
  });
}

const firstPauseMs = 100;
/** The longest pause while tasks come up: when Swarm undoes an update, it keeps the message of the failed task for a moment only. */
const longestStartPauseMs = 300;
const longestPauseMs = 500;

/**
 * Waits until as many tasks run as should, all of them on exactly the desired references, Swarm's update is over, and none of the
 * tasks has failed for the service's monitor period.
 *
 * @throws SwarmError `rolled-back`, `paused`, `changed-meanwhile`, `timed-out`, `no-service`
 */
export async function converge(engine: Engine, goal: Goal, patience: Patience): Promise<Replica[]> {
  const steadiness = new Steadiness();
  /** Each task as it was last seen, by ID: Swarm may have dropped some since. */
  const seen = new Map<string, EngineTask>();
  let pauseMs = firstPauseMs;
  let lastPhase = "";
  for (;;) {
    // The tasks are read before the service: when all tasks are new, the service that is read later shows the update that made them.
    const tasks = await patience.read(() => listTasks(engine, goal.serviceId));
    for (const task of tasks) seen.set(task.ID, task);
    const service = await patience.read(() => pollService(engine, goal.serviceId));
    if (service === undefined) throw gone(goal.serviceName);

    const view = look(service, tasks, goal, steadiness);
    if (view.replicas !== undefined) return view.replicas;
    const late = { code: "timed-out", what: `the update did not end within ${patience.limitSeconds} s` } as const;
    const failure = view.failure ?? (patience.over ? late : undefined);
    if (failure !== undefined) throw await describeFailure(engine, goal, patience, { ...failure, view, seen });

    const line = describeTally(view.tally, goal.name) + (view.allFlipped ? ", watched for failures" : "");
    patience.tell(line);
    // The next look comes soon after a change and near the end of the monitor period, and late otherwise. Swarm may have seen the
    // last replica run earlier than we did, by up to the pause between two looks at that time.
    const watchMs = view.allFlipped ? Math.max(0, view.remainingMs - longestStartPauseMs) : Infinity;
    const phase = `${line} ${watchMs === 0}`;
    const longest = view.allFlipped ? longestPauseMs : longestStartPauseMs;
    pauseMs = phase === lastPhase ? Math.min(pauseMs * 1.25, longest) : firstPauseMs;
    lastPhase = phase;
    await patience.pause(watchMs === 0 ? pauseMs : Math.min(pauseMs, watchMs));
  }
}

async function describeFailure(
  engine: Engine,
  goal: Goal,
  patience: Patience,
  { code, what, view, seen }: NonNullable<View["failure"]> & { view: View; seen: Map<string, EngineTask> },
): Promise<SwarmError> {
  for (const task of await patience.read(() => listTasks(engine, goal.serviceId))) seen.set(task.ID, task);
  const ours = [...seen.values()].filter((task) => !goal.earlierTasks.has(task.ID) && isFlipped(task, goal));
  const tasks = await tellTasks(engine, ours);
  const { serviceName, noWayBack } = goal;
  return flipFailure(code, serviceName, { what, status: view.message, tally: view.tally, tasks, noWayBack });
}
