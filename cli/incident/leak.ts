// The incident of a secret, by what the stack config declares and what the ledger has on record.
import type { Secret } from "../../inventory/secrets.ts";
import { emptyLedger, type IncidentRecord, type Ledger } from "../../rotation/ledger.ts";
import type { RotationCode, RotationFinding } from "../../rotation/rotation-error.ts";
import type { Incident } from "../../rotation/incidents.ts";
import { nextVersion } from "../../rotation/version-numbers.ts";
import { pastFindings } from "../../swarm/look/declaration.ts";
import type { Reading } from "../reading.ts";

/** A secret's incident. */
export interface Leak {
  readonly secret: Secret;
  readonly ledger: Ledger;
  /** What is known of it: as it is declared, or else as it is on record. */
  readonly incident: Incident;
  /** Whether the stack config declares it. */
  readonly isDeclared: boolean;
  /** What the ledger has of its rotation; undefined before that. */
  readonly record: IncidentRecord | undefined;
}

/** The incident of a secret: the one that is declared, or else the last one on record; undefined when there is neither. */
export function leakOf({ facts }: Pick<Reading, "facts">, secret: Secret): Leak | undefined {
  const ledger = facts.ledgers.get(secret.logicalName) ?? emptyLedger;
  const { incident: declared } = secret;
  const { incident: last } = ledger;
  if (declared === undefined) {
    return last && { secret, ledger, incident: fromRecord(last), isDeclared: false, record: last };
  }
  const record = last?.ticket === declared.ticket ? last : undefined;
  return { secret, ledger, incident: declared, isDeclared: true, record };
}

function fromRecord({ ticket, discoveredAt, revokedAt, roleRotatedAt, reason, proof }: IncidentRecord): Incident {
  return { ticket, discoveredAt, revokedAt, roleRotatedAt, reason, ...(proof !== undefined && { proof }) };
}

/** The codes of what `secrets incident open` mends: there is no version after the leak, or a leaked one is declared beside it. */
const mendable: readonly RotationCode[] = ["incident-without-new-version", "version-revoked"];

/** Whether a new version, or a leaked one less, is all that is missing. */
export function isMendable({ code }: RotationFinding): boolean {
  return mendable.includes(code);
}

/** Which version an incident moves to, and what is against it. */
export interface VersionStep {
  /** The first version that is not revoked. */
  readonly firstSafe: number;
  /** What is wrong with the declared versions; undefined when nothing is. What else the incident lacks does not count here. */
  readonly finding: RotationFinding | undefined;
}

/** The version that an incident moves to. */
export function versionStep(reading: Reading, { secret, ledger, incident, record }: Leak): VersionStep {
  if (record !== undefined) return { firstSafe: record.version, finding: undefined };
  const { discoveredAt, revokedAt = discoveredAt, roleRotatedAt = discoveredAt } = incident;
  const whole = { ...incident, revokedAt, roleRotatedAt: secret.connections ? roleRotatedAt : undefined };
  const { inventory, facts, now } = reading;
  const [finding] = pastFindings(inventory, { ...secret, incident: whole }, facts, now);
  const isNew = secret.current > (ledger.current ?? 0) && finding?.code !== "incident-without-new-version";
  return { firstSafe: isNew ? secret.current : nextVersion(ledger), finding };
}
