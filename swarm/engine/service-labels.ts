// What is noted on a service itself, in the same ServiceUpdate as what it tells of. These labels are the service's, not its
// containers': changing them restarts nothing.
import type { EngineSpec } from "./service.ts";

export const serviceLabels = {
  /** When the service was put back on what it had before a rotation that failed elsewhere: ISO 8601, UTC. */
  reverted: "busflow.reverted",
  /** The rotation that flipped the service, with what it had before; see rotation-label.ts. */
  rotation: "busflow.rotation",
  /** The tickets of all incidents for which the service's replicas were restarted: "SEC-41,SEC-42". */
  reconnected: "busflow.reconnected",
  /**
   * When an update that had stopped was gone on with. Swarm ignores an update to the very spec at which one has paused, for as
   * long as `UpdateConfig.Delay` after the pause: so it gets another one.
   */
  resumed: "busflow.resumed",
  /** The service's own `UpdateConfig.Parallelism` while it is raised; empty when it had no UpdateConfig. */
  parallelism: "busflow.parallelism",
  /** The service's own `UpdateConfig.FailureAction` while another one is set. */
  failureAction: "busflow.failure-action",
} as const;

/** Whether a label is one of these. */
export function isOurLabel(name: string): boolean {
  return (Object.values(serviceLabels) as string[]).includes(name);
}

/** The `Labels` of a spec with these set, and those that are undefined taken off. */
export function withLabels(spec: EngineSpec, labels: Record<string, string | undefined>): Pick<EngineSpec, "Labels"> {
  const entries = Object.entries({ ...spec.Labels, ...labels });
  const Labels = Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
  // A spec without labels has none at all, and stays so.
  return Object.keys(Labels).length === 0 && spec.Labels === undefined ? {} : { Labels };
}
