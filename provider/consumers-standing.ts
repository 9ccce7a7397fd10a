import { versionsOf } from "../rotation/bound.ts";
import { RotationError } from "../rotation/rotation-error.ts";
import type { RecordInputs } from "../rotation/rotation-record.ts";
import { formatSecretName } from "../rotation/secret-name.ts";
import { deviations, type Standing } from "../swarm/look/standing.ts";

/** The rotation that is checked: a version of a secret, and the consumers that have to run on it. */
type Rotation = Pick<RecordInputs, "namespace" | "secret" | "current" | "consumers">;

/**
 * Checks that each consumer runs on the current version at this moment, whatever its verification says.
 *
 * @throws RotationError saying what the other consumers run on
 */
export function checkStanding(standing: Standing, rotation: Rotation): void {
  const { namespace, secret, current, consumers } = rotation;
  const name = formatSecretName(namespace, secret, current);
  const secretId = standing.secrets.get(name)?.id;
  const found = deviations(standing, consumers, { versionOf: versionsOf(namespace, secret), secretId });
  if (found.length === 0) return;
  throw new RotationError({
    code: "changed-meanwhile",
    problem: `${name} cannot be put on record: ${found.map(({ service, what }) => `${service} ${what}`).join("; ")}.`,
    remedy: "Somebody else has changed that meanwhile. Run `pulumi up` again: it brings every service to that version.",
  });
}
