import { unexpected } from "./fields.ts";
import type { Problem } from "./problems.ts";

/**
 * Parses the ID under `swarm`, of the Swarm that the stack belongs to from now on. What is wrong with it goes to `problems`.
 *
 * @returns undefined when it is left out, for then the stack stays with the Swarm that it was first applied to
 */
export function parseSwarm(swarm: unknown, problems: Problem[]): string | undefined {
  if (swarm === undefined) return undefined;
  if (typeof swarm === "string" && /^[0-9a-z]{25}$/.test(swarm)) return swarm;
  const what = "a Swarm's ID, 25 letters and digits, as docker info --format '{{.Swarm.Cluster.ID}}' says it";
  problems.push(unexpected(["swarm"], swarm, what));
  return undefined;
}
