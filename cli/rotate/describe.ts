// A rotation in words: what a person reads before it, and what its commit and pull request say.
import path from "node:path";
import { changedLines, type FileEdit } from "../edit/stack-edit.ts";
import { plural } from "../words.ts";
import type { Rotation } from "./plan.ts";
import type { ServiceMove } from "./preview.ts";

/** All that is to be told of rotations. */
export interface Told {
  readonly rotations: readonly Rotation[];
  readonly moves: readonly ServiceMove[];
  readonly edits: readonly FileEdit[];
  /** The project's folder. */
  readonly folder: string;
}

const values = {
  generated: "its value is generated",
  there: "its value is in the config already",
  given: "with a new value",
} as const;

/** The lines before a rotation: versions, services, what is kept, and files. */
export function rotationLines({ rotations, moves, edits, folder }: Told): string[] {
  return [
    ...rotations.map(({ secret, from, to, isDeclared, value }) => {
      const declared = isDeclared ? "declared already, not on the Swarm yet, " : "";
      return `${secret.logicalName}: v${from} → v${to}, ${declared}${values[value]}`;
    }),
    ...(moves.length === 0 ? ["no service has it"] : moves.map(({ says }) => `  ${says}`)),
    ...keptLines(rotations),
    ...edits.map((edit) => `${path.relative(folder, edit.file)}: ${plural(changedLines(edit), "line")}`),
  ];
}

/** The subject of a rotation's commit: `Rotate db_reader v1 → v2 and db_writer v1 → v2`. */
export function subjectOf(rotations: readonly Rotation[]): string {
  return `Rotate ${rotations.map(({ secret, from, to }) => `${secret.logicalName} v${from} → v${to}`).join(" and ")}`;
}

/** What a rotation's commit says below its subject, and its pull request. */
export function bodyOf({ rotations, moves }: Pick<Told, "rotations" | "moves">): string {
  return [...moves.map(({ says }) => says), ...keptLines(rotations)].join("\n");
}

function keptLines(rotations: readonly Rotation[]): string[] {
  return rotations.map(({ secret, from }) => {
    return `${secret.logicalName} v${from} is kept for ${secret.retentionHours} h after the last service is verified`;
  });
}
