// Watches whether replicas keep running. A service that crashes again and again has moments at which all replicas run, and Swarm's
// own monitor does not always notice: with the failure action `continue`, or with failures allowed, Swarm completes the update anyway.
import { clockToleranceMs } from "../../rotation/clocks.ts";
import type { EngineService, EngineTask } from "../engine/service.ts";

/** The Engine's default for `UpdateConfig.Monitor`. */
const defaultMonitorMs = 5000;

/** Watches a service's running tasks over several looks. */
export class Steadiness {
  readonly #firstSeen = new Map<string, number>();

  /** Notes the tasks that run now. The time of a task that was missing in one look starts anew. */
  note(running: readonly EngineTask[]): void {
    const ids = new Set(running.map(({ ID }) => ID));
    for (const id of this.#firstSeen.keys()) if (!ids.has(id)) this.#firstSeen.delete(id);
    for (const id of ids) if (!this.#firstSeen.has(id)) this.#firstSeen.set(id, performance.now());
  }

  /** How much longer the tasks have to run until each has run for its service's monitor period, in milliseconds; 0 when all have. */
  remainingMs(running: readonly EngineTask[], service: EngineService): number {
    const monitorMs = (service.Spec.UpdateConfig?.Monitor ?? 0) / 1_000_000 || defaultMonitorMs;
    const remaining = running.map(({ ID, Status }) => {
      const watchedMs = performance.now() - (this.#firstSeen.get(ID) ?? Infinity);
      // A task whose time cannot be read counts as one that has just begun to run.
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
