// An incident's flip replaces more replicas at once than the service's own settings do, and gives those back afterwards.
import { serviceLabels, withLabels } from "./service-labels.ts";
import type { EngineSpec } from "./service.ts";

/**
 * The spec with the parallelism that replaces a service fastest without leaving it bare: all replicas at once where new ones
 * start before old ones stop, else all but one. That may be fewer than the service's own settings allow.
 *
 * @param replicas how many run at the moment
 */
export function raiseParallelism(spec: EngineSpec, replicas: number): EngineSpec {
  // What an earlier run raised was for the replicas of then.
  const own = restoreParallelism(spec);
  const { UpdateConfig } = own;
  // 0 stands for all, and no UpdateConfig for one at a time.
  const Parallelism = UpdateConfig?.Order === "start-first" ? 0 : Math.max(1, replicas - 1);
  const ownParallelism = UpdateConfig === undefined ? undefined : (UpdateConfig.Parallelism ?? 0);
  if (Parallelism === (ownParallelism ?? 1)) return own;
  const note = { [serviceLabels.parallelism]: ownParallelism === undefined ? "" : String(ownParallelism) };
  return { ...own, UpdateConfig: { ...UpdateConfig, Parallelism }, ...withLabels(own, note) };
}

/** Whether a spec's parallelism is raised at the moment. */
export function isRaised({ Labels }: EngineSpec): boolean {
  return Labels?.[serviceLabels.parallelism] !== undefined;
}

/** The spec with the service's own parallelism; the same spec when that is not raised. */
export function restoreParallelism(spec: EngineSpec): EngineSpec {
  const own = spec.Labels?.[serviceLabels.parallelism];
  if (own === undefined) return spec;
  const { UpdateConfig, ...rest } = spec;
  const restored = own === "" ? {} : { UpdateConfig: { ...UpdateConfig, Parallelism: Number(own) } };
  return { ...rest, ...restored, ...withLabels(spec, { [serviceLabels.parallelism]: undefined }) };
}
