// The ledger that a secret would have if what is declared of it had been carried out long ago. It stands for the past where neither the
// Swarm nor the state says anything: a pull request from a fork is compared with what its base declares.
import type { Declaration } from "./declaration.ts";
import type { Ledger, LedgerEntry } from "./ledger.ts";

/** When everything was, which nobody knows: so long ago that no retention is under way. */
const longAgo = new Date(0).toISOString();

/**
 * The ledger of a secret by what is declared of it. Every number up to the highest one counts as used: those that are not declared any
 * more were retired, as a number is never used again.
 */
export function ledgerAsDeclared({ current, versions }: Pick<Declaration, "current" | "versions">): Ledger {
  const highest = Math.max(current, ...versions);
  const entryOf = (version: number): LedgerEntry => ({
    ...{ addedAt: longAgo, since: longAgo },
    ...(version !== current && !versions.includes(version) && { retiredAt: longAgo }),
  });
  const numbers = Array.from({ length: highest }, (_, index) => index + 1);
  return {
    versions: Object.fromEntries(numbers.map((version) => [version, entryOf(version)])),
    ...{ current, settledAt: longAgo },
  };
}
