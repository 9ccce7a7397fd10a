// Edits of a secret's incident in the stack config.
import { readFileSync } from "node:fs";
import type { Incident } from "../../rotation/incidents.ts";
import type { Stack } from "../stack.ts";
import { editsFor, placeOf, type FileEdit, type Move } from "./stack-edit.ts";
import { valueAt, withoutKey, withValue, type Place } from "./yaml-text.ts";

/** What changes of one secret's incident. */
export interface IncidentChange {
  readonly secret: string;
  /** What is declared from now on; undefined when nothing is. */
  readonly after: Incident | undefined;
}

/** The fields in the order in which they are written. */
const fields = ["ticket", "discoveredAt", "revokedAt", "roleRotatedAt", "reason", "proof"] as const;

/**
 * The changes of a stack's files by which incidents are declared, go on or end, and by which their secrets move. Nothing is written yet.
 *
 * @throws UserError when a file is not there, or is written in a way that cannot be edited
 */
export function incidentEdits(stack: Stack, changes: readonly IncidentChange[], moves: readonly Move[]): FileEdit[] {
  const edits = editsFor(stack, moves);
  const config = edits.find(({ file }) => file === stack.file);
  const before = config?.before ?? readFileSync(stack.file, "utf8");
  const after = changes.reduce(
    (text, { secret, after: incident }) => withIncident(text, placeOf(text, stack, "secrets", secret), incident),
    config?.after ?? before,
  );
  const others = edits.filter((edit) => edit !== config);
  return after === before ? others : [{ file: stack.file, before, after }, ...others];
}

function withIncident(text: string, secret: Place, incident: Incident | undefined): string {
  const place = [...secret, "incident"];
  const written = valueAt(text, place);
  if (incident === undefined) return written === undefined ? text : withoutKey(text, place);
  const entries = fields.flatMap((field): [string, string][] => {
    const value = incident[field];
    return value === undefined ? [] : [[field, field.endsWith("At") ? value.replace(/\.000Z$/, "Z") : value]];
  });
  if (written === undefined) return withValue(text, place, Object.fromEntries(entries));
  return entries.reduce((edited, [field, value], index) => {
    const now = valueAt(edited, [...place, field]);
    return isSame(now, value) ? edited : withValue(edited, [...place, field], value, entries[index - 1]?.[0]);
  }, text);
}

/** Whether a text stands there already, or another spelling of the same time. */
function isSame(written: unknown, value: string): boolean {
  if (written === value) return true;
  return typeof written === "string" && !Number.isNaN(Date.parse(value)) && Date.parse(written) === Date.parse(value);
}
