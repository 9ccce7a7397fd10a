// Picks from a look at the Swarm what the binding of one service is declared with. No I/O.
import { ofNamespace } from "../../rotation/bound.ts";
import { targetFile } from "../../rotation/target.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import type { LiveBinding } from "../../rotation/service-secret-binding.ts";
import type { LiveService } from "./look.ts";

/**
 * What the Swarm says of one bound service.
 *
 * @param targets where the service is declared to see its secrets
 * @param namespace the first part of the names of the stack's secrets
 * @param others the secrets of other namespaces whose names could be of this one
 */
export function liveBinding(
  service: LiveService,
  targets: readonly string[],
  namespace: string,
  others: ReadonlyMap<string, string>,
): LiveBinding {
  const files = new Set(targets.map(targetFile));
  const owns = ofNamespace(namespace, others);
  const concerns = ({ secretName, target }: SecretReference): boolean =>
    owns(secretName) || files.has(targetFile(target));
  const references = service.references.filter(concerns);
  const { id, running, desired, update, previous, lastChange } = service;
  const hasStopped = update?.state === "paused" || update?.state === "rollback_paused";
  const text = (some: readonly SecretReference[]): string => JSON.stringify(some);
  const movedSecrets = previous !== undefined && text(previous.filter(concerns)) !== text(references);
  return {
    ...{ serviceId: id, references, lastChange },
    ...(running !== undefined && { running }),
    ...(desired !== undefined && { desired }),
    ...(hasStopped && movedSecrets && { stoppedSince: update.startedAt }),
  };
}
