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

  /** How long these have still to run until each has done so for the monitor period of its service: milliseconds, 0 when it has. */
  remainingMs(running: readonly EngineTask[], service: EngineService): number {
    const monitorMs = (service.Spec.UpdateConfig?.Monitor ?? 0) / 1_000_000 || defaultMonitorMs;
    const remaining = running.map(({ ID, Status }) => {
      const watchedMs = performance.now() - (this.#firstSeen.get(ID) ?? Infinity);
      // A time that cannot be read proves nothing.
      const runningMs = Date.now() - (Date.parse(Status.Timestamp) || Date.now());
      return Math.min(monitorMs - watchedMs, monitorMs + clockToleranceMs - runningMs);
    });
    return Math.max(0, ...remaining);
  }
}

/** Whether Swarm ends this service's updates on the first failure of a task within the monitor period. */
export function isStrict({ Spec: { UpdateConfig: config } }: EngineService): boolean {
  return config?.FailureAction !== "continue" && (config?.MaxFailureRatio ?? 0) === 0;
}
