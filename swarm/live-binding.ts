// What a look at the Swarm says of one bound service, as its binding is declared with it. No I/O.
import { parseSecretName } from "../inventory/secret-name.ts";
import type { LiveService } from "./look.ts";
import { targetFile, type SecretReference } from "./references.ts";
import { serviceLabels } from "./service-labels.ts";

/** A service before the run, as far as its binding needs to know. */
export interface LiveBinding {
  serviceId: string;
  /** Its references to secrets of the namespace, and to others that hold a declared target. */
  references: SecretReference[];
  /** How many replicas run, and how many should; left out where the Engine does not say. */
  running?: number;
  desired?: number;
  /** How its references came to be what they are, if they are not as they were left: "docker service rollback, …". */
  lastChange: string;
  /** When the update of its secrets began that has stopped half-way: some replicas may still run on those from before. */
  stoppedSince?: string;
}

/**
 * @param targets where the service is declared to see its secrets
 * @param namespace the first part of the names of the stack's secrets
 */
export function liveBinding(service: LiveService, targets: readonly string[], namespace: string): LiveBinding {
  const files = new Set(targets.map(targetFile));
  const concerns = ({ secretName, target }: SecretReference): boolean =>
    parseSecretName(secretName, namespace) !== undefined || files.has(targetFile(target));
  const references = service.references.filter(concerns);
  const { id, running, desired, update, previous } = service;
  const hasStopped = update?.state === "paused" || update?.state === "rollback_paused";
  const text = (some: readonly SecretReference[]): string => JSON.stringify(some);
  const movedSecrets = previous !== undefined && text(previous.filter(concerns)) !== text(references);
  return {
    ...{ serviceId: id, references, lastChange: lastChange(service) },
    ...(running !== undefined && { running }),
    ...(desired !== undefined && { desired }),
    ...(hasStopped && movedSecrets && { stoppedSince: update.startedAt }),
  };
}

function lastChange({ labels, previous, previousLabels = {}, update, changedAt }: LiveService): string {
  const at = minute(update?.completedAt ?? changedAt);
  // Swarm's own rollback leaves no spec to go back to; a person's leaves the one that was left.
  if (update?.state === "rollback_completed") {
    return previous === undefined ? `rolled back by Swarm, ${at}` : `docker service rollback, ${at}`;
  }
  const reverted = labels[serviceLabels.reverted];
  // The label stays on the service until the next flip, whatever else is done to it.
  if (reverted !== undefined && previousLabels[serviceLabels.reverted] !== reverted) {
    return `put back by a failed rotation, ${minute(reverted)}`;
  }
  // Who changes a service keeps its labels; `docker stack deploy` writes those of its file alone.
  const ours = Object.keys(previousLabels).filter((label) => label.startsWith("busflow."));
  if (ours.some((label) => labels[label] === undefined)) return `docker stack deploy of an older file, ${at}`;
  return `by hand, or docker stack deploy of an older file, ${at}`;
}

/** To the minute, for a person. */
function minute(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
