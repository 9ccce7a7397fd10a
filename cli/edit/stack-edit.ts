// Edits of a stack's files: its config, and the versions that its compose files pin.
import { existsSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readComposeFiles } from "../../inventory/compose/compose-files.ts";
import { unversionedName } from "../../rotation/secret-name.ts";
import { UserError } from "../../rotation/user-error.ts";
import { movedPins } from "../pins.ts";
import type { Stack } from "../stack.ts";
import { valueAt, withNested, withoutKey, withValue, type Place } from "./yaml-text.ts";

/** What changes of one secret's declaration. */
export interface Move {
  readonly secret: string;
  /** The version that services see from now on; left out when it stays. */
  readonly current?: { readonly from: number; readonly to: number };
  /** The versions that are retained from now on; none takes the key out. */
  readonly retain: readonly number[];
  /** The versions whose values go. */
  readonly dropped: readonly number[];
  /** The value that comes, as Pulumi has encrypted it; left out when none does. */
  readonly value?: { readonly version: number; readonly ciphertext: string };
}

/** A file with what it says. */
export interface FileText {
  /** Its path. */
  readonly file: string;
  readonly text: string;
}

/** A stack's files, as they were at one moment. */
export interface StackFiles {
  readonly config: FileText;
  readonly composeFiles: readonly FileText[];
}

/** One file's change. */
export interface FileEdit {
  /** Its path. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Reads a stack's files: its config, the compose files that it lists, and those that these take in.
 *
 * @throws UserError when one is not there, or cannot be edited
 */
export function readFiles({ file, inventory, project }: Stack): StackFiles {
  if (file.endsWith(".json"))
    throw new UserError(`${path.basename(file)} is JSON, which is not edited here.`, "Edit it by hand.");
  const folder = path.dirname(project.file);
  // A file that cannot be read as YAML is edited as text all the same; drift tells of it.
  const takenIn = readComposeFiles(folder, inventory.composeFiles, () => undefined).map((one) => one.file);
  const composeFiles = [...new Set([...inventory.composeFiles, ...takenIn])].map((name): FileText => {
    const composeFile = path.join(folder, name);
    if (!existsSync(composeFile)) {
      throw new UserError(`The compose file ${name} is not there.`, "Correct composeFiles in the stack config.");
    }
    return { file: composeFile, text: readFileSync(composeFile, "utf8") };
  });
  return { config: { file, text: readFileSync(file, "utf8") }, composeFiles };
}

/**
 * The changes of a stack's files by which secrets move; the config's comes first. Nothing is written yet.
 *
 * @throws UserError when a file is written in a way that cannot be edited
 */
export function editsFor(
  stack: Stack,
  moves: readonly Move[],
  { config, composeFiles }: StackFiles = readFiles(stack),
): FileEdit[] {
  const { namespace } = stack.inventory;
  const edited = [
    { ...config, after: moves.reduce((text, move) => withMove(text, stack, move), config.text) },
    ...composeFiles.map((one) => ({
      ...one,
      after: moves.reduce((text, move) => withPins(text, namespace, move), one.text),
    })),
  ];
  return edited
    .map(({ file, text, after }): FileEdit => ({ file, before: text, after }))
    .filter((edit) => edit.before !== edit.after);
}

/**
 * Writes all changes. A file is replaced at once, so that nobody reads half of it; a link stays one. The config comes last: until then
 * a run has nothing to do, and a compose file that pins a version which is not on the Swarm yet changes nothing there.
 *
 * @throws UserError when a file has changed meanwhile, and then none is written
 */
export function write(edits: readonly FileEdit[]): void {
  for (const { file, before } of edits) {
    if (readFileSync(file, "utf8") === before) continue;
    throw changedMeanwhile(file);
  }
  for (const { file, after } of edits.toReversed()) {
    const target = realpathSync(file);
    const fresh = `${target}.new`;
    writeFileSync(fresh, after, { mode: statSync(target).mode, flush: true });
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

/** Whether the config has a value for a version of a secret. */
export function hasValue({ config }: StackFiles, stack: Stack, secret: string, version: number): boolean {
  const place = placeOf(config.text, stack, "values", secret, true);
  return valueAt(config.text, [...place, String(version)]) !== undefined;
}

function withMove(text: string, stack: Stack, { secret, current, retain, dropped, value }: Move): string {
  const secrets = placeOf(text, stack, "secrets", secret);
  const values = placeOf(text, stack, "values", secret, true);
  let edited = text;
  if (current !== undefined) {
    const before = Number(valueAt(text, [...secrets, "current"]));
    if (before !== current.from && before !== current.to) throw changedMeanwhile(stack.file);
    edited = withValue(edited, [...secrets, "current"], current.to);
  }
  edited =
    retain.length === 0
      ? withoutKey(edited, [...secrets, "retain"])
      : withValue(edited, [...secrets, "retain"], [...retain], "current");
  if (value !== undefined) {
    edited = withNested(edited, [...values, String(value.version), "secure"], value.ciphertext);
  }
  for (const version of dropped) {
    const place = [...values, String(version)];
    if (valueAt(edited, place) !== undefined) edited = withoutKey(edited, place);
  }
  return edited;
}

function changedMeanwhile(file: string): UserError {
  return new UserError(`${file} has changed meanwhile, so no file was changed.`, "Run the command again.");
}

/** Where a secret stands under one of the project's keys, which may have the project's name before them or none. */
export function placeOf(
  text: string,
  { project, file }: Stack,
  key: string,
  secret: string,
  isOptional = false,
): Place {
  const places = [`${project.name}:${key}`, key].map((name) => ["config", name, secret]);
  const found = places.find((place) => valueAt(text, place) !== undefined);
  if (found !== undefined) return found;
  // A secret that has no place yet gets one beside the others.
  if (isOptional) return places.find((place) => valueAt(text, place.slice(0, -1)) !== undefined) ?? places[0] ?? [];
  throw new UserError(
    `${secret} is not declared in ${path.basename(file)} itself, but for every stack in the project's own file.`,
    "Edit it there by hand.",
  );
}

function withPins(text: string, namespace: string, { secret, current }: Move): string {
  if (current === undefined) return text;
  return movedPins(text, unversionedName(namespace, secret), current.from, current.to);
}
