// What a ledger says once its secret's rotation is through.
import { isRevokedAtSource, missedDeadline, type RevokedIncident } from "./incidents.ts";
import {
  knownVersions,
  retireVersion,
  revokeVersions,
  unsettle,
  withEntry,
  withLingering,
  type IncidentRecord,
  type Ledger,
  type Lingering,
} from "./ledger.ts";
import type { Evidence } from "./verifications.ts";
import type { RecordInputs } from "./rotation-record.ts";

/** What is seen of a rotation when it is put on record. */
export interface Sighting extends Evidence {
  /** The versions that the Swarm has. */
  present: ReadonlySet<number>;
  /** What may still run on nodes that do not answer. */
  lingering: readonly Lingering[];
}

/**
 * The ledger after every consumer was brought to what is declared.
 *
 * @param now by the Engine's clock
 */
export function rotatedLedger(ledger: Ledger, inputs: RecordInputs, seen: Sighting, now: Date): Ledger {
  const { current, versions, incident } = inputs;
  const { present } = seen;
  const at = now.toISOString();
  const moved = ledger.current !== current;
  const retentionHours = longestRetention(ledger, inputs);
  let next = settle({ ...unsettle(ledger, current), retentionHours }, moved ? undefined : ledger.settledAt, seen, at);
  for (const [version, fingerprint] of Object.entries(versions)) {
    next = withEntry(next, Number(version), { addedAt: next.versions[version]?.addedAt ?? at, fingerprint });
  }
  if (moved) next = withEntry(next, current, { addedAt: at, ...next.versions[current], since: at });
  next = withLingering(next, seen.lingering, at);
  if (incident !== undefined && isRevokedAtSource(incident)) next = recordIncident(next, inputs, incident);
  for (const version of knownVersions(next)) {
    const isThere = versions[version] !== undefined || present.has(version);
    // A run that was killed right after the deletion did not get to say so.
    if (!isThere && next.versions[version]?.retiredAt === undefined) next = retireVersion(next, version, at);
  }
  return next;
}

/**
 * Says since when the current version is settled: since the last verification of any consumer on it. It is not while one of
 * them is not verified.
 *
 * @param before since when it was, as far as is on record
 */
function settle(ledger: Ledger, before: string | undefined, { fresh, unverified }: Evidence, at: string): Ledger {
  if (unverified.length > 0) return ledger;
  const known = before === undefined ? fresh : [...fresh, before];
  // Where nothing is known they are seen to run on it now, and what the state has known for long tells of another time.
  return { ...ledger, settledAt: known.sort().at(-1) ?? at };
}

/** Hours that are declared, or that were while something was kept for them: nothing but an incident makes them fewer. */
function longestRetention(ledger: Ledger, { current, versions, retentionHours }: RecordInputs): number {
  const isStillKept = Object.keys(versions)
    .map(Number)
    .some((version) => ![current, ledger.current].includes(version) && ledger.versions[version]?.since !== undefined);
  const isNew = ledger.current !== current && !isStillKept;
  return isNew ? retentionHours : Math.max(retentionHours, ledger.retentionHours ?? 0);
}

/** An incident is recorded once: with it still declared, later rotations are rotations as any. */
function recordIncident(ledger: Ledger, inputs: RecordInputs, incident: RevokedIncident): Ledger {
  if (ledger.incident?.ticket === incident.ticket) return ledger;
  const { ticket, reason, discoveredAt, revokedAt, roleRotatedAt } = incident;
  const flips = Object.values(inputs.verifications);
  const [firstFlipAt] = flips.map(({ flippedAt }) => flippedAt).sort();
  const lastFlipAt = flips
    .map(({ verifiedAt }) => verifiedAt)
    .sort()
    .at(-1);
  const record: IncidentRecord = {
    ...{ ticket, version: inputs.current, discoveredAt, revokedAt, missedDeadline: missedDeadline(incident) },
    ...(reason !== undefined && { reason }),
    ...(roleRotatedAt !== undefined && { roleRotatedAt }),
    ...(firstFlipAt !== undefined && { firstFlipAt }),
    ...(lastFlipAt !== undefined && { lastFlipAt }),
  };
  return revokeVersions({ ...ledger, incident: record }, ticket, inputs.current);
}
