// Proves without a flip what a flip proves at its end: that every replica of a service runs on its secrets and keeps running, that
// Swarm's update is over, and that each replica passes the probe. The rules are the flip's own.
import type { Ownership } from "../../rotation/bound.ts";
import type { Probe } from "../../rotation/probe.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import type { Connection } from "../engine/client.ts";
import { SwarmError } from "../engine/errors.ts";
import { Patience } from "../engine/patience.ts";
import { forcedRestarts, type EngineService, type EngineTask } from "../engine/service.ts";
import { checkProbe, probeService } from "../probes/probe.ts";
import { look, type Goal, type View } from "./convergence.ts";
import { describeTally, explainFlip } from "./failures.ts";
import { converge } from "./flip.ts";
import { Steadiness } from "./steadiness.ts";

/** How much longer than its monitor period a replica is watched at most, in milliseconds. */
const watchSlackMs = 5000;

/** A service that is looked at. */
export interface Looked {
  readonly service: EngineService;
  /** All its tasks. */
  readonly tasks: readonly EngineTask[];
  /** The references that it has to have, and no others of those that `owns` tells. */
  readonly desired: readonly SecretReference[];
  readonly owns: Ownership;
  /** What each replica has to pass; undefined for nothing else. */
  readonly probe: Probe | undefined;
}

/**
 * Why a service is not proven; undefined when it is. A replica that runs for less than the service's monitor period is watched for the
 * rest of it; nothing else is waited for but the probe.
 */
export async function unproven(connection: Connection, looked: Looked): Promise<string | undefined> {
  const { service, tasks, desired, owns, probe } = looked;
  const { Name: serviceName } = service.Spec;
  const goal: Goal = {
    ...{ serviceId: service.ID, serviceName, desired, owns, updated: false, earlierTasks: new Set() },
    ...{ forceUpdate: forcedRestarts(service.Spec.TaskTemplate), sinceVersion: service.Version.Index },
  };
  try {
    const view = look(service, tasks, goal, new Steadiness());
    const replicas =
      view.replicas ?? (view.remainingMs > 0 && view.allFlipped ? await watched(connection, goal, view) : undefined);
    if (replicas === undefined) return view.failure?.what ?? unfinished(view);
    if (replicas.length === 0) return "no replica runs";
    if (probe === undefined) return undefined;
    await checkProbe(connection, serviceName, probe);
    await probeService(connection, { service: serviceName, replicas, probe });
    return undefined;
  } catch (error) {
    const told = error instanceof SwarmError ? error : explainFlip(error, serviceName);
    if (!(told instanceof SwarmError) || told.code === "unreachable") throw told;
    return told.problem.replace(`${serviceName}: `, "").replace(/\.$/, "");
  }
}

async function watched({ engine }: Connection, goal: Goal, { remainingMs }: View) {
  return await converge(engine, goal, new Patience(remainingMs + watchSlackMs));
}

function unfinished({ tally, allFlipped, message }: View): string {
  if (!allFlipped) return describeTally(tally, "the declared versions");
  return `its update is under way${message === "" ? "" : ` (${message})`}`;
}
