// The ledger of one secret: what became of each of its versions. It is kept on the Swarm, where it outlives the stack's state
// and the secret's own place in the stack, and in the stack's state, where a preview finds it that cannot reach the Swarm.

/** The ledger of one secret. All times are ISO 8601, UTC, by the Engine's clock. */
export interface Ledger {
  /** Every version there ever was, by number: a number is used once. */
  readonly versions: Readonly<Record<string, LedgerEntry>>;
  /** The version that every consumer was last verified on; none before the first. */
  readonly current?: number;
  /** When the last consumer was verified on the current version: from then on the version before it is kept as the way back. */
  readonly settledAt?: string;
  /** Hours that the way back is kept: the longest that was declared for the current version. */
  readonly retentionHours?: number;
  /** The last incident whose rotation is through. */
  readonly incident?: IncidentRecord;
  /** What may still run on nodes that did not answer when the rotation was put on record; none when all answered. */
  readonly lingering?: readonly Lingering[];
}

/** A version other than the current one that may still run where nobody can look. */
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
  /** When it last became current; none of a version that never did. */
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
  /** The version that it brought: the first one that it does not revoke. */
  readonly version: number;
  readonly discoveredAt: string;
  readonly revokedAt: string;
  /** When the database role got its new password. */
  readonly roleRotatedAt?: string;
  /** Whether more than an hour went by between the discovery and the revocation. */
  readonly missedDeadline: boolean;
  /** When the first service was sent to the new version; none without services. */
  readonly firstFlipAt?: string;
  /** When the last service was verified on it; none without services. */
  readonly lastFlipAt?: string;
  /** When the last revoked version was deleted. */
  readonly oldRemovedAt?: string;
}

/** The ledger of a secret that never was on a Swarm. */
export const emptyLedger: Ledger = { versions: {} };

/** The ledger with this said of one version; what else is known of it stays. */
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
 * What two ledgers of one secret say together: the state's and the Swarm's part ways when a run is killed, or a state is
 * restored. The second one is believed where both speak. What it says of the current version it says as a whole: that it does
 * not say since when that is settled is an answer, too.
 *
 * @param less undefined where there is only the other one
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
 * The ledger once services were put back on a version: that is the current one again, and nobody was verified on it since.
 *
 * @param back the version that they were put back on
 */
export function unsettle(ledger: Ledger, back: number): Ledger {
  return { ...without(ledger, "settledAt"), current: back };
}

function without(ledger: Ledger, ...fields: (keyof Omit<Ledger, "versions">)[]): Ledger {
  const kept = { ...ledger };
  for (const field of fields) Reflect.deleteProperty(kept, field);
  return kept;
}

/**
 * Marks what an incident revokes, so that nothing goes back to it even when the rotation fails. What is retired is out of
 * reach anyway.
 *
 * @param firstSafe the version that the incident brings
 */
export function revokeVersions(ledger: Ledger, ticket: string, firstSafe: number): Ledger {
  let next = ledger;
  for (const [version, entry] of Object.entries(ledger.versions)) {
    if (Number(version) >= firstSafe || entry.revokedBy !== undefined || entry.retiredAt !== undefined) continue;
    next = withEntry(next, Number(version), { ...entry, revokedBy: ticket });
  }
  return next;
}

/** The ledger once a version is gone. */
export function retireVersion(ledger: Ledger, version: number, retiredAt: string): Ledger {
  const next = withEntry(ledger, version, { addedAt: retiredAt, ...ledger.versions[version], retiredAt });
  return endIncident(next, version, retiredAt);
}

/** The ledger with what may still run on nodes that do not answer. */
export function withLingering(ledger: Ledger, lingering: readonly Lingering[], at: string): Ledger {
  if (lingering.length > 0) return { ...ledger, lingering };
  const gone = ledger.lingering?.map(({ version }) => version) ?? [];
  return gone.reduce((next, version) => endIncident(next, version, at), without(ledger, "lingering"));
}

/** With the last version from before the incident's own the incident is over: it is deleted, and runs nowhere. */
function endIncident(ledger: Ledger, gone: number, at: string): Ledger {
  const { incident, lingering = [] } = ledger;
  if (incident === undefined || incident.oldRemovedAt !== undefined || gone >= incident.version) return ledger;
  const isLeft = knownVersions(ledger).some(
    (known) => known < incident.version && ledger.versions[known]?.retiredAt === undefined,
  );
  const mayRun = lingering.some(({ version }) => version < incident.version);
  return isLeft || mayRun ? ledger : { ...ledger, incident: { ...incident, oldRemovedAt: at } };
}
