// What the runbook demands of an incident before anything is rotated: revocation at the source comes first.
import { revocationDeadlineMs } from "./defaults.ts";
import { RotationError } from "./rotation-error.ts";

/** A leak, and what was done about it at the source. Times are ISO 8601, UTC. */
export interface Incident {
  readonly ticket: string;
  readonly discoveredAt: string;
  /** When the leaked value was revoked where it comes from; undefined while it is not. */
  readonly revokedAt: string | undefined;
  /** When the database role got its new password; only where connections are made with the secret. */
  readonly roleRotatedAt: string | undefined;
  readonly reason: string | undefined;
}

/** An incident whose leaked value is revoked. */
export type RevokedIncident = Incident & { readonly revokedAt: string };

/**
 * Checks what an incident says of itself.
 *
 * @param at where it stands: `busflow-secrets:secrets.db_writer.incident`
 * @param connections whether connections are made with the secret: the role's own password has then to be rotated as well
 * @param now by the Engine's clock
 * @throws RotationError with what is missing or cannot be, and what to do
 */
export function checkIncident(
  incident: Incident,
  at: string,
  connections: boolean,
  now: Date,
): asserts incident is RevokedIncident {
  const { ticket, discoveredAt, revokedAt, roleRotatedAt } = incident;
  if (revokedAt === undefined) {
    throw new RotationError(
      `Incident ${ticket} has no revokedAt: a leaked value is revoked at its source before the flip.`,
      `Revoke it there, then set ${at}.revokedAt to when that was done.`,
    );
  }
  checkPast(`${at}.discoveredAt`, discoveredAt, now);
  checkPast(`${at}.revokedAt`, revokedAt, now);
  if (revokedAt < discoveredAt) {
    throw new RotationError(
      `Incident ${ticket} was revoked at ${revokedAt}, before it was discovered at ${discoveredAt}.`,
      `Correct ${at}.`,
    );
  }
  if (!connections) return;
  if (roleRotatedAt === undefined) {
    throw new RotationError(
      `Incident ${ticket} has no roleRotatedAt: after a leak the database role's own password has to be rotated too.`,
      `Rotate it (ALTER ROLE … PASSWORD), then set ${at}.roleRotatedAt to when that was done.`,
    );
  }
  checkPast(`${at}.roleRotatedAt`, roleRotatedAt, now);
  if (roleRotatedAt < discoveredAt) {
    throw new RotationError(
      `Incident ${ticket}: the database role's password was rotated at ${roleRotatedAt}, before the discovery at ${discoveredAt}: it may have leaked as well.`,
      `Rotate it again (ALTER ROLE … PASSWORD), then set ${at}.roleRotatedAt to when that was done.`,
    );
  }
}

/** Whether an incident's leaked value is revoked; what {@link checkIncident} let pass is. */
export function isRevokedAtSource(incident: Incident): incident is RevokedIncident {
  return incident.revokedAt !== undefined;
}

/** Whether the revocation took longer than the hour that the runbook allows. */
export function missedDeadline({ discoveredAt, revokedAt }: RevokedIncident): boolean {
  return Date.parse(revokedAt) - Date.parse(discoveredAt) > revocationDeadlineMs;
}

function checkPast(path: string, time: string, now: Date): void {
  if (time <= now.toISOString()) return;
  throw new RotationError(
    `${path} lies in the future: ${time}; now it is ${now.toISOString()}.`,
    "Set it to when that was done.",
  );
}
