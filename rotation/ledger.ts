// The ledger of one secret: what became of each of its versions. One copy is kept on the Swarm, where it outlives the stack's state
// and the secret's own place in the stack. Another one is kept in the stack's state, for previews that cannot reach the Swarm.

/** The ledger of one secret. All times are ISO 8601, UTC, by the Engine's clock. */
export interface Ledger {
  /** Every version there ever was, by its number. A number is used once. */
  readonly versions: Readonly<Record<string, LedgerEntry>>;
  /** The version that every consumer was last verified on; left out before the first verification. */
  readonly current?: number;
  /** When the last consumer was verified on the current version. From then on the version before it is kept as the way back. */
  readonly settledAt?: string;
  /** Hours that the way back is kept: the longest retention that was declared for the current version. */
  readonly retentionHours?: number;
  /** The last incident whose rotation was put on record. */
  readonly incident?: IncidentRecord;
  /** The versions that may still run on nodes that did not answer when the rotation was put on record; left out when all answered. */
  readonly lingering?: readonly Lingering[];
}

/** A version other than the current one that may still run on a node that does not answer. */
export interface Lingering {
  /** The node's ID. */
  readonly node: string;
  readonly hostname: string;
  readonly version: number;
}

/** What became of one version. */
export interface LedgerEntry {
  /** HMAC-SHA-256 of the value, in hexadecimal. */
  readonly fingerprint?: string;
  /** When it was first declared to a Swarm. */
  readonly addedAt: string;
  /** When it last became current; left out when it never did. */
  readonly since?: string;
  /** When it was deleted, or found deleted. */
  readonly retiredAt?: string;
  /** The ticket of the incident that revoked it. */
  readonly revokedBy?: string;
}

/** What is kept of an incident. */
export interface IncidentRecord {
  readonly ticket: string;
  readonly reason?: string;
  /** How it was seen that the leaked value opens nothing any more. */
  readonly proof?: string;
  /** The version that the incident's rotation moved to: the first one that the incident does not revoke. */
  readonly version: number;
  readonly discoveredAt: string;
  readonly revokedAt: string;
  /** When the database role got its new password. */
  readonly roleRotatedAt?: string;
  /** Whether more than an hour went by between the discovery and the revocation. */
  readonly missedDeadline: boolean;
  /** When the first service was sent to that version; left out without services. */
  readonly firstFlipAt?: string;
  /** When the last service was verified on it; left out without services. */
  readonly lastFlipAt?: string;
  /** When the last revoked version was deleted. */
  readonly oldRemovedAt?: string;
}

/** The ledger of a secret that was never on a Swarm. */
export const emptyLedger: Ledger = { versions: {} };

/** The ledger with an entry added to what it says of one version. Facts that the entry leaves out stay. */
export function withEntry(ledger: Ledger, version: number, entry: LedgerEntry): Ledger {
  return { ...ledger, versions: { ...ledger.versions, [version]: { ...ledger.versions[version], ...entry } } };
}

/** The numbers of all versions there ever were, ascending. */
export function knownVersions({ versions }: Ledger): number[] {
  return Object.keys(versions)
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Joins two ledgers of one secret. The state's copy and the Swarm's differ after a run was killed or a state was restored. Where
 * both say something, the second one counts. It counts as a whole in what it says of the current version: when it has no
 * `settledAt`, the first one's `settledAt` is not used.
 *
 * @param less the ledger that counts less; undefined where there is only the other one
 * @param more the ledger that counts more
 */
export function joinLedgers(less: Ledger | undefined, more: Ledger): Ledger {
  if (less === undefined) return more;
  const versions = { ...less.versions };
  for (const [version, entry] of Object.entries(more.versions)) versions[version] = { ...versions[version], ...entry };
  const told = ["current", "settledAt", "retentionHours", "lingering"] as const;
  const known = more.current === undefined ? less : without(less, ...told);
  return { ...known, ...more, versions };
}

/**
 * The ledger with another current version, on which no consumer is verified yet: after services were put back on it, for example.
 *
 * @param current the version that is current from now on
 */
export function unsettle(ledger: Ledger, current: number): Ledger {
  return { ...without(ledger, "settledAt"), current };
}

function without(ledger: Ledger, ...fields: (keyof Omit<Ledger, "versions">)[]): Ledger {
  const kept = { ...ledger };
  for (const field of fields) Reflect.deleteProperty(kept, field);
  return kept;
}

/**
 * Marks the versions that an incident revokes, so that no service goes back to one of them, even when the rotation fails. A retired
 * version needs no mark: it does not exist any more.
 *
 * @param firstSafe the version that the incident's rotation moves to; all lower ones are revoked
 */
export function revokeVersions(ledger: Ledger, ticket: string, firstSafe: number): Ledger {
  let next = ledger;
  for (const [version, entry] of Object.entries(ledger.versions)) {
    if (Number(version) >= firstSafe || entry.revokedBy !== undefined || entry.retiredAt !== undefined) continue;
    next = withEntry(next, Number(version), { ...entry, revokedBy: ticket });
  }
  return next;
}

/** The ledger after a version was deleted. */
export function retireVersion(ledger: Ledger, version: number, retiredAt: string): Ledger {
  const next = withEntry(ledger, version, { addedAt: retiredAt, ...ledger.versions[version], retiredAt });
  return endIncident(next, version, retiredAt);
}

/** The ledger with the versions that may still run on nodes that do not answer. When none is left, this may end an incident. */
export function withLingering(ledger: Ledger, lingering: readonly Lingering[], at: string): Ledger {
  if (lingering.length > 0) return { ...ledger, lingering };
  const gone = ledger.lingering?.map(({ version }) => version) ?? [];
  return gone.reduce((next, version) => endIncident(next, version, at), without(ledger, "lingering"));
}

/**
 * Ends an incident once every version that it revokes is deleted, and none of them may still run on any node.
 *
 * @param gone the version that is gone now
 */
function endIncident(ledger: Ledger, gone: number, at: string): Ledger {
  const { incident, lingering = [] } = ledger;
  if (incident === undefined || incident.oldRemovedAt !== undefined || gone >= incident.version) return ledger;
  const isLeft = knownVersions(ledger).some(
    (known) => known < incident.version && ledger.versions[known]?.retiredAt === undefined,
  );
  const mayRun = lingering.some(({ version }) => version < incident.version);
  return isLeft || mayRun ? ledger : { ...ledger, incident: { ...incident, oldRemovedAt: at } };
}
