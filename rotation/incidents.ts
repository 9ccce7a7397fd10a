// What the runbook demands of an incident before anything is rotated. First of all the leaked value is revoked at its source.
import type { Steps } from "./config-path.ts";
import { revocationDeadlineMs } from "./defaults.ts";
import type { RotationFinding } from "./rotation-error.ts";

/** A leak, and what was done about it at the source. Times are ISO 8601, UTC. */
export interface Incident {
  /** The ticket that names the incident on record: `SEC-42`. */
  readonly ticket: string;
  /** When the leak was noticed. */
  readonly discoveredAt: string;
  /** When the leaked value was revoked where it comes from; undefined while it is not. */
  readonly revokedAt: string | undefined;
  /** When the database role got its new password; only where connections are made with the secret. */
  readonly roleRotatedAt: string | undefined;
  /** A sentence for the record, without any secret in it; undefined for none. */
  readonly reason: string | undefined;
  /** How it was seen that the leaked value opens nothing any more: a sentence for the record; left out for none. */
  readonly proof?: string;
}

/** An incident whose leaked value is revoked. */
export type RevokedIncident = Incident & { readonly revokedAt: string };

/**
 * Finds the first thing that an incident leaves out, or that cannot be true.
 *
 * @param path the incident's place in the stack config: `secrets.db_writer.incident`
 * @param connections whether connections are made with the secret: the role's own password then has to be rotated as well
 * @param now by the Engine's clock
 * @returns undefined when nothing is wrong; the incident is then a {@link RevokedIncident}
 */
export function incidentFinding(
  incident: Incident,
  path: Steps,
  connections: boolean,
  now: Date,
): RotationFinding | undefined {
  const { ticket, discoveredAt, revokedAt, roleRotatedAt } = incident;
  const at = (field: string): Steps => [...path, field];
  if (revokedAt === undefined) {
    return {
      code: "incident-not-revoked",
      path: at("revokedAt"),
      problem: `Incident ${ticket} has no revokedAt: a leaked value is revoked at its source before the flip.`,
      remedy: "Revoke it there, then set revokedAt to when that was done.",
    };
  }
  const inFuture = (["discoveredAt", "revokedAt"] as const).find((field) => isInFuture(incident[field], now));
  if (inFuture !== undefined) return futureFinding(at(inFuture), incident[inFuture], now);
  if (revokedAt < discoveredAt) {
    return {
      code: "incident-out-of-order",
      path,
      problem: `Incident ${ticket} was revoked at ${revokedAt}, before it was discovered at ${discoveredAt}.`,
      remedy: "Correct the times.",
    };
  }
  if (!connections) return undefined;
  if (roleRotatedAt === undefined) {
    return {
      code: "role-not-rotated",
      path: at("roleRotatedAt"),
      problem: `Incident ${ticket} has no roleRotatedAt: after a leak the database role's own password has to be rotated too.`,
      remedy: "Rotate it (ALTER ROLE … PASSWORD), then set roleRotatedAt to when that was done.",
    };
  }
  if (isInFuture(roleRotatedAt, now)) return futureFinding(at("roleRotatedAt"), roleRotatedAt, now);
  if (roleRotatedAt >= discoveredAt) return undefined;
  return {
    code: "role-not-rotated",
    path: at("roleRotatedAt"),
    problem: `Incident ${ticket}: the database role's password was rotated at ${roleRotatedAt}, before the discovery at ${discoveredAt}: it may have leaked as well.`,
    remedy: "Rotate it again (ALTER ROLE … PASSWORD), then set roleRotatedAt to when that was done.",
  };
}

/** Whether an incident's leaked value is revoked, as it is in every incident that {@link incidentFinding} has nothing against. */
export function isRevokedAtSource(incident: Incident): incident is RevokedIncident {
  return incident.revokedAt !== undefined;
}

/** Whether the revocation took longer than the hour that the runbook allows. */
export function missedDeadline(incident: Pick<RevokedIncident, "discoveredAt" | "revokedAt">): boolean {
  return Date.parse(incident.revokedAt) > revocationDeadline(incident).getTime();
}

/** Until when the leaked value has to be revoked at its source. */
export function revocationDeadline({ discoveredAt }: Pick<Incident, "discoveredAt">): Date {
  return new Date(Date.parse(discoveredAt) + revocationDeadlineMs);
}

function isInFuture(time: string | undefined, now: Date): boolean {
  return time !== undefined && time > now.toISOString();
}

function futureFinding(path: Steps, time: string | undefined, now: Date): RotationFinding {
  return {
    code: "incident-in-the-future",
    path,
    problem: `It lies in the future: ${time}; now it is ${now.toISOString()}.`,
    remedy: "Set it to when that was done.",
  };
}
