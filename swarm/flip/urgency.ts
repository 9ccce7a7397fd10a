// An incident's flip replaces more replicas at once than the service's own settings do, and Swarm does not roll it back to what has
// leaked. Afterwards the service has its own settings again.
import { serviceLabels } from "../../rotation/labels.ts";
import { withLabels } from "../engine/service-labels.ts";
import type { EngineSpec } from "../engine/service.ts";

/**
 * The spec with the settings of an urgent update. Its parallelism is the highest that leaves a replica running: all replicas at
 * once where new ones start before old ones stop, else all but one. That may be fewer than the service's own settings allow. A
 * failure that would roll the update back pauses it instead.
 *
 * @param replicas how many run at the moment
 */
export function raiseUrgency(spec: EngineSpec, replicas: number): EngineSpec {
  // An earlier run may have raised the settings for another number of replicas, so they are worked out anew.
  const own = restoreUrgency(spec);
  return raiseParallelism(holdRollback(own), replicas);
}

/** Whether a spec has the settings of an urgent update at the moment. */
export function isRaised({ Labels }: EngineSpec): boolean {
  return Labels?.[serviceLabels.parallelism] !== undefined || Labels?.[serviceLabels.failureAction] !== undefined;
}

/** The spec with the service's own settings; the same spec when it has them. */
export function restoreUrgency(spec: EngineSpec): EngineSpec {
  return restoreParallelism(releaseRollback(spec));
}

function raiseParallelism(own: EngineSpec, replicas: number): EngineSpec {
  const { UpdateConfig } = own;
  // A parallelism of 0 means all replicas; a spec without UpdateConfig means one at a time.
  const Parallelism = UpdateConfig?.Order === "start-first" ? 0 : Math.max(1, replicas - 1);
  const ownParallelism = UpdateConfig === undefined ? undefined : (UpdateConfig.Parallelism ?? 0);
  if (Parallelism === (ownParallelism ?? 1)) return own;
  const note = { [serviceLabels.parallelism]: ownParallelism === undefined ? "" : String(ownParallelism) };
  return { ...own, UpdateConfig: { ...UpdateConfig, Parallelism }, ...withLabels(own, note) };
}

function restoreParallelism(spec: EngineSpec): EngineSpec {
  const own = spec.Labels?.[serviceLabels.parallelism];
  if (own === undefined) return spec;
  const { UpdateConfig, ...rest } = spec;
  const restored = own === "" ? {} : { UpdateConfig: { ...UpdateConfig, Parallelism: Number(own) } };
  return { ...rest, ...restored, ...withLabels(spec, { [serviceLabels.parallelism]: undefined }) };
}

function holdRollback(own: EngineSpec): EngineSpec {
  const { UpdateConfig } = own;
  if (UpdateConfig?.FailureAction !== "rollback") return own;
  const note = { [serviceLabels.failureAction]: UpdateConfig.FailureAction };
  return { ...own, UpdateConfig: { ...UpdateConfig, FailureAction: "pause" }, ...withLabels(own, note) };
}

function releaseRollback(spec: EngineSpec): EngineSpec {
  const FailureAction = spec.Labels?.[serviceLabels.failureAction];
  if (FailureAction === undefined) return spec;
  const labels = withLabels(spec, { [serviceLabels.failureAction]: undefined });
  return { ...spec, UpdateConfig: { ...spec.UpdateConfig, FailureAction }, ...labels };
}
