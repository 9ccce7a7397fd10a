// Where a stack stands: of each secret what is declared, what runs, since when, until when the way back is kept, and what needs a person.
import { consumersOf } from "../../inventory/services.ts";
import type { Secret } from "../../inventory/secrets.ts";
import { versionsOf } from "../../rotation/bound.ts";
import { emptyLedger, knownVersions, type Ledger } from "../../rotation/ledger.ts";
import { keptUntil } from "../../rotation/retirement.ts";
import { formatSecretName } from "../../rotation/secret-name.ts";
import { deviations, replicasOn } from "../../swarm/look/standing.ts";
import { findDrift } from "../drift/drift.ts";
import type { DriftFinding, DriftKind } from "../drift/finding.ts";
import { duesOf } from "../due.ts";
import type { Reading } from "../reading.ts";

/** Where a stack stands. Times are ISO 8601, UTC, by the Engine's clock. */
export interface Status {
  readonly namespace: string;
  readonly stack: string;
  /** Of the engine that answered. */
  readonly address: string;
  /** The Swarm's ID. */
  readonly swarm: string;
  readonly managers: { readonly reachable: number; readonly all: number };
  /** When it was read. */
  readonly at: string;
  /** What needs a person, the most urgent first. */
  readonly needs: readonly DriftFinding[];
  /** Sorted by name. */
  readonly secrets: readonly SecretStatus[];
  /** How many services the stack declares. */
  readonly services: number;
}

/** Where one secret stands. */
export interface SecretStatus {
  readonly name: string;
  readonly class: string;
  readonly owner: string;
  /** The version that is declared. */
  readonly current: number;
  /** The version that is on record; left out before the first verification. */
  readonly onRecord?: number;
  /** Since when the version on record is current. */
  readonly since?: string;
  /** When the last of its services was verified on the version on record; left out while one is not. */
  readonly settledAt?: string;
  /** The day by whose end it has to be rotated; left out when nothing is on record. */
  readonly due?: string;
  readonly overdueDays: number;
  /** Whether all its services are verified on the declared version, and stand on it now. */
  readonly verified: boolean;
  /** The versions on the Swarm that are not current. */
  readonly kept: readonly KeptVersion[];
  readonly services: readonly ServiceStatus[];
  /** The ticket of the incident that is being dealt with. */
  readonly incident?: string;
}

/** A version that is not current. */
export interface KeptVersion {
  readonly version: number;
  /** Until when it is kept; left out while that has not begun. */
  readonly until?: string;
  /** Whether it can be retired now. One that never was current is yet to become so: only a person takes it out. */
  readonly canGo: boolean;
  /** Whether it never was current. */
  readonly pending: boolean;
}

/** One service of a secret. */
export interface ServiceStatus {
  /** Its key in the stack config. */
  readonly name: string;
  readonly serviceName: string;
  /** Whether its spec and all its tasks are on the declared version. */
  readonly stands: boolean;
  /** How many of its tasks run on the declared version. */
  readonly running: number;
  /** How many should. */
  readonly wanted: number;
}

/** Differences that nobody has to hurry for. */
const patient: readonly DriftKind[] = ["ORPHAN", "FOREIGN"];

/**
 * Where the stack stands, by one reading.
 *
 * @param drift the differences by the same reading
 */
export function statusOf(reading: Reading, drift = findDrift(reading)): Status {
  const { inventory, facts, standing, stack, address, swarmId, now } = reading;
  const managers = [...standing.nodes.values()].filter(({ manager }) => manager !== undefined);
  const asked = new Set(
    [...facts.services.values()].flatMap(({ references }) => references.map(({ secretName }) => secretName)),
  );
  const dues = new Map(duesOf(inventory, facts.ledgers, now).map((due) => [due.secret, due]));
  return {
    ...{ namespace: inventory.namespace, stack, address, swarm: swarmId, at: now.toISOString() },
    managers: { reachable: managers.filter(({ manager }) => manager === "reachable").length, all: managers.length },
    needs: drift.filter(({ kind }) => !patient.includes(kind)),
    secrets: inventory.secrets.map((secret) => {
      const { due, overdueDays = 0 } = dues.get(secret.logicalName) ?? {};
      return { ...secretStatus(reading, secret, asked), ...(due !== undefined && { due }), overdueDays };
    }),
    services: inventory.services.length,
  };
}

/** @param asked the names of the versions that a service asks for */
function secretStatus(
  reading: Reading,
  secret: Secret,
  asked: ReadonlySet<string>,
): Omit<SecretStatus, "due" | "overdueDays"> {
  const { inventory, facts } = reading;
  const { logicalName, current, incident, owner } = secret;
  const ledger = facts.ledgers.get(logicalName) ?? emptyLedger;
  const services = consumersOf(logicalName, inventory.services).map(({ name, serviceName }) => {
    return { name, serviceName, ...standingOn(reading, secret, serviceName) };
  });
  const since = ledger.current === undefined ? undefined : ledger.versions[ledger.current]?.since;
  const isOnRecord = ledger.current === current && ledger.settledAt !== undefined;
  return {
    ...{ name: logicalName, class: secret.class, owner, current },
    ...(ledger.current !== undefined && { onRecord: ledger.current }),
    ...(since !== undefined && { since }),
    ...(ledger.settledAt !== undefined && { settledAt: ledger.settledAt }),
    verified: isOnRecord && services.every(({ stands }) => stands),
    kept: keptVersions(reading, secret, ledger, asked),
    services,
    ...(incident !== undefined && { incident: incident.ticket }),
  };
}

function standingOn({ inventory, standing }: Reading, secret: Secret, serviceName: string) {
  const { logicalName, current } = secret;
  const secretId = standing.secrets.get(formatSecretName(inventory.namespace, logicalName, current))?.id;
  const sought = { versionOf: versionsOf(inventory.namespace, logicalName), secretId };
  const { running, wanted } = replicasOn(standing, serviceName, sought);
  return { stands: deviations(standing, [serviceName], sought).length === 0, running, wanted };
}

/** The versions on the Swarm besides the declared one that were current once, with the time until which each is kept. */
function keptVersions(
  { inventory, facts, now }: Reading,
  secret: Secret,
  ledger: Ledger,
  asked: ReadonlySet<string>,
): KeptVersion[] {
  const { logicalName, current, retentionHours } = secret;
  const nameOf = (version: number): string => formatSecretName(inventory.namespace, logicalName, version);
  return knownVersions(ledger)
    .filter((version) => version !== current && facts.secrets.has(nameOf(version)))
    .map((version) => {
      const entry = ledger.versions[version];
      const until = keptUntil(ledger, version, retentionHours);
      const pending = entry?.since === undefined;
      const isOver = entry?.revokedBy !== undefined || (until !== undefined && now >= until);
      const canGo = !pending && isOver && version !== ledger.current && !asked.has(nameOf(version));
      return { version, ...(until !== undefined && !pending && { until: until.toISOString() }), canGo, pending };
    });
}
