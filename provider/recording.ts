// What a ledger says once a secret's rotation is through. No I/O.
import { isRevoked, missedDeadline, type RevokedIncident } from "../inventory/incidents.ts";
import {
  joinLedgers,
  knownVersions,
  retireVersion,
  revokeVersions,
  withEntry,
  type IncidentRecord,
  type Ledger,
} from "../inventory/ledger.ts";
import { RotationError } from "../inventory/rotation-error.ts";
import { formatSecretName } from "../inventory/secret-name.ts";
import type { RecordInputs } from "./record.ts";

/** What stands in a preview for a value that only the run will tell; fixed by Pulumi's protocol. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The ledger after every consumer was verified on what is declared.
 *
 * @param present the versions that the Swarm has
 * @param now by the Engine's clock
 */
export function recordRotation(ledger: Ledger, inputs: RecordInputs, present: ReadonlySet<number>, now: Date): Ledger {
  const { current, versions, incident } = inputs;
  const at = now.toISOString();
  const moved = ledger.current !== current;
  let next: Ledger = {
    ...ledger,
    current,
    settledAt: moved || ledger.settledAt === undefined ? lastVerified(inputs, at) : ledger.settledAt,
    retentionHours: longestRetention(ledger, inputs),
  };
  for (const [version, fingerprint] of Object.entries(versions)) {
    next = withEntry(next, Number(version), { addedAt: next.versions[version]?.addedAt ?? at, fingerprint });
  }
  if (moved) next = withEntry(next, current, { addedAt: at, ...next.versions[current], since: at });
  if (incident !== undefined && isRevoked(incident)) next = recordIncident(next, inputs, incident);
  for (const version of knownVersions(next)) {
    const isThere = versions[version] !== undefined || present.has(version);
    // A run that was killed right after the deletion did not get to say so.
    if (!isThere && next.versions[version]?.retiredAt === undefined) next = retireVersion(next, version, at);
  }
  return next;
}

/** @throws RotationError when a version that was used has another value now; what is not known yet is let pass */
export function checkFingerprints(ledger: Ledger, { namespace, secret, versions }: RecordInputs): void {
  for (const [version, fingerprint] of Object.entries(versions)) {
    const known = ledger.versions[version]?.fingerprint;
    if (known === undefined || known === fingerprint || fingerprint === unknown) continue;
    const next = Math.max(...knownVersions(ledger)) + 1;
    throw new RotationError(
      `${formatSecretName(namespace, secret, Number(version))} exists with another value; versions are immutable.`,
      `Put the old value back, and add version ${next} with the new one.`,
    );
  }
}

/** The state's ledger and the Swarm's. Where both speak the Swarm's is believed. */
export function joined(state: Ledger | undefined, onSwarm: Ledger): Ledger {
  return state === undefined ? onSwarm : joinLedgers(state, onSwarm);
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

/** When the last consumer was verified; without any, now. */
function lastVerified({ verifications }: RecordInputs, at: string): string {
  const times = Object.values(verifications).map(({ verifiedAt }) => verifiedAt);
  return times.sort().at(-1) ?? at;
}
