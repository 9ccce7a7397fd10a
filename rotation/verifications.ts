// What the consumers' verifications say of the current version: whether each consumer was verified on it, and which of these
// verifications are new.
import { unknownValue } from "./contract.ts";
import type { Proof } from "./deeds.ts";
import { own } from "./own.ts";
import { RotationError } from "./rotation-error.ts";
import { formatSecretName } from "./secret-name.ts";
import type { Verification } from "./verification.ts";
import type { RecordInputs } from "./rotation-record.ts";

/** The rotation that is judged: a version of a secret, and the consumers that have to run on it. */
type Rotation = Pick<RecordInputs, "namespace" | "secret" | "current" | "consumers" | "verifications">;

/** What the verifications show about the current version. */
export interface Evidence {
  /** The times of the verifications on it that the state did not have yet: ISO 8601, UTC. */
  fresh: string[];
  /** The consumers that were not verified because no replica of them ran. */
  unverified: string[];
}

/**
 * Judges the consumers' verifications.
 *
 * @param known the verifications that the state has
 * @throws RotationError when a consumer was last verified on another version
 */
export function weighVerifications(rotation: Rotation, known: RecordInputs["verifications"] = {}): Evidence {
  const { namespace, secret, current, consumers, verifications } = rotation;
  const name = formatSecretName(namespace, secret, current);
  const evidence: Evidence = { fresh: [], unverified: [] };
  for (const consumer of consumers) {
    const verification = orUnknown(own(verifications, consumer));
    if (verification === unknownValue && own(known, consumer) !== undefined) continue;
    if (verification === undefined || verification === unknownValue) {
      evidence.unverified.push(consumer);
      continue;
    }
    // A verification from before `secrets` was kept does not say what it proves, and is no newer than the state.
    if ((verification as Partial<Verification>).secrets === undefined) continue;
    const proven = own(verification.secrets, secret);
    if (proven !== name) {
      throw new RotationError({
        code: "not-verified",
        problem: `${name} cannot be put on record: ${consumer} was last verified ${proven === undefined ? "without it" : `on ${proven}`}.`,
        remedy:
          "Run `pulumi up` without --target: it brings every service to that version, verifies it, and puts that on record.",
      });
    }
    if (!isSame(verification, own(known, consumer))) evidence.fresh.push(verification.verifiedAt);
  }
  return evidence;
}

/** How the consumers were verified, for the log. Those that no replica ran of are counted by themselves. */
export function proofOf({ consumers, verifications }: Rotation, { unverified }: Evidence): Proof {
  const verified = consumers.filter((consumer) => !unverified.includes(consumer));
  const replicas = verified.map((consumer) => own(verifications, consumer)?.replicas.length ?? 0);
  return {
    services: verified.length,
    replicas: replicas.reduce((sum, count) => sum + count, 0),
    ...(unverified.length > 0 && { unverified: unverified.length }),
  };
}

/**
 * Whether a consumer's verification is another one than the state has. An unknown verification, which the run has yet to make, does
 * not count: the preview shows it at the binding already, and when the secret keeps its version, its record has nothing else to
 * show.
 */
export function hasNewVerification(rotation: Rotation, known: RecordInputs["verifications"]): boolean {
  return rotation.consumers.some((consumer) => {
    const verification = orUnknown(own(rotation.verifications, consumer));
    return verification !== unknownValue && !isSame(verification, own(known, consumer));
  });
}

/** A verification as it may really be: in a preview, one that the run has yet to make is the text for unknown values. */
function orUnknown(verification: Verification | undefined): Verification | undefined | typeof unknownValue {
  return (verification as Verification | undefined | typeof unknownValue) === unknownValue
    ? unknownValue
    : verification;
}

function isSame(verification: Verification | undefined, known: Verification | undefined): boolean {
  return verification?.verifiedAt === known?.verifiedAt;
}
