// Where the metrics come from: each time that somebody asks, the stack and its Swarm are read anew.
import type { Reading } from "../reading.ts";
import { metricsOf, metricsWithoutReading, type Subject } from "./exposition.ts";

/** The metrics at one moment. */
export interface Snapshot {
  readonly text: string;
  /** Why the stack or its Swarm could not be read; undefined when it could. */
  readonly failure?: unknown;
}

/** Gives the metrics as they are now. Those who ask while a reading is under way get that one. */
export type MetricsSource = () => Promise<Snapshot>;

/**
 * Makes a source of metrics.
 *
 * @param subjectOf says whose metrics they are; asked when nothing can be read
 * @param read reads the stack and its Swarm once
 */
export function metricsSource(subjectOf: () => Subject, read: () => Promise<Reading>): MetricsSource {
  let readAt: Date | undefined;
  let underWay: Promise<Snapshot> | undefined;
  const snapshot = async (): Promise<Snapshot> => {
    try {
      const reading = await read();
      const text = await metricsOf(reading);
      readAt = reading.now;
      return { text };
    } catch (failure) {
      return { text: await metricsWithoutReading(subjectOf(), readAt), failure };
    }
  };
  return () =>
    (underWay ??= snapshot().finally(() => {
      underWay = undefined;
    }));
}
