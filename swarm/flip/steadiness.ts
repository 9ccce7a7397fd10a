// A service that crashes again and again has all replicas running at some moments. Swarm's own monitor does not always tell:
// with the failure action `continue`, or some failures allowed, its update is completed all the same.
import { clockToleranceMs } from "../../rotation/clocks.ts";
import type { EngineService, EngineTask } from "../engine/service.ts";

/** The Engine's default for `UpdateConfig.Monitor`. */
const defaultMonitorMs = 5000;

/** Watches a service's running tasks over several looks at them. */
export class Steadiness {
  readonly #firstSeen = new Map<string, number>();

  /** Takes note of the tasks that are running now, and only now: one that is missing starts anew. */
  note(running: readonly EngineTask[]): void {
    const ids = new Set(running.map(({ ID }) => ID));
    for (const id of this.#firstSeen.keys()) if (!ids.has(id)) this.#firstSeen.delete(id);
    for (const id of ids) if (!this.#firstSeen.has(id)) this.#firstSeen.set(id, performance.now());
  }

  /** Whether each of these has been running for the monitor period of its service. */
  proves(running: readonly EngineTask[], service: EngineService): boolean {
    const monitorMs = (service.Spec.UpdateConfig?.Monitor ?? 0) / 1_000_000 || defaultMonitorMs;
    return running.every(({ ID, Status }) => {
      const watchedMs = performance.now() - (this.#firstSeen.get(ID) ?? Infinity);
      const runningMs = Date.now() - Date.parse(Status.Timestamp);
      return watchedMs >= monitorMs || runningMs >= monitorMs + clockToleranceMs;
    });
  }
}

/** Whether Swarm ends this service's updates on the first failure of a task within the monitor period. */
export function isStrict({ Spec: { UpdateConfig: config } }: EngineService): boolean {
  return config?.FailureAction !== "continue" && (config?.MaxFailureRatio ?? 0) === 0;
}
