// Whether a binding has something to do: what is declared is held against what is live and against what the state knows.
// Where the Swarm was not looked at, in a preview without a way to it, the state alone speaks.
import type * as pulumi from "@pulumi/pulumi";
import { targetFile } from "../rotation/target.ts";
import { addsTicket } from "../rotation/tickets.ts";
import { sameReferences, sortReferences, type Ownership, type SecretReference } from "../swarm/engine/references.ts";
import { heldTargets, refuseHeldTargets } from "../swarm/flip/held-targets.ts";
import type { LiveBinding } from "../rotation/service-secret-binding.ts";
import { logicalNameOf } from "../rotation/bound-key.ts";
import type { BindingInputs, BindingState, BoundSecret } from "../rotation/service-secret-binding.ts";
import { ownership, references } from "./bound-secrets.ts";

/** What a binding is about to do to its service, and why. */
export interface BindingChange {
  /** The service's references as far as they are the binding's, sorted; undefined when nobody knows. */
  before: SecretReference[] | undefined;
  after: SecretReference[];
  /** References of others that give way to declared ones. */
  giveWay: SecretReference[];
  /** Whether an update is sent: it restarts the service's replicas. Undefined when nobody knows. */
  sends: boolean | undefined;
  reconnects: boolean;
  /** Whether the Swarm is not what the state says. */
  drifted: boolean;
  /** Whether it is another service of the same name than the one that the state knows. */
  recreated: boolean;
  /** Whether replicas run that nobody has seen to run on what is declared. */
  unproven: boolean;
  /** Whether an update has stopped half-way, which has to be gone on with. */
  stopped: boolean;
}

/**
 * The change from what is to what is declared; undefined when there is none.
 *
 * @param olds undefined for a new binding
 * @param live undefined where the Swarm was not looked at
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
  // What was verified since then has been gone on with, or has come through by itself.
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

/** Whether a change needs an update of the binding, or another binding. */
export function diffBinding(
  olds: BindingState,
  news: BindingInputs,
  change: BindingChange | undefined,
): pulumi.provider.DiffResult {
  const replaces = (["namespace", "service"] as const).filter((key) => olds[key] !== news[key]);
  return { changes: replaces.length > 0 || change !== undefined, replaces };
}

/** @throws SwarmError `target-conflict` when a declared target is held by a secret of others, and is not to be taken over */
export function checkTargets(
  name: string,
  olds: Partial<BindingInputs>,
  news: BindingInputs,
  live: LiveBinding | undefined,
): void {
  const owns = ownership(news.namespace, Object.keys({ ...olds.secrets, ...news.secrets }));
  const declared = Object.entries(news.secrets).map(([key, { target, takeover }]) => {
    return { logicalName: logicalNameOf(key), target, takeover };
  });
  refuseHeldTargets(name, news.service, heldTargets(declared, othersAtTargets(news.secrets, live, owns)));
}

/** The live references of others at declared targets. */
function othersAtTargets(
  secrets: Record<string, BoundSecret>,
  live: LiveBinding | undefined,
  owns: Ownership,
): SecretReference[] {
  const files = new Set(Object.values(secrets).map(({ target }) => targetFile(target)));
  return (live?.references ?? []).filter(
    ({ secretName, target }) => !owns(secretName) && files.has(targetFile(target)),
  );
}

/** Whether the last verification was one of these very secrets. One of before it said so counts. */
function proves({ verification }: BindingState, secrets: Record<string, BoundSecret>): boolean {
  if (verification === undefined) return false;
  // Older states have it without the names.
  const proven = verification.secrets as Record<string, string> | undefined;
  return (
    proven === undefined ||
    Object.entries(secrets).every(([key, { secretName }]) => proven[logicalNameOf(key)] === secretName)
  );
}

/** Which of several targets of one secret comes first does not matter. */
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
