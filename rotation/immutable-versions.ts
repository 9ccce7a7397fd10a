import { unknownValue } from "./contract.ts";
import type { Ledger } from "./ledger.ts";
import { RotationError } from "./rotation-error.ts";
import type { RecordInputs } from "./rotation-record.ts";
import { formatSecretName } from "./secret-name.ts";
import { nextVersion } from "./version-numbers.ts";

type Fingerprints = Pick<RecordInputs, "namespace" | "secret" | "versions" | "formerly">;

/**
 * Checks that every version on record still has its value. A fingerprint that is not known yet, as that of a generated value in a
 * preview, is let pass.
 *
 * @throws RotationError when a version has another value now
 */
export function checkFingerprints(ledger: Ledger, { namespace, secret, versions, formerly }: Fingerprints): void {
  for (const [version, fingerprint] of Object.entries(versions)) {
    const known = ledger.versions[version]?.fingerprint;
    if (known === undefined || [fingerprint, formerly?.[version]].includes(known) || fingerprint === unknownValue)
      continue;
    throw new RotationError({
      code: "version-with-another-value",
      path: ["values", secret, version],
      problem: `${formatSecretName(namespace, secret, Number(version))} exists with another value; versions are immutable.`,
      remedy: `Put the old value back, and add version ${nextVersion(ledger)} with the new one.`,
    });
  }
}
