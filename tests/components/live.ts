import type { LiveService } from "../../swarm/look/look.ts";

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
    ...{ lastChange: "by hand, today", running: 2, desired: 2, job: undefined },
    ...changes,
  };
}
