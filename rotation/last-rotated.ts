import type { Ledger } from "./ledger.ts";

/**
 * When a secret was rotated last: when its current version came into use, or, for a version that services were taken back to, when that
 * one was first declared. Undefined when the ledger does not know.
 */
export function lastRotated({ versions, current }: Ledger): Date | undefined {
  if (current === undefined) return undefined;
  const isTakenBack = Object.entries(versions).some(
    ([version, { since }]) => Number(version) > current && since !== undefined,
  );
  const { since, addedAt } = versions[current] ?? {};
  const time = isTakenBack ? addedAt : since;
  return time === undefined ? undefined : new Date(time);
}
