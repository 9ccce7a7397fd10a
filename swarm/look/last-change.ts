// Guesses from Swarm's records of a service who changed it last, for a person who wants to know. No I/O.
import { serviceLabels } from "../../rotation/labels.ts";
import { isOurLabel } from "../engine/service-labels.ts";
import type { EngineService } from "../engine/service.ts";

/** A service with the time at which its spec, or what Swarm notes of it, last changed: RFC 3339. */
export type DatedService = EngineService & { UpdatedAt: string };

/** Who changed a service last, as far as that can be known, and when: "docker service rollback, 2026-11-27 02:13 UTC". */
export function lastChange({ Spec, PreviousSpec, UpdateStatus, UpdatedAt }: DatedService): string {
  const at = minute(UpdateStatus?.CompletedAt ?? UpdatedAt);
  const labels = Spec.Labels ?? {};
  const before = PreviousSpec?.Labels ?? {};
  // After Swarm's own rollback there is no previous spec; after a person's rollback it is the spec that was rolled back.
  if (UpdateStatus?.State === "rollback_completed") {
    return PreviousSpec ? `docker service rollback, ${at}` : `rolled back by Swarm, ${at}`;
  }
  const reverted = labels[serviceLabels.reverted];
  // The label stays on the service until the next flip, so it tells of the last change only where the spec before lacks it.
  if (reverted !== undefined && before[serviceLabels.reverted] !== reverted) {
    return `put back by a failed rotation, ${minute(reverted)}`;
  }
  // Most changes keep a service's labels; `docker stack deploy` keeps only the labels of its file.
  const ours = Object.keys(before).filter(isOurLabel);
  if (ours.some((label) => labels[label] === undefined)) return `docker stack deploy of an older file, ${at}`;
  return `by hand, or docker stack deploy of an older file, ${at}`;
}

/** To the minute, for a person. */
function minute(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
