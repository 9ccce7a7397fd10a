// The metrics of a stack: what each is called, and what it says by one reading. Names follow Prometheus' conventions; times are Unix
// seconds. No label holds a value, a fingerprint or a digest, and each has as many values as the stack has secrets, services and versions.
import type { Secret } from "../../inventory/secrets.ts";
import { revocationDeadlineMs } from "../../rotation/defaults.ts";
import { driftKinds, type DriftFinding, type DriftKind } from "../drift/finding.ts";
import { duesOf } from "../due.ts";
import { findDrift } from "../drift/drift.ts";
import type { Reading } from "../reading.ts";
import { statusOf, type SecretStatus } from "../status/status.ts";
import { versionsInUse } from "./versions-in-use.ts";

/** One series of a metric, with what it says now. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A metric with all its series. The name lacks the prefix. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly samples: readonly Sample[];
}

const ofSecret = ["secret", "owner", "class"];
const dayMs = 86_400_000;

/** All metrics by one reading of a stack and its Swarm. */
export function familiesOf(reading: Reading): Family[] {
  const { inventory, facts, now } = reading;
  const drift = findDrift(reading);
  const { secrets } = statusOf(reading, drift);
  const dues = duesOf(inventory, facts.ledgers, now);
  const labelled = labeller(inventory.secrets);
  const perSecret = <T extends { name: string }>(of: readonly T[], value: (one: T) => number | undefined): Sample[] =>
    of.flatMap((one) => sample(labelled(one.name), value(one)));
  const named = dues.map((due) => ({ ...due, name: due.secret }));
  const declared = inventory.secrets.map((secret) => ({ ...secret, name: secret.logicalName }));
  return [
    family(
      "current_version",
      "The version of a secret that is declared as current.",
      ofSecret,
      perSecret(secrets, ({ current }) => current),
    ),
    family(
      "service_version",
      "A version of a secret that a service asks for, or that a task of it has or may still have.",
      ["service", ...ofSecret, "version"],
      versionsInUse(reading, inventory.namespace).map(({ service, secret, version }) => {
        return { labels: { service, ...labelled(secret), version }, value: version };
      }),
    ),
    family(
      "service_verified",
      "Whether a service runs on the declared version of a secret now, and the version is on record as verified.",
      ["service", ...ofSecret],
      secrets.flatMap((secret) =>
        secret.services.map(({ serviceName, stands }) => {
          return {
            labels: { service: serviceName, ...labelled(secret.name) },
            value: stands && isOnRecord(secret) ? 1 : 0,
          };
        }),
      ),
    ),
    family(
      "rotated_timestamp_seconds",
      "When a secret was rotated last.",
      ofSecret,
      perSecret(named, ({ rotatedAt }) => seconds(rotatedAt)),
    ),
    family(
      "verified_timestamp_seconds",
      "When the last service was verified on the current version.",
      ofSecret,
      perSecret(secrets, (secret) => (isOnRecord(secret) ? seconds(secret.settledAt) : undefined)),
    ),
    family(
      "due_timestamp_seconds",
      "By when a secret has to be rotated: from then on it is overdue.",
      ofSecret,
      perSecret(named, ({ due }) => (due === undefined ? undefined : (Date.parse(due) + dayMs) / 1000)),
    ),
    family(
      "retained_until_timestamp_seconds",
      "Until when a version that is not current is kept as the way back.",
      [...ofSecret, "version"],
      secrets.flatMap(({ name, kept }) =>
        kept.flatMap(({ version, until }) => sample({ ...labelled(name), version }, seconds(until))),
      ),
    ),
    family(
      "last_rotation_seconds",
      "How long the flips of the last rotation took, where that is on record.",
      ofSecret,
      perSecret(secrets, ({ name }) => rotationSeconds(reading, name)),
    ),
    family(
      "incident_opened_timestamp_seconds",
      "When the leak was discovered that is being dealt with.",
      ofSecret,
      perSecret(declared, ({ incident }) => seconds(incident?.discoveredAt)),
    ),
    family(
      "incident_deadline_timestamp_seconds",
      "By when a leaked value has to be revoked.",
      ofSecret,
      perSecret(declared, ({ incident }) =>
        incident === undefined ? undefined : (Date.parse(incident.discoveredAt) + revocationDeadlineMs) / 1000,
      ),
    ),
    family(
      "incident_revoked_timestamp_seconds",
      "When a leaked value was revoked at its source.",
      ofSecret,
      perSecret(declared, ({ incident }) => seconds(incident?.revokedAt)),
    ),
    family(
      "drift",
      "How many differences of a kind there are between what is declared and the Swarm.",
      ["kind"],
      driftKinds.map((kind) => {
        return { labels: { kind: kindLabel(kind) }, value: drift.filter((found) => found.kind === kind).length };
      }),
    ),
    family(
      "drift_finding",
      "The differences of one kind that are about one subject: a service, a version, or a secret.",
      ["kind", "subject", ...ofSecret],
      findings(drift, labelled),
    ),
  ];
}

/** A kind of drift as a label has it: `rolled_back`. */
export function kindLabel(kind: DriftKind): string {
  return kind.toLowerCase().replaceAll(" ", "_");
}

function family(name: string, help: string, labelNames: readonly string[], samples: readonly Sample[]): Family {
  return { name, help, labelNames, samples };
}

type Labelled = (secret: string) => Record<string, string>;

/** Gives a secret's labels. One that is not declared has neither owner nor class. */
function labeller(secrets: readonly Secret[]): Labelled {
  const known = new Map(secrets.map((secret) => [secret.logicalName, secret]));
  return (name) => ({ secret: name, owner: known.get(name)?.owner ?? "", class: known.get(name)?.class ?? "" });
}

function sample(labels: Sample["labels"], value: number | undefined): Sample[] {
  return value === undefined ? [] : [{ labels, value }];
}

function findings(drift: readonly DriftFinding[], labelled: Labelled): Sample[] {
  const groups = Map.groupBy(drift, ({ kind, subject, secret }) => JSON.stringify([kind, subject, secret]));
  return [...groups.values()].flatMap((group): Sample[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, subject, secret = "" } = first;
    return [{ labels: { kind: kindLabel(kind), subject, ...labelled(secret) }, value: group.length }];
  });
}

function isOnRecord({ current, onRecord, settledAt }: SecretStatus): boolean {
  return onRecord === current && settledAt !== undefined;
}

/** The seconds from the first flip to the last verification. The ledger has them of a rotation that an incident was the reason for. */
function rotationSeconds({ facts }: Reading, secret: string): number | undefined {
  const { incident, current } = facts.ledgers.get(secret) ?? {};
  if (incident?.firstFlipAt === undefined || incident.lastFlipAt === undefined) return undefined;
  if (incident.version !== current) return undefined;
  return (Date.parse(incident.lastFlipAt) - Date.parse(incident.firstFlipAt)) / 1000;
}

function seconds(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time) / 1000;
}
