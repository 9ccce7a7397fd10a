// The differences between what is declared and what the Swarm has.
import { changed } from "./changed.ts";
import { driftKinds, type Compared, type DriftFinding } from "./finding.ts";
import { foreign } from "./foreign.ts";
import { missing } from "./missing.ts";
import { onRecord } from "./on-record.ts";
import { orphans } from "./orphans.ts";
import { stale } from "./stale.ts";
import { notStanding } from "./standing.ts";

/** All differences, what needs a person first, and within a kind by subject. */
export function findDrift(compared: Compared): DriftFinding[] {
  const rules = [missing, notStanding, changed, onRecord, stale, foreign, orphans];
  const rank = ({ kind }: DriftFinding): number => driftKinds.indexOf(kind);
  return rules
    .flatMap((rule) => rule(compared))
    .sort((a, b) => rank(a) - rank(b) || (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0));
}
