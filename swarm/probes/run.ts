// What the kinds of probe share: the probed service and its replicas' tasks as they are now.
import type { Connection } from "../engine/client.ts";
import { listNodes } from "../engine/nodes.ts";
import type { Patience } from "../engine/patience.ts";
import { listTasks, type EngineTask } from "../engine/service.ts";
import type { Replica } from "../engine/replica.ts";
import type { ProbedSpec } from "./spec.ts";
import type { ProbeOptions } from "./task.ts";

export interface ProbeRun {
  connection: Connection;
  /** The probed service's spec, freshly read. */
  spec: ProbedSpec;
  replicas: readonly Replica[];
  patience: Patience;
  options: ProbeOptions;
}

/** A task with its addresses, each with the length of its prefix: 10.0.1.5/24. */
export interface ProbedTask extends EngineTask {
  NetworksAttachments?: { Network: { ID: string }; Addresses?: string[] | null }[] | null;
}

/** The service's tasks by their IDs. */
export async function readTasks({ connection, spec, patience }: ProbeRun): Promise<Map<string, ProbedTask>> {
  const tasks: ProbedTask[] = await patience.read(() => listTasks(connection.engine, spec.Name));
  return new Map(tasks.map((task) => [task.ID, task]));
}

/** What became of a task that no longer runs; undefined for a task that does. */
export function describeStopped(task: EngineTask | undefined): string | undefined {
  if (task === undefined) return "is gone";
  const { State, Err } = task.Status;
  if (State === "running" && task.DesiredState === "running") return undefined;
  return `runs no more (${State}${Err ? `: ${Err}` : ""})`;
}

/**
 * A node that takes new tasks and has the service's image, as a replica runs there; undefined when there is none. On other nodes
 * the image would have to be pulled, and the credentials for its registry are not known here.
 */
export async function findImageNode({ connection, replicas, patience }: ProbeRun): Promise<string | undefined> {
  if (replicas.length === 0) return undefined;
  const ids = [...new Set(replicas.map(({ nodeId }) => nodeId))];
  const nodes = await patience.read(() => listNodes(connection.engine, ids));
  return nodes.find(({ Spec, Status }) => Spec.Availability === "active" && Status.State === "ready")?.ID;
}
