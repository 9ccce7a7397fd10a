// What consumers' verifications say of the current version: that each was verified on it, and what is new of that.
import { unknownValue } from "./contract.ts";
import { own } from "./own.ts";
import { RotationError } from "./rotation-error.ts";
import { formatSecretName } from "./secret-name.ts";
import type { Verification } from "./verification.ts";
import type { RecordInputs } from "./rotation-record.ts";

/** What is asked about: a version of a secret, and who has to run on it. */
type Rotation = Pick<RecordInputs, "namespace" | "secret" | "current" | "consumers" | "verifications">;

/** What speaks for the current version. */
export interface Evidence {
  /** When consumers were verified on it, as far as the state did not know of that: ISO 8601, UTC. */
  fresh: string[];
  /** The consumers that were not verified, as no replica of them ran. */
  unverified: string[];
}

/**
 * Weighs the consumers' verifications.
 *
 * @param known those that the state has
 * @throws RotationError when a consumer was last verified on another version
 */
export function weighVerifications(rotation: Rotation, known: RecordInputs["verifications"] = {}): Evidence {
  const { namespace, secret, current, consumers, verifications } = rotation;
  const name = formatSecretName(namespace, secret, current);
  const evidence: Evidence = { fresh: [], unverified: [] };
  for (const consumer of consumers) {
    const verification = settled(own(verifications, consumer));
    if (verification === unknownValue && own(known, consumer) !== undefined) continue;
    if (verification === undefined || verification === unknownValue) {
      evidence.unverified.push(consumer);
      continue;
    }
    // One of before it was kept what it proves can only be as old as the state.
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

/**
 * Whether a consumer's verification is another one than the state's. In a preview one that is yet to be made is unknown: that its
 * binding shows, and of a secret that does not move there is nothing else for a reviewer to see.
 */
export function hasNewVerification(rotation: Rotation, known: RecordInputs["verifications"]): boolean {
  return rotation.consumers.some((consumer) => {
    const verification = settled(own(rotation.verifications, consumer));
    return verification !== unknownValue && !isSame(verification, own(known, consumer));
  });
}

/** In a preview a verification that is yet to be made is unknown. */
function settled(verification: Verification | undefined): Verification | undefined | typeof unknownValue {
  return (verification as Verification | undefined | typeof unknownValue) === unknownValue
    ? unknownValue
    : verification;
}

function isSame(verification: Verification | undefined, known: Verification | undefined): boolean {
  return verification?.verifiedAt === known?.verifiedAt;
}
