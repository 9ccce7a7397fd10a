// What a person says of an incident, joined with what is declared already, and the version that it moves to.
import type { Secret } from "../../inventory/secrets.ts";
import type { Steps } from "../../rotation/config-path.ts";
import { emptyLedger } from "../../rotation/ledger.ts";
import { incidentFinding, type Incident } from "../../rotation/incidents.ts";
import { RotationError, type RotationFinding } from "../../rotation/rotation-error.ts";
import { UserError } from "../../rotation/user-error.ts";
import { pastFindings } from "../../swarm/look/declaration.ts";
import { hasValue, readFiles, type Move } from "../edit/stack-edit.ts";
import type { Reading } from "../reading.ts";
import type { Stack } from "../stack.ts";
import { isMendable, leakOf, versionStep } from "./leak.ts";
import { saidTime } from "./times.ts";

/** What a person says of an incident; times are ISO 8601, UTC. */
export type Sayings = Partial<Record<Exclude<keyof Incident, "proof">, string>> & { proof?: string };

/**
 * The incident as it is to be declared.
 *
 * @throws UserError, RotationError when it cannot be true, or the ticket is another incident's
 */
export function declaredIncident(reading: Reading, secret: Secret, said: Sayings): Incident {
  const { logicalName, incident: before, connections } = secret;
  const ledger = reading.facts.ledgers.get(logicalName) ?? emptyLedger;
  const ticket = said.ticket ?? before?.ticket;
  if (ticket === undefined) {
    throw new UserError(
      `${logicalName} has no incident yet, and a new one needs a ticket.`,
      "Name it: --ticket SEC-42",
    );
  }
  if (before !== undefined && before.ticket !== ticket) {
    throw new UserError(
      `${logicalName} has the incident ${before.ticket} already.`,
      "See that through and close it first.",
    );
  }
  if (before === undefined && ledger.incident?.ticket === ticket) {
    const problem = `Incident ${ticket} of ${logicalName} is on record, discovered at ${ledger.incident.discoveredAt}.`;
    throw new UserError(problem, "Give another leak a ticket of its own.");
  }
  if (said.roleRotatedAt !== undefined && !connections) {
    const problem = `${logicalName} is of the class ${secret.class}, with which no connections are made: it has no role.`;
    throw new UserError(problem, "Leave out --role-rotated.");
  }
  const discoveredAt = said.discoveredAt ?? before?.discoveredAt ?? saidTime("now")(reading.now);
  const proof = said.proof ?? before?.proof;
  const incident: Incident = {
    ...{ ticket, discoveredAt, revokedAt: said.revokedAt ?? before?.revokedAt },
    ...{ roleRotatedAt: said.roleRotatedAt ?? before?.roleRotatedAt, reason: said.reason ?? before?.reason },
    ...(proof !== undefined && { proof }),
  };
  const finding = timesFinding(reading, secret, incident) ?? rewritten(reading, { ...secret, incident });
  if (finding !== undefined) throw new RotationError(finding);
  return incident;
}

/** What cannot be true of the times that are there. Those that are not are yet to come. */
function timesFinding({ now }: Reading, { logicalName, connections }: Secret, incident: Incident) {
  const { discoveredAt, revokedAt = discoveredAt, roleRotatedAt } = incident;
  const path: Steps = ["secrets", logicalName, "incident"];
  return incidentFinding({ ...incident, revokedAt }, path, connections && roleRotatedAt !== undefined, now);
}

/** An incident that is on record with another time of its discovery. */
function rewritten({ inventory, facts, now }: Reading, secret: Secret): RotationFinding | undefined {
  return pastFindings(inventory, secret, facts, now).find(({ code }) => code === "incident-rewritten");
}

/**
 * The move to the version after the leak, once the leaked value is revoked and the next one is there: its value stands in the config, or
 * comes from a generator. Nothing of what leaked stays in the config.
 *
 * @param isGiven whether the value is brought now
 * @returns undefined when it is not time yet, or the config has that version already
 */
export function moveOf(reading: Reading, stack: Stack, secret: Secret, isGiven: boolean): Move | undefined {
  const leak = leakOf(reading, secret);
  const { incident, source, logicalName, current, versions, connections } = secret;
  if (leak === undefined || incident?.revokedAt === undefined) return undefined;
  if (connections && incident.roleRotatedAt === undefined) return undefined;
  const { finding, firstSafe } = versionStep(reading, leak);
  if (finding === undefined || !isMendable(finding)) return undefined;
  const isThere = source.kind !== "config" || isGiven || hasValue(readFiles(stack), stack, logicalName, firstSafe);
  if (!isThere) return undefined;
  return {
    secret: logicalName,
    ...(current !== firstSafe && { current: { from: current, to: firstSafe } }),
    retain: [],
    dropped: versions.filter((version) => version < firstSafe),
  };
}
