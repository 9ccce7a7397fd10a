// What a ledger says after its secret's rotation.
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

/** What the Swarm shows of a rotation when it is put on record. */
export interface Sighting extends Evidence {
  /** The versions that exist on the Swarm. */
  present: ReadonlySet<number>;
  /** The versions that may still run on nodes that do not answer. */
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
    // A run that was killed right after it had deleted a version did not put that on record.
    if (!isThere && next.versions[version]?.retiredAt === undefined) next = retireVersion(next, version, at);
  }
  return next;
}

/**
 * Sets `settledAt`: when any consumer was last verified on the current version. It stays unset while a consumer is not verified.
 *
 * @param before what was on record; undefined when nothing was, or the current version is another one now
 */
function settle(ledger: Ledger, before: string | undefined, { fresh, unverified }: Evidence, at: string): Ledger {
  if (unverified.length > 0) return ledger;
  const known = before === undefined ? fresh : [...fresh, before];
  // Without a new verification and without a time on record, the consumers have just been seen to run on the version. Verifications
  // that the state had before tell of an earlier time, at which the version may have been current once already.
  return { ...ledger, settledAt: known.sort().at(-1) ?? at };
}

/**
 * The declared retention in hours, or a longer one that was declared while some version is still kept by it. Only an incident makes
 * it shorter.
 */
function longestRetention(ledger: Ledger, { current, versions, retentionHours }: RecordInputs): number {
  const isStillKept = Object.keys(versions)
    .map(Number)
    .some((version) => ![current, ledger.current].includes(version) && ledger.versions[version]?.since !== undefined);
  const isNew = ledger.current !== current && !isStillKept;
  return isNew ? retentionHours : Math.max(retentionHours, ledger.retentionHours ?? 0);
}

/** Records an incident once. When it is still declared later, the next rotations are ordinary ones. */
function recordIncident(ledger: Ledger, inputs: RecordInputs, incident: RevokedIncident): Ledger {
  if (ledger.incident?.ticket === incident.ticket) return ledger;
  const { ticket, reason, proof, discoveredAt, revokedAt, roleRotatedAt } = incident;
  const flips = Object.values(inputs.verifications);
  const [firstFlipAt] = flips.map(({ flippedAt }) => flippedAt).sort();
  const lastFlipAt = flips
    .map(({ verifiedAt }) => verifiedAt)
    .sort()
    .at(-1);
  const record: IncidentRecord = {
    ...{ ticket, version: inputs.current, discoveredAt, revokedAt, missedDeadline: missedDeadline(incident) },
    ...(reason !== undefined && { reason }),
    ...(proof !== undefined && { proof }),
    ...(roleRotatedAt !== undefined && { roleRotatedAt }),
    ...(firstFlipAt !== undefined && { firstFlipAt }),
    ...(lastFlipAt !== undefined && { lastFlipAt }),
  };
  return revokeVersions({ ...ledger, incident: record }, ticket, inputs.current);
}
