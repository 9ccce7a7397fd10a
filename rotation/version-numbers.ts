// The numbers of versions. Each number is used once, and a new version follows the highest one that there ever was.
import { knownVersions, type Ledger } from "./ledger.ts";

/** The number that the next version of a secret gets; 1 when there never was one. */
export function nextVersion(ledger: Ledger): number {
  return (knownVersions(ledger).at(-1) ?? 0) + 1;
}

/** A declared version whose number the ledger does not allow. */
export interface MisnumberedVersion {
  readonly version: number;
  /** `retired`: the number was used, and its version is gone. `skips`: it leaves numbers out. `early`: it lies before those on record. */
  readonly kind: "retired" | "skips" | "early";
  /** The number that a new version has to have. */
  readonly next: number;
}

/**
 * The declared versions whose numbers the ledger does not allow, ascending: all that were retired, and the first new one that does
 * not have the next number. New ones after that are not listed, as their faults follow from it.
 */
export function misnumbered(ledger: Ledger, versions: readonly number[]): MisnumberedVersion[] {
  const found: MisnumberedVersion[] = [];
  let next = nextVersion(ledger);
  let isAstray = false;
  for (const version of versions.toSorted((a, b) => a - b)) {
    const entry = ledger.versions[version];
    if (entry?.retiredAt !== undefined) found.push({ version, kind: "retired", next: nextVersion(ledger) });
    // Before any version was current, the ledger may be what a killed first run has left, and a first run may begin with any
    // number.
    if (entry !== undefined || ledger.current === undefined || isAstray) continue;
    isAstray = version !== next;
    if (isAstray) found.push({ version, kind: version > next ? "skips" : "early", next });
    else next += 1;
  }
  return found;
}
