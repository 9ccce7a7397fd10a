import path from "node:path";
import { plural } from "../words.ts";
import { changedLines, type FileEdit } from "./stack-edit.ts";

/** One line for each file: `Pulumi.prod.yaml: 2 lines`. */
export function showEdits(edits: readonly FileEdit[], folder: string): string[] {
  return edits.map((edit) => `${path.relative(folder, edit.file)}: ${plural(changedLines(edit), "line")}`);
}
