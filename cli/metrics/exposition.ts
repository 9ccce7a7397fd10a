// The metrics as Prometheus' text format has them.
import { Gauge, Registry } from "prom-client";
import type { Reading } from "../reading.ts";
import { familiesOf, type Family } from "./families.ts";

/** What the name of every metric begins with. */
export const metricPrefix = "swarm_secret_";

/** The content type of the text. */
export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

/** Whose metrics they are. */
export interface Subject {
  readonly namespace: string;
  readonly stack: string;
}

/** The text after a reading. */
export async function metricsOf(reading: Reading): Promise<string> {
  const families = [...familiesOf(reading), upFamily(1), ...lastRead(reading.now)];
  return await format({ namespace: reading.inventory.namespace, stack: reading.stack }, families);
}

/**
 * The text where the stack or its Swarm could not be read. It has no other metric, so that nothing from before is taken for what is so
 * now.
 *
 * @param before when it was read last; undefined when it never was
 */
export async function metricsWithoutReading(subject: Subject, before: Date | undefined): Promise<string> {
  return await format(subject, [upFamily(0), ...lastRead(before)]);
}

function upFamily(value: number): Family {
  const help = "Whether the stack and its Swarm could be read.";
  return { name: "up", help, labelNames: [], samples: [{ labels: {}, value }] };
}

function lastRead(time: Date | undefined): Family[] {
  if (time === undefined) return [];
  const help = "When the stack and its Swarm were read last.";
  const samples = [{ labels: {}, value: time.getTime() / 1000 }];
  return [{ name: "last_read_timestamp_seconds", help, labelNames: [], samples }];
}

async function format({ namespace, stack }: Subject, families: readonly Family[]): Promise<string> {
  const registry = new Registry();
  registry.setDefaultLabels({ namespace, stack });
  for (const { name, help, labelNames, samples } of families) {
    const gauge = new Gauge({ name: metricPrefix + name, help, labelNames: [...labelNames], registers: [registry] });
    for (const { labels, value } of samples) gauge.set({ ...labels }, value);
  }
  return await registry.metrics();
}
