// What the state has on record of a secret where nobody can ask the Swarm: in a preview of a pull request, for example. The engine hands
// a provider's check the inputs of the last run, and these have the ledger as it was before that run.
import { emptyLedger, joinLedgers, knownVersions, type Ledger } from "./ledger.ts";
import { formatSecretName } from "./secret-name.ts";
import type { CheckedRecord } from "./rotation-record.ts";
import { rotatedLedger } from "./rotated-ledger.ts";

/**
 * The ledger after the run that a record was last declared in. The engine keeps the inputs of a run only when the record was written, so
 * the rotation to what they declare is done.
 *
 * @param inputs as the state has them
 * @param now this machine's clock, for what the inputs do not date
 */
export function ledgerOnRecord(inputs: CheckedRecord, now: Date): Ledger {
  const { namespace, secret, current, consumers, verifications } = inputs;
  const before = joinLedgers(inputs.onRecord, inputs.ledger ?? emptyLedger);
  const name = formatSecretName(namespace, secret, current);
  const proofs = consumers.flatMap((consumer) => {
    const { verifiedAt, secrets } = verifications[consumer] ?? {};
    return verifiedAt !== undefined && secrets?.[secret] === name ? [verifiedAt] : [];
  });
  const last = proofs.sort().at(-1);
  const present = new Set(knownVersions(before).filter((version) => inputs.versions[version] !== undefined));
  const seen = {
    fresh: last === undefined ? [] : [last],
    unverified: consumers.length > 0 && last === undefined ? consumers : [],
    ...{ present, lingering: before.lingering ?? [] },
  };
  return rotatedLedger(before, inputs, seen, last === undefined ? now : new Date(last));
}
