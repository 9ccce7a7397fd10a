// What the report shows, by one reading of the Swarm and the stack's files.
import { knownVersions, type Ledger } from "../../rotation/ledger.ts";
import { keptUntil } from "../../rotation/retirement.ts";
import { findDrift } from "../drift/drift.ts";
import type { DriftFinding } from "../drift/finding.ts";
import { duesOf, type Due } from "../due.ts";
import type { Reading } from "../reading.ts";
import { statusOf, type Status } from "../status/status.ts";

/** The report's data. Times are ISO 8601, UTC, by the Engine's clock. */
export interface Report {
  readonly status: Status;
  /** All that differs, the most urgent first; what needs a person is `status.needs`. */
  readonly problems: readonly DriftFinding[];
  /** Of each secret, in the order of the status. */
  readonly timelines: readonly Timeline[];
  /** What is due first comes first; what has nothing on record comes last. */
  readonly dues: readonly Due[];
}

/** When which version of a secret was current. */
export interface Timeline {
  readonly secret: string;
  readonly spans: readonly Span[];
}

/** The time of one version. */
export interface Span {
  readonly version: number;
  /** When it became current; left out when it never was. */
  readonly since?: string;
  /** When another one became current; left out while it is current, or never was. */
  readonly ended?: string;
  /** Until when it is kept as the way back; left out where that is over, or has not begun. */
  readonly keptUntil?: string;
  readonly retiredAt?: string;
  /** The ticket of the incident that revoked it. */
  readonly revokedBy?: string;
}

/** The report by one reading. */
export function reportOf(reading: Reading): Report {
  const { inventory, facts, now } = reading;
  return {
    status: statusOf(reading),
    problems: findDrift(reading),
    timelines: inventory.secrets.map(({ logicalName, retentionHours }) => {
      const ledger = facts.ledgers.get(logicalName);
      return { secret: logicalName, spans: ledger === undefined ? [] : spansOf(ledger, retentionHours) };
    }),
    dues: duesOf(inventory, facts.ledgers, now),
  };
}

/** The versions of a ledger with their times, ascending. */
function spansOf(ledger: Ledger, retentionHours: number): Span[] {
  const starts = Object.values(ledger.versions)
    .flatMap(({ since }) => since ?? [])
    .sort();
  return knownVersions(ledger).map((version) => {
    const { since, retiredAt, revokedBy } = ledger.versions[version] ?? {};
    const ended = version === ledger.current || since === undefined ? undefined : starts.find((start) => start > since);
    const kept =
      since === undefined || retiredAt !== undefined ? undefined : keptUntil(ledger, version, retentionHours);
    return {
      version,
      ...(since !== undefined && { since }),
      ...(ended !== undefined && { ended }),
      ...(kept !== undefined && { keptUntil: kept.toISOString() }),
      ...(retiredAt !== undefined && { retiredAt }),
      ...(revokedBy !== undefined && { revokedBy }),
    };
  });
}
