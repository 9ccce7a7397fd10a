// Whether a binding has something to do. What is declared is compared with the service on the Swarm and with the state. In a
// preview without a way to the Swarm it is compared with the state alone.
import { logicalNameOf } from "../../rotation/bound-key.ts";
import { ownership, references } from "../../rotation/bound-secrets.ts";
import type { Ownership } from "../../rotation/bound.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import type { BindingInputs, BindingState, BoundSecret, LiveBinding } from "../../rotation/service-secret-binding.ts";
import { targetFile } from "../../rotation/target.ts";
import { addsTicket } from "../../rotation/tickets.ts";
import { sameReferences, sortReferences } from "../engine/references.ts";

/** What a binding is about to do to its service, and why. */
export interface BindingChange {
  /** The service's references that belong to the binding, sorted; undefined when they are not known. */
  before: SecretReference[] | undefined;
  /** The references that are declared, sorted. */
  after: SecretReference[];
  /** Foreign references that give way to declared ones. */
  giveWay: SecretReference[];
  /** Whether an update is sent, which restarts the service's replicas; undefined when that is not known. */
  sends: boolean | undefined;
  /** Whether every replica has to reconnect for an incident. */
  reconnects: boolean;
  /** Whether the Swarm differs from the state. */
  drifted: boolean;
  /** Whether the service is another one than the state knows, under the same name. */
  recreated: boolean;
  /** Whether replicas run that were never verified to run on what is declared. */
  unproven: boolean;
  /** Whether an update has stopped half-way and has to be resumed. */
  stopped: boolean;
}

/**
 * The change from what is on the Swarm to what is declared; undefined when there is none.
 *
 * @param olds the binding's state; undefined for a new binding
 * @param live the service before the run; undefined when the Swarm was not looked at
 */
export function changeOf(
  olds: BindingState | undefined,
  news: BindingInputs,
  live: LiveBinding | undefined,
): BindingChange | undefined {
  const { secrets } = news;
  const after = sortReferences(references(secrets));
  const owns = ownership(news.namespace, Object.keys({ ...olds?.secrets, ...secrets }));
  const owned = live?.references.filter(({ secretName }) => owns(secretName));
  const known = olds && references(olds.secrets);
  const before = owned ?? known;
  const giveWay = othersAtTargets(secrets, live, owns);
  const reconnects = addsTicket(news.reconnect, olds?.reconnect);
  const proven = olds !== undefined && proves(olds, secrets);
  // When the service was verified after the update had stopped, the update was resumed or came through by itself.
  const isLeftBehind = !proven || (olds.verification?.verifiedAt ?? "") < (live?.stoppedSince ?? "");
  const stopped = live?.stoppedSince !== undefined && isLeftBehind;
  const moves = before && (!sameReferences(before, after) || giveWay.length > 0 || reconnects || stopped);
  const isKnown = (olds?.serviceId ?? "") !== "" && olds?.service === news.service;
  const recreated = isKnown && live !== undefined && live.serviceId !== olds.serviceId;
  const change = {
    ...{ before, after, giveWay, reconnects, recreated, stopped, sends: moves },
    drifted: owned !== undefined && known !== undefined && !sameReferences(owned, known),
    unproven: olds !== undefined && (live?.running ?? 0) > 0 && !proven,
  };
  const isStateOld = olds === undefined || !sameSecrets(olds.secrets, secrets);
  return moves === true || isStateOld || recreated || change.unproven ? change : undefined;
}

/** The foreign references of the service that hold declared targets. */
export function othersAtTargets(
  secrets: Record<string, BoundSecret>,
  live: LiveBinding | undefined,
  owns: Ownership,
): SecretReference[] {
  const files = new Set(Object.values(secrets).map(({ target }) => targetFile(target)));
  return (live?.references ?? []).filter(
    ({ secretName, target }) => !owns(secretName) && files.has(targetFile(target)),
  );
}

/** Whether the last verification proves these very secrets. A verification from before the names were kept counts as one that does. */
function proves({ verification }: BindingState, secrets: Record<string, BoundSecret>): boolean {
  if (verification === undefined) return false;
  // Older states have a verification without the names of its secrets.
  const proven = verification.secrets as Record<string, string> | undefined;
  return (
    proven === undefined ||
    Object.entries(secrets).every(([key, { secretName }]) => proven[logicalNameOf(key)] === secretName)
  );
}

/** Whether two bindings have the same secrets. The order of a secret's targets does not matter. */
function sameSecrets(olds: Record<string, BoundSecret>, news: Record<string, BoundSecret>): boolean {
  const texts = (secrets: Record<string, BoundSecret>): string =>
    Object.entries(secrets)
      .map(([key, { version, secretName, secretId, target, uid, gid, mode }]) =>
        [logicalNameOf(key), version, secretName, secretId, target, uid, gid, mode].join(),
      )
      .sort()
      .join("\n");
  return texts(olds) === texts(news);
}
