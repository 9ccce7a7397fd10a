// The parts that schemas are made of: kinds of fields with messages of their own, and a parser for mappings of such fields.
import { z } from "zod";
import type { Steps } from "../rotation/config-path.ts";
import type { Fault } from "../rotation/finding.ts";
import { suggestion } from "../rotation/suggestion.ts";
import { problem, type InventoryCode, type Problem } from "./problems.ts";

/** The part of Zod's issue that a message is made from. */
export type Issue = Pick<z.core.$ZodRawIssue, "code" | "input">;

/**
 * Parses the mapping at `steps`. What is wrong with it goes to `problems`.
 *
 * @returns the whole mapping when nothing is wrong with it, and always those fields that are well, for rules that need only them
 */
export function parseFields<Shape extends z.core.$ZodShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  mapping: unknown,
  steps: Steps,
  problems: Problem[],
): Parsed<z.output<typeof schema>> {
  const result = schema.safeParse(mapping);
  if (!result.success) problems.push(...result.error.issues.flatMap((issue) => describeIssue(issue, steps)));
  const fields = Object.entries(schema.shape).flatMap(([key, field]) => {
    const parsed = z.safeParse(field, isMapping(mapping) ? mapping[key] : undefined);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return { whole: result.data, fields: Object.fromEntries(fields) as Partial<z.output<typeof schema>> };
}

/** What could be read of a mapping. */
export interface Parsed<T> {
  /** The whole mapping; undefined when something is wrong with it. */
  readonly whole: T | undefined;
  /** The fields that are well, with their defaults filled in. A malformed field is absent. */
  readonly fields: Partial<T>;
}

/** The entries of a list, none when the list is left out. Something that is no list goes to `problems` and counts as left out. */
export function parseList(list: unknown, steps: Steps, what: string, problems: Problem[]): readonly unknown[] {
  if (list === undefined) return [];
  if (Array.isArray(list)) return list;
  problems.push(unexpected(steps, list, what));
  return [];
}

/** Whether a part of the config is a mapping. */
export function isMapping(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === "object" && part !== null && !Array.isArray(part);
}

function describeIssue(issue: z.core.$ZodIssue, steps: Steps): Problem[] {
  const at: Steps = [...steps, ...(issue.path as (string | number)[])];
  if (issue.code !== "unrecognized_keys") return [{ path: at, ...(JSON.parse(issue.message) as Fault<InventoryCode>) }];
  const allowed = JSON.parse(issue.message) as string[];
  return issue.keys.map((key) => unknownKey([...at, key], key, allowed));
}

/** The problem of a key that the schema does not know. */
export function unknownKey(path: Steps, key: string, allowed: readonly string[]): Problem {
  const hint = suggestion(key, allowed);
  return problem(path, "unknown-key", `unknown key.${hint}`, `Allowed here: ${allowed.join(", ")}.`);
}

/**
 * The problem of something that is missing or not what it has to be. The message does not show what stands there: it may be a
 * secret's value.
 *
 * @param what what it has to be; the text follows the words "Set it to"
 */
export function unexpected(path: Steps, input: unknown, what: string): Problem {
  return { path, ...faultOf(input, `Set it to ${what}.`) };
}

/**
 * The message for a field of a schema that is missing or not what it has to be; see {@link unexpected}.
 *
 * @param what what it has to be; the text follows the words "Set it to"
 */
export function expected(what: string) {
  return ({ input }: Pick<Issue, "input">): string => carried(faultOf(input, `Set it to ${what}.`));
}

function faultOf(input: unknown, remedy: string): Fault<InventoryCode> {
  return input === undefined
    ? { code: "missing", problem: "missing.", remedy }
    : { code: "not-allowed", problem: "not allowed.", remedy };
}

/** The message for a field of a schema that is wrong in a way of its own. */
export function fault(code: InventoryCode, text: string, remedy: string): string {
  return carried({ code, problem: text, remedy });
}

/** Turns data into the text of an issue: Zod's issues carry nothing else. */
function carried(data: Fault<InventoryCode> | readonly string[]): string {
  return JSON.stringify(data);
}

/**
 * A mapping that takes these keys only. The issue of an unknown key carries the list of allowed keys.
 *
 * @param what what the mapping has to be; the text follows the words "Set it to"
 */
export function closed<Shape extends z.core.$ZodShape>(shape: Shape, what: string) {
  const describe = expected(what);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? carried(Object.keys(shape)) : describe(issue)),
  });
}

/**
 * A whole number between two limits, both included.
 *
 * @param unit the unit that the message names; none by default
 */
export function integer(min: number, max: number, unit = "") {
  const error = expected(`a whole number${unit && ` of ${unit}`} from ${min} to ${max}, without quotes`);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A time in ISO 8601 with its zone. Its parsed form is in UTC. */
export function time() {
  const error = expected("a time in ISO 8601 with its zone, such as 2026-11-23T09:00:00Z");
  return z
    .preprocess(
      (input) => (typeof input === "string" ? spellOutTime(input) : input),
      z.iso.datetime({ offset: true, error }),
    )
    .transform((text) => new Date(text).toISOString());
}

/**
 * Brings a time into ISO 8601. A time without quotes in the YAML comes from Pulumi as Go prints it, "2026-11-23 09:00:00 +0000
 * UTC", and Pulumi writes it into the file like that, too. Seconds may be left out.
 */
function spellOutTime(text: string): string {
  return text
    .replace(/^(\S{10}) (\d\d:\d\d:\d\d\S*) ([+-]\d\d)(\d\d) \S+$/, "$1T$2$3:$4")
    .replace(/(?<=T\d\d:\d\d)(?=Z$|[+-]\d\d:\d\d$)/, ":00");
}

/** A text that has to be one of these words. */
export function choice<const Allowed extends readonly string[]>(allowed: Allowed) {
  return z.enum(allowed, { error: ({ input }) => describeChoice(input, allowed) });
}

/**
 * The message for a word that is missing or not one of these. It does not show the word: it may be a secret's value.
 *
 * @param more what is allowed besides the words; the text follows them
 */
export function describeChoice(input: unknown, allowed: readonly string[], more = ""): string {
  const hint = typeof input === "string" ? suggestion(input, allowed) : "";
  const { code, problem: text, remedy } = faultOf(input, `Set it to one of: ${allowed.join(", ")}${more}.`);
  return fault(code, `${text}${hint}`, remedy);
}

/**
 * A mapping of one of several kinds. Its field `kind` names the kind.
 *
 * @param schemas the schema of each kind, by its name
 * @param what what the mapping has to be; the text follows the words "Set it to"
 */
export function oneKind<Kind extends string, Schemas extends { readonly [K in Kind]: KindSchema<K> }>(
  schemas: Schemas & Readonly<Record<Kind, unknown>>,
  what: string,
) {
  type Schema = Schemas[Kind];
  const [first, ...others] = Object.values<Schema>(schemas);
  if (first === undefined) throw new Error("there has to be a kind");
  return z.discriminatedUnion("kind", [first, ...others], {
    error: (issue: Issue) =>
      issue.code === "invalid_union"
        ? describeChoice((issue.input as { kind?: unknown }).kind, Object.keys(schemas))
        : expected(what)(issue),
  });
}

type KindSchema<Kind extends string> = z.ZodObject<
  { kind: z.ZodLiteral<Kind> } & z.core.$ZodLooseShape,
  z.core.$strict
>;
