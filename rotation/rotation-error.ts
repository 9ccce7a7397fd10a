import type { Finding } from "./finding.ts";
import { UserError } from "./user-error.ts";

/** What the past, or what a service stands on, may not allow. */
export const rotationCodes = [
  // Incidents
  "incident-not-revoked",
  "incident-in-the-future",
  "incident-out-of-order",
  "role-not-rotated",
  "incident-open",
  "incident-rewritten",
  "incident-without-new-version",
  // Versions
  "version-retired",
  "version-out-of-order",
  "version-revoked",
  "version-with-another-value",
  // Versions that have to stay
  "still-in-use",
  "still-retained",
  "nothing-on-record",
  // What is put on record
  "not-verified",
  "changed-meanwhile",
  "not-importable",
  // Stacks
  "another-swarm",
  "protected",
] as const;
export type RotationCode = (typeof rotationCodes)[number];

/** One thing that is not allowed. */
export type RotationFinding = Finding<RotationCode>;

/** A rotation that the ledger does not allow. */
export class RotationError extends UserError<RotationCode> {
  override readonly name = "RotationError";
}

/** @throws RotationError when anything was found */
export function refuse(findings: readonly RotationFinding[]): void {
  if (findings.length > 0) throw new RotationError(findings);
}
