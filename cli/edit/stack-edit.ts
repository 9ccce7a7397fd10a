// Edits of a stack's files: its config, and the versions that its compose files pin.
import { existsSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { formatSecretName } from "../../rotation/secret-name.ts";
import { UserError } from "../../rotation/user-error.ts";
import { pinPattern } from "../pins.ts";
import type { Stack } from "../stack.ts";
import { valueAt, withoutKey, withValue, type Place } from "./yaml-text.ts";

/** What changes of one secret's declaration. */
export interface Move {
  readonly secret: string;
  /** The version that services see from now on; left out when it stays. */
  readonly current?: { readonly from: number; readonly to: number };
  /** The versions that are retained from now on; none takes the key out. */
  readonly retain: readonly number[];
  /** The versions whose values go. */
  readonly dropped: readonly number[];
}

/** One file's change. */
export interface FileEdit {
  /** Its path. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The changes of a stack's files by which secrets move. Nothing is written yet.
 *
 * @throws UserError when a file is not there, or is written in a way that cannot be edited
 */
export function editsFor(stack: Stack, moves: readonly Move[]): FileEdit[] {
  const { file, inventory, project } = stack;
  if (file.endsWith(".json"))
    throw new UserError(`${path.basename(file)} is JSON, which is not edited here.`, "Edit it by hand.");
  const before = readFileSync(file, "utf8");
  const config = { file, before, after: moves.reduce((text, move) => withMove(text, stack, move), before) };
  const folder = path.dirname(project.file);
  const composeFiles = inventory.composeFiles.map((name): FileEdit => {
    const composeFile = path.join(folder, name);
    if (!existsSync(composeFile)) {
      throw new UserError(`The compose file ${name} is not there.`, "Correct composeFiles in the stack config.");
    }
    const text = readFileSync(composeFile, "utf8");
    return {
      file: composeFile,
      before: text,
      after: moves.reduce((pins, move) => withPins(pins, inventory.namespace, move), text),
    };
  });
  return [config, ...composeFiles].filter((edit) => edit.before !== edit.after);
}

/**
 * Writes all changes. A file is replaced at once, so that nobody reads half of it; a link stays one.
 *
 * @throws UserError when a file has changed meanwhile, and then none is written
 */
export function write(edits: readonly FileEdit[]): void {
  for (const { file, before } of edits) {
    if (readFileSync(file, "utf8") === before) continue;
    throw new UserError(`${file} has changed meanwhile, so no file was changed.`, "Run the command again.");
  }
  for (const { file, after } of edits) {
    const target = realpathSync(file);
    const fresh = `${target}.new`;
    writeFileSync(fresh, after, { mode: statSync(target).mode });
    renameSync(fresh, target);
  }
}

/** How many lines of a file come or change. */
export function changedLines({ before, after }: FileEdit): number {
  const lines = (text: string): string[] => text.split("\n");
  const [old, now] = [new Set(lines(before)), new Set(lines(after))];
  const [gone, come] = [lines(before).filter((line) => !now.has(line)), lines(after).filter((line) => !old.has(line))];
  return Math.max(gone.length, come.length);
}

function withMove(text: string, stack: Stack, { secret, current, retain, dropped }: Move): string {
  const secrets = placeOf(text, stack, "secrets", secret);
  const values = placeOf(text, stack, "values", secret, true);
  let edited = text;
  if (current !== undefined) edited = withValue(edited, [...secrets, "current"], current.to);
  edited =
    retain.length === 0
      ? withoutKey(edited, [...secrets, "retain"])
      : withValue(edited, [...secrets, "retain"], [...retain], "current");
  for (const version of dropped) {
    const value = [...values, String(version)];
    if (valueAt(edited, value) !== undefined) edited = withoutKey(edited, value);
  }
  return edited;
}

/** Where a secret stands under one of the project's keys, which may have the project's name before them or none. */
function placeOf(text: string, { project, file }: Stack, key: string, secret: string, isOptional = false): Place {
  const places = [`${project.name}:${key}`, key].map((name) => ["config", name, secret]);
  const found = places.find((place) => valueAt(text, place) !== undefined);
  if (found !== undefined) return found;
  if (isOptional) return places[0] ?? [];
  throw new UserError(
    `${secret} is not declared in ${path.basename(file)} itself, but for every stack in the project's own file.`,
    "Edit it there by hand.",
  );
}

function withPins(text: string, namespace: string, { secret, current }: Move): string {
  if (current === undefined) return text;
  const [from, to] = [current.from, current.to].map((version) => formatSecretName(namespace, secret, version));
  return text.replaceAll(pinPattern(from ?? ""), to ?? "");
}
