// The numbers of versions: each is used once, and the next one follows the highest that there ever was.
import { knownVersions, type Ledger } from "./ledger.ts";

/** The number that a new version gets; 1 where there never was one. */
export function nextVersion(ledger: Ledger): number {
  return (knownVersions(ledger).at(-1) ?? 0) + 1;
}

/** A number that cannot be. */
export interface MisnumberedVersion {
  readonly version: number;
  /** It was used and is gone; it leaves numbers out; it lies before those on record. */
  readonly kind: "retired" | "skips" | "early";
  /** The number that a new version has in its place. */
  readonly next: number;
}

/**
 * The declared versions whose numbers the ledger does not allow, ascending: all that were retired, and the first new one that does
 * not have the next number, from which the others follow.
 */
export function misnumbered(ledger: Ledger, versions: readonly number[]): MisnumberedVersion[] {
  const found: MisnumberedVersion[] = [];
  let next = nextVersion(ledger);
  let isAstray = false;
  for (const version of versions.toSorted((a, b) => a - b)) {
    const entry = ledger.versions[version];
    if (entry?.retiredAt !== undefined) found.push({ version, kind: "retired", next: nextVersion(ledger) });
    // Until one was current the ledger may be what a killed first run has left, which began with any numbers.
    if (entry !== undefined || ledger.current === undefined || isAstray) continue;
    isAstray = version !== next;
    if (isAstray) found.push({ version, kind: version > next ? "skips" : "early", next });
    else next += 1;
  }
  return found;
}
