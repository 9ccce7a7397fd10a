// How a flip fails: what Swarm did, where the replicas stand, what their tasks say, what to do.
import { SwarmError, type SwarmErrorCode } from "./errors.ts";
import type { EngineTask } from "./service.ts";

/** Where a service's replicas stand. */
export interface Tally {
  /** Replicas that run on the desired references. */
  flipped: number;
  /** Replicas that run on others. */
  others: number;
  /** Replicas that should run; undefined when the engine does not say. */
  wanted: number | undefined;
}

/**
 * @param service its name
 * @param status message of the update status; empty when there is none
 * @param tasks the update's tasks
 */
export function flipFailure(
  code: Extract<SwarmErrorCode, "rolled-back" | "paused" | "changed-meanwhile" | "timed-out">,
  service: string,
  { what, status, tally, tasks }: { what: string; status: string; tally: Tally; tasks: readonly EngineTask[] },
): SwarmError {
  const messages = taskMessages(tasks);
  const problem = [
    `${service}: ${what}${status === "" ? "" : ` (${status})`}.`,
    `Replicas: ${describeTally(tally)}.`,
    ...(messages.length === 0 ? [] : [`Its tasks say: ${messages.join("; ")}.`]),
  ].join(" ");
  return new SwarmError(code, problem, remedies[code](service));
}

const remedies = {
  "rolled-back": (service: string) =>
    `The service stays on the old version. Mend what its tasks say, then run the same command again; more of it:\n${inspect(service)}`,
  "paused": (service: string) =>
    `Mend what its tasks say, then run the same command again: it resumes the update; or go back to the old version. More of it:\n${inspect(service)}`,
  "changed-meanwhile": (service: string) =>
    `Find out who changes ${service}, then refresh and run the same command again:\ndocker service inspect --pretty ${service}`,
  "timed-out": (service: string) =>
    `Swarm goes on trying. Mend what its tasks say, then run the same command again: it waits again and changes nothing that is done; more of it:\n${inspect(service)}`,
};

function inspect(service: string): string {
  return `docker service ps --no-trunc ${service}\ndocker service logs ${service}`;
}

export function describeTally({ flipped, others, wanted }: Tally): string {
  const share = wanted === undefined ? `${flipped}` : `${flipped} of ${wanted}`;
  return `${share} on the desired version${others === 0 ? "" : `, ${others} on another`}`;
}

/** What went wrong in tasks, or what unfinished ones are at; each thing once, with how often, the most frequent first. */
function taskMessages(tasks: readonly EngineTask[]): string[] {
  const counts = new Map<string, number>();
  for (const { Status: status } of tasks) {
    if (status.State === "running" || (goneWithoutError.has(status.State) && !status.Err)) continue;
    const code = status.ContainerStatus?.ExitCode ?? 0;
    const error = status.Err ?? status.Message ?? "";
    // An exit code tells most, and the engine does not always spell it out.
    const exit = code === 0 || error.includes(`(${code})`) ? "" : ` (exit code ${code})`;
    const message = `${status.State}: ${error}${exit}`;
    counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 10)
    .map(([message, count]) => (count === 1 ? message : `${message} (${count} times)`));
}

const goneWithoutError = new Set(["shutdown", "complete", "remove", "orphaned"]);
