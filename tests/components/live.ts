import type { LiveService } from "../../swarm/look.ts";

/** A service of two replicas that was never updated, with what a test changes of it. */
export function liveService(name: string, changes: Partial<LiveService> = {}): LiveService {
  return {
    ...{
      id: `id of ${name}`,
      name,
      labels: {},
      references: [],
      previous: undefined,
      previousLabels: undefined,
      update: undefined,
    },
    ...{ changedAt: "2026-01-01T00:00:00Z", running: 2, desired: 2, job: undefined },
    ...changes,
  };
}
