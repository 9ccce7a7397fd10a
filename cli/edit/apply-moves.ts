import path from "node:path";
import process from "node:process";
import { plural } from "../words.ts";
import type { Stack } from "../stack.ts";
import { changedLines, editsFor, write, type Move } from "./stack-edit.ts";

/**
 * Makes the changes of a stack's files by which secrets move, and says which: `Pulumi.prod.yaml: 2 lines`.
 *
 * @param describe the line that says how one secret moves
 * @param then the command that comes next
 * @param isDry whether the files stay as they are
 */
export function applyMoves(
  stack: Stack,
  moves: readonly Move[],
  { describe, then, isDry }: { describe: (move: Move) => string; then: string; isDry: boolean },
): void {
  const edits = editsFor(stack, moves);
  if (!isDry) write(edits);
  const folder = path.dirname(stack.project.file);
  const lines = [
    ...moves.map(describe),
    ...edits.map((edit) => `${path.relative(folder, edit.file)}: ${plural(changedLines(edit), "line")}`),
    ...(isDry ? [] : [`Then: ${then}`]),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
