// The rotations that the services on the Swarm tell of themselves; see rotation-label.ts.
import { ownedReferences, sameReferences, type Ownership, type SecretReference } from "../engine/references.ts";
import type { Engine } from "../engine/engine.ts";
import { listSecrets } from "../engine/secrets.ts";
import { liveReferences, type EngineService } from "../engine/service.ts";
import { readLedgers } from "../ledger/store.ts";
import { isOpen, markedOwnership, movesOf, readRotation, revokedAmong, type RotationMark } from "./rotation-label.ts";

/** A service that is not on what it had before its last rotation. */
export interface Rotation {
  service: string;
  mark: RotationMark;
  /** What it had before. */
  before: readonly SecretReference[];
  owns: Ownership;
  /** What it is bound to now. */
  now: readonly SecretReference[];
  /** Whether the rotation is not, or not yet, on record. */
  isOpen: boolean;
  /** Why nothing may go back to what it had, a sentence for each version; none when it may. */
  revoked: string[];
  /** The secrets that it moved to a version and of which no current one is on record: those of a first run, or of a lost ledger. */
  unrecorded: string[];
}

/** All of a namespace, by its ledgers as they are now. */
export async function listRotations(engine: Engine, namespace: string): Promise<Rotation[]> {
  const services = await engine.request<EngineService[]>("/services");
  const [ledgers, secrets] = await Promise.all([readLedgers(engine, namespace), listSecrets(engine, "")]);
  const ids = new Map(secrets.map(({ id, name }) => [name, id]));
  return services.flatMap(({ Spec }): Rotation[] => {
    const mark = readRotation(Spec.Labels);
    if (mark?.namespace !== namespace) return [];
    const owns = markedOwnership(mark);
    const now = ownedReferences(liveReferences(Spec.TaskTemplate), owns);
    // One that is gone has no ID, and what refers to it is refused.
    const before = mark.from.map((one) => ({ ...one, secretId: ids.get(one.secretName) ?? "" }));
    if (sameReferences(now, before)) return [];
    const revoked = revokedAmong(before, namespace, ledgers);
    const unrecorded = movesOf(mark, now)
      .filter((move) => move.now !== undefined && ledgers.get(move.logicalName)?.current === undefined)
      .map(({ logicalName }) => logicalName);
    return [{ service: Spec.Name, mark, before, owns, now, isOpen: isOpen(mark, now, ledgers), revoked, unrecorded }];
  });
}
