// The errors of a failed probe: which replica, what it did, what was expected, what to do. They never hold what a replica or a
// command has printed, which may be secret.
import { SwarmError } from "../engine/errors.ts";
import type { Replica } from "../engine/replica.ts";

/** A replica that did not pass. */
export interface FailedReplica {
  replica: Replica;
  /** What it did, to be read after its name: "answered 500". */
  problem: string;
}

/**
 * The error of replicas that did not pass.
 *
 * @param expectation what each replica has to do: "GET /healthz on port 8080 has to answer 200 within 30 s"
 */
export function failedReplicas(
  service: string,
  expectation: string,
  failed: readonly FailedReplica[],
  count: number,
): SwarmError {
  const each = failed.map(({ replica, problem }) => `${describe(replica)} ${problem}`).join("; ");
  return new SwarmError(
    "probe-failed",
    `${service}: ${failed.length} of ${count} replicas did not pass the probe (${expectation}): ${each}.`,
    `Correct what their logs report, then run the same command again, or go back to the old version:\ndocker service logs ${service}`,
  );
}

function describe({ taskId, nodeId, slot }: Replica): string {
  const where = `task ${taskId}, node ${nodeId}`;
  return slot === undefined ? `the replica of ${where},` : `replica ${slot} (${where})`;
}

/** The error of a probe that could not be run, or not to its end, so that the replicas are not proven. */
export function notRun(service: string, reason: string, remedy = "Mend that.", options?: ErrorOptions): SwarmError {
  const problem = `${service}: the probe could not be run: ${reason}.`;
  return new SwarmError("probe-failed", problem, `${remedy} Then run the same command again.`, options);
}

export function noOverlay(service: string): SwarmError {
  return new SwarmError(
    "bad-probe",
    `${service} cannot be probed over http: it is on no overlay network, over which each replica could be asked.`,
    "Put the service on an overlay network, or give it a probe of the kind exec or healthcheck.",
  );
}

/**
 * The error of a service that has no health check to trust.
 *
 * @param reason why no health check is known
 */
export function noHealthcheck(service: string, reason: string): SwarmError {
  return new SwarmError(
    "bad-probe",
    `${service} cannot be probed by its health check: ${reason}.`,
    "Put a health check into the service's spec (`healthcheck` in its compose file), or give it a probe of the kind http or exec.",
  );
}

export function interrupted(service: string, cause: unknown): SwarmError {
  return new SwarmError(
    "interrupted",
    `${service}: interrupted before its probe was through. The service keeps the secrets that it has been given.`,
    "Run the same command again to see it through.",
    { cause },
  );
}
