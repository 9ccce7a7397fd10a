// The last rotation of each service on the Swarm, as the services' labels tell of them; see rotation-label.ts.
import type { Ownership } from "../../rotation/bound.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import type { Engine } from "../engine/engine.ts";
import { ownedReferences, sameReferences } from "../engine/references.ts";
import { listSecrets } from "../engine/secrets.ts";
import { liveReferences, type EngineService } from "../engine/service.ts";
import { readLedgers } from "../ledger/store.ts";
import { isOpen, markedOwnership, movesOf, readRotation, revokedAmong, type RotationMark } from "./rotation-label.ts";

/** The last rotation of a service that is no longer on what it had before. */
export interface Rotation {
  service: string;
  mark: RotationMark;
  /** The owned references that the service had before. */
  before: readonly SecretReference[];
  owns: Ownership;
  /** The owned references that it has now. */
  now: readonly SecretReference[];
  /** Whether the ledgers do not have the rotation's versions as the current ones. */
  isOpen: boolean;
  /** Why the service must not go back, a sentence for each revoked version; empty when it may. */
  revoked: string[];
  /** The moved secrets that have no current version on record, as in a first run or after a ledger was lost. */
  unrecorded: string[];
}

/** All rotations of a namespace, judged by its ledgers as they are now. */
export async function listRotations(engine: Engine, namespace: string): Promise<Rotation[]> {
  const services = await engine.request<EngineService[]>("/services");
  const [ledgers, secrets] = await Promise.all([readLedgers(engine, namespace), listSecrets(engine, "")]);
  const ids = new Map(secrets.map(({ id, name }) => [name, id]));
  return services.flatMap(({ Spec }): Rotation[] => {
    const mark = readRotation(Spec.Labels);
    if (mark?.namespace !== namespace) return [];
    const owns = markedOwnership(mark);
    const now = ownedReferences(liveReferences(Spec.TaskTemplate), owns);
    // A secret that is gone has no ID, and an update that refers to it is refused.
    const before = mark.from.map((one) => ({ ...one, secretId: ids.get(one.secretName) ?? "" }));
    if (sameReferences(now, before)) return [];
    const revoked = revokedAmong(before, namespace, ledgers);
    const unrecorded = movesOf(mark, now)
      .filter((move) => move.now !== undefined && ledgers.get(move.logicalName)?.current === undefined)
      .map(({ logicalName }) => logicalName);
    return [{ service: Spec.Name, mark, before, owns, now, isOpen: isOpen(mark, now, ledgers), revoked, unrecorded }];
  });
}
