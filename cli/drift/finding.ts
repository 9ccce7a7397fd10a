// What a drift finding is: a difference between what is declared, what the compose files pin and what the Swarm has.
import type { ComposeFile } from "../../inventory/compose/compose-files.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { Problem } from "../../inventory/problems.ts";
import type { Everything } from "../../swarm/look/everything.ts";

/** The kinds, the ones that need a person first. */
export const driftKinds = [
  "MISSING",
  "ROLLED BACK",
  "PAUSED",
  "STUCK",
  "UNBOUND",
  "CHANGED",
  "UNVERIFIED",
  "STALE",
  "LINGERING",
  "FOREIGN",
  "OVERDUE",
  "ORPHAN",
] as const;

/** What kind of difference it is; docs/runbook.md says what each means. */
export type DriftKind = (typeof driftKinds)[number];

/** One difference. */
export interface DriftFinding {
  readonly kind: DriftKind;
  /** What it is about: a service's name, a secret's name on the Swarm, or a line of a file. */
  readonly subject: string;
  /** The secret's logical name; left out where it is about a service or a file as a whole. */
  readonly secret?: string;
  /** What is so, without the subject: "runs db_reader v4, declared v5". */
  readonly problem: string;
  /** Who or what did it, as far as that is known: "docker service rollback, 2026-11-27 02:13 UTC". */
  readonly cause?: string;
  /** The command that mends it, or what to do. */
  readonly remedy: string;
}

/** The kinds that make the next `docker stack deploy` fail. */
const blockers: readonly DriftKind[] = ["MISSING"];

/** Whether a difference makes the next `docker stack deploy` fail. */
export function blocksDeploy({ kind }: Pick<DriftFinding, "kind">): boolean {
  return blockers.includes(kind);
}

/** The compose files that the config lists, and what these take in. */
export interface Compose {
  readonly files: readonly ComposeFile[];
  /** The text of all of them. */
  readonly text: string;
  /** Those that cannot be read. */
  readonly faults: readonly Problem[];
}

/** What the rules of drift compare. */
export interface Compared extends Everything {
  /** The stack's name: `prod`. */
  readonly stack: string;
  readonly inventory: Inventory;
  readonly compose: Compose;
  /** The Engine's time. */
  readonly now: Date;
}
