// What a change of a ledger did, in facts that its log keeps.
import { knownVersions, type Ledger, type LedgerEntry } from "./ledger.ts";

/** What a change did. What did not happen is left out. */
export interface Deeds {
  /** The version that was current before; left out where none was. */
  readonly from?: number;
  /** The version that is current from now on; left out where it stays. */
  readonly to?: number;
  /** How the current version was verified. */
  readonly verified?: Proof;
  /** The versions that were declared for the first time. */
  readonly added?: readonly number[];
  /** The versions that were deleted. */
  readonly retired?: readonly number[];
  /** The versions that an incident has revoked. */
  readonly revoked?: readonly number[];
  /** The incident's ticket, where it revoked something, was put on record, or is over. */
  readonly ticket?: string;
  /** Set when the incident is over: nothing of what it revoked is left. */
  readonly over?: true;
  /** The services that a rotation had moved were put back. */
  readonly putBack?: PutBack;
  /** Further fields of the ledger that have changed. */
  readonly changed?: readonly string[];
}

/** How a version was verified on the services that use it. */
export interface Proof {
  /** How many services were verified. */
  readonly services: number;
  /** How many replicas were seen on it, of all these services. */
  readonly replicas: number;
  /** How many services were not, because no replica of them ran; left out when there is none. */
  readonly unverified?: number;
}

/** A rotation that was undone. */
export interface PutBack {
  /** The version that the services had been moved to. */
  readonly from: number;
  readonly to: number;
  /** Why, without anything that a service or a task has said. */
  readonly why: string;
}

/** Fields that other facts tell of. */
const told: readonly string[] = ["versions", "current", "settledAt", "incident"];

/**
 * What a change of a ledger did.
 *
 * @param proof how the current version was verified, if it was
 */
export function deedsOf(before: Ledger, after: Ledger, proof?: Proof): Deeds {
  const moved = before.current !== after.current && after.current !== undefined;
  const isVerified = after.settledAt !== undefined && (moved || after.settledAt !== before.settledAt);
  const newly = (field: keyof LedgerEntry): number[] =>
    knownVersions(after).filter(
      (version) => after.versions[version]?.[field] !== undefined && before.versions[version]?.[field] === undefined,
    );
  const [added, retired, revoked] = [newly("addedAt"), newly("retiredAt"), newly("revokedBy")];
  const [incident, was] = [after.incident, before.incident];
  const isRecorded = incident !== undefined && incident.ticket !== was?.ticket;
  const isOver = incident?.oldRemovedAt !== undefined && (isRecorded || was?.oldRemovedAt === undefined);
  const ticket = isRecorded || isOver ? incident.ticket : revoked.map((one) => after.versions[one]?.revokedBy)[0];
  const fields = Object.keys({ ...before, ...after }) as (keyof Ledger)[];
  const isSame = (field: keyof Ledger): boolean => JSON.stringify(before[field]) === JSON.stringify(after[field]);
  const changed = fields.filter((field) => !told.includes(field) && !isSame(field));
  return {
    ...(moved && { ...(before.current !== undefined && { from: before.current }), to: after.current }),
    ...((isVerified || moved) && proof !== undefined && { verified: proof }),
    ...some("added", added),
    ...some("retired", retired),
    ...some("revoked", revoked),
    ...(ticket !== undefined && { ticket }),
    ...(isOver && { over: true }),
    ...some("changed", changed),
  };
}

function some<Name extends string, Item>(name: Name, items: readonly Item[]): Partial<Record<Name, readonly Item[]>> {
  return items.length === 0 ? {} : ({ [name]: items } as Record<Name, readonly Item[]>);
}
