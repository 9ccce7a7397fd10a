import type { Finding } from "./finding.ts";
import { UserError } from "./user-error.ts";

/** The codes of what a rotation may be refused for: by what is on record, or by what the services run on. */
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

/** One reason to refuse a rotation. */
export type RotationFinding = Finding<RotationCode>;

/** The refusal of a rotation, with all its reasons. */
export class RotationError extends UserError<RotationCode> {
  override readonly name = "RotationError";
}

/** @throws RotationError when anything was found */
export function refuse(findings: readonly RotationFinding[]): void {
  if (findings.length > 0) throw new RotationError(findings);
}
