// How the labels on a service itself are written and told from others.
import { serviceLabels } from "../../rotation/labels.ts";
import type { EngineSpec } from "./service.ts";

/** Whether a label is one that is noted on a service here. */
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
