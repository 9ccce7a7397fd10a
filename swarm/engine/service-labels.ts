// The labels that this program keeps on a service itself.
import { serviceLabels } from "../../rotation/labels.ts";
import type { EngineSpec } from "./service.ts";

/** Whether a label is one of those that this program keeps on services. */
export function isOurLabel(name: string): boolean {
  return (Object.values(serviceLabels) as string[]).includes(name);
}

/** The `Labels` of a spec with the given ones set; a label whose value is undefined is removed. */
export function withLabels(spec: EngineSpec, labels: Record<string, string | undefined>): Pick<EngineSpec, "Labels"> {
  const entries = Object.entries({ ...spec.Labels, ...labels });
  const Labels = Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
  // A spec without `Labels` stays without, so that it does not count as changed.
  return Object.keys(Labels).length === 0 && spec.Labels === undefined ? {} : { Labels };
}
