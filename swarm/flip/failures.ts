// The errors of a failed flip. Each says what Swarm did, where the replicas stand, what their tasks report, and what to do.
import { explain } from "../engine/engine-failure.ts";
import { SwarmError, type SwarmErrorCode } from "../engine/errors.ts";
import type { EngineTask } from "../engine/service.ts";
import type { ToldTask } from "./told-tasks.ts";

/** Where a service's replicas stand. */
export interface Tally {
  /** Replicas that run on the desired references. */
  flipped: number;
  /** Replicas that run on other references. */
  others: number;
  /** Replicas that should run; undefined when the engine does not say. */
  wanted: number | undefined;
}

/** How a flip fails once its update is sent. */
export type FlipFailureCode = Extract<SwarmErrorCode, "rolled-back" | "paused" | "changed-meanwhile" | "timed-out">;

interface FlipFailure {
  what: string;
  /** Message of the update status; empty when there is none. */
  status: string;
  tally: Tally;
  /** The update's tasks. */
  tasks: readonly ToldTask[];
  /** Whether the old version has leaked. */
  noWayBack?: boolean | undefined;
}

/**
 * The error of a flip whose update was sent and did not converge.
 *
 * @param service the service's name
 */
export function flipFailure(
  code: FlipFailureCode,
  service: string,
  { what, status, tally, tasks, noWayBack }: FlipFailure,
): SwarmError {
  const messages = taskMessages(tasks);
  const problem = [
    `${service}: ${what}${status === "" ? "" : ` (${status})`}.`,
    `Replicas: ${describeTally(tally)}.`,
    ...(messages.length === 0 ? [] : [`Its tasks say: ${messages.join("; ")}.`]),
  ].join(" ");
  return new SwarmError(code, problem, remedies[code](service, noWayBack === true));
}

const remedies = {
  "rolled-back": (service: string) =>
    `The service stays on the old version. Correct what its tasks report, then run the same command again. For more:\n${inspect(service)}`,
  "paused": (service: string, noWayBack: boolean) =>
    `Correct what its tasks report. Once the tasks run that Swarm restarts, run the same command again, which resumes the update; ${noWayBack ? "or bring the next version, as nothing goes back to what has leaked" : "or go back to the old version"}. For more:\n${inspect(service)}`,
  "changed-meanwhile": (service: string) =>
    `Find out who changes ${service}, then refresh and run the same command again:\ndocker service inspect --pretty ${service}`,
  "timed-out": (service: string) =>
    `Swarm goes on trying. Correct what its tasks report, then run the same command again: it waits again, and changes nothing that is done. For more:\n${inspect(service)}`,
};

function inspect(service: string): string {
  return `docker service ps --no-trunc ${service}\ndocker service logs ${service}`;
}

/**
 * How many replicas run on the desired version, in words.
 *
 * @param goal what they should run on: "v5"
 */
export function describeTally({ flipped, others, wanted }: Tally, goal = "the desired version"): string {
  const share = wanted === undefined ? `${flipped}` : `${flipped} of ${wanted}`;
  return `${share} on ${goal}${others === 0 ? "" : `, ${others} on another`}`;
}

/** What went wrong in tasks, or what the unfinished ones are doing: each message once, with its count, the most frequent first. */
function taskMessages(tasks: readonly ToldTask[]): string[] {
  const counts = new Map<string, number>();
  for (const task of tasks) {
    const { State: state, Err: error } = task.Status;
    if (state === "running" || (goneWithoutError.has(state) && !error)) continue;
    const message = begun.has(state) && !error ? unfinished(task) : ended(task);
    counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 10)
    .map(([message, count]) => (count === 1 ? message : `${message} (${count} times)`));
}

function ended({ Status: { State, Err, Message, ContainerStatus } }: EngineTask): string {
  const code = ContainerStatus?.ExitCode ?? 0;
  const error = Err ?? Message ?? "";
  // The exit code says most, and the engine's message does not always hold it.
  const exit = code === 0 || error.includes(`(${code})`) ? "" : ` (exit code ${code})`;
  return `${State}: ${error}${exit}`;
}

/** What a task that has not come up is doing. Swarm's own message is left out, as it only repeats the state. */
function unfinished({ Status: { State, Timestamp }, node, health }: ToldTask): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(Timestamp)) / 1000));
  return [`${State} for ${seconds} s${node === undefined ? "" : ` on node ${node}`}`, ...(health ? [health] : [])].join(
    ", ",
  );
}

const begun = new Set(["new", "allocated", "pending", "assigned", "accepted", "preparing", "ready", "starting"]);
const goneWithoutError = new Set(["shutdown", "complete", "remove", "orphaned"]);

/** Does the same as {@link explain} for a flip: the remedy says how to see how far it came. */
export function explainFlip(error: unknown, service: string): unknown {
  const onceBack = `Once it is back, see how far it came, then run the same command again:\ndocker service ps ${service}`;
  return explain(error, service, onceBack);
}

/** The error of a flip whose caller ended the wait. */
export function interrupted(service: string, error: unknown): unknown {
  if (error instanceof SwarmError) return error;
  return new SwarmError(
    "interrupted",
    `${service}: interrupted before every replica was seen on the desired version. What was sent to Swarm goes on.`,
    `Run the same command again to see it through, or look at it:\ndocker service ps ${service}`,
    { cause: error },
  );
}
