// What the schemas are made of: kinds of fields with texts of their own, and how a mapping is parsed with them.
import { z } from "zod";
import type { Steps } from "../rotation/config-path.ts";
import type { Fault } from "../rotation/finding.ts";
import { suggestion } from "../rotation/suggestion.ts";
import { problem, type InventoryCode, type Problem } from "./problems.ts";

/** What the texts are made from. */
export type Issue = Pick<z.core.$ZodRawIssue, "code" | "input">;

/**
 * Parses the mapping at `steps`. What is wrong with it goes to `problems`.
 *
 * @returns the whole when all is well, and the fields that are well for the rules that need no others
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
  /** All of it, or undefined when something is wrong. */
  readonly whole: T | undefined;
  /** The fields that are well, defaults and left-out ones included; a malformed one is absent. */
  readonly fields: Partial<T>;
}

/** The entries of a list; none when it is left out, or is no list, which goes to `problems`. */
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

/** The problem of a key that nobody reads. */
export function unknownKey(path: Steps, key: string, allowed: readonly string[]): Problem {
  const hint = suggestion(key, allowed);
  return problem(path, "unknown-key", `unknown key.${hint}`, `Allowed here: ${allowed.join(", ")}.`);
}

/** The problem of something that is missing or not what it has to be; it does not show the value. */
export function unexpected(path: Steps, input: unknown, what: string): Problem {
  return { path, ...faultOf(input, `Set it to ${what}.`) };
}

/** Says the same of a field of a schema. */
export function expected(what: string) {
  return ({ input }: Pick<Issue, "input">): string => carried(faultOf(input, `Set it to ${what}.`));
}

function faultOf(input: unknown, remedy: string): Fault<InventoryCode> {
  return input === undefined
    ? { code: "missing", problem: "missing.", remedy }
    : { code: "not-allowed", problem: "not allowed.", remedy };
}

/** Says of a field of a schema what is wrong in words of its own. */
export function fault(code: InventoryCode, text: string, remedy: string): string {
  return carried({ code, problem: text, remedy });
}

/** A text is all that an issue of Zod carries. */
function carried(data: Fault<InventoryCode> | readonly string[]): string {
  return JSON.stringify(data);
}

/** A mapping that takes these keys only. For an unknown one the issue carries the list of the allowed. */
export function closed<Shape extends z.core.$ZodShape>(shape: Shape, what: string) {
  const describe = expected(what);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? carried(Object.keys(shape)) : describe(issue)),
  });
}

/** A whole number between two limits, both included. */
export function integer(min: number, max: number, unit = "") {
  const error = expected(`a whole number${unit && ` of ${unit}`} from ${min} to ${max}, without quotes`);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A point in time, with its zone; it comes out in UTC. */
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
 * A time that stands in the YAML without quotes comes from Pulumi as Go prints it, "2026-11-23 09:00:00 +0000 UTC", and so it
 * stands in the file once Pulumi has written that. Seconds may be left out.
 */
function spellOutTime(text: string): string {
  return text
    .replace(/^(\S{10}) (\d\d:\d\d:\d\d\S*) ([+-]\d\d)(\d\d) \S+$/, "$1T$2$3:$4")
    .replace(/(?<=T\d\d:\d\d)(?=Z$|[+-]\d\d:\d\d$)/, ":00");
}

/** One of these words. */
export function choice<const Allowed extends readonly string[]>(allowed: Allowed) {
  return z.enum(allowed, { error: ({ input }) => describeChoice(input, allowed) });
}

/**
 * Says of a word that it is missing or not one of these; it does not show the word.
 *
 * @param more what is allowed besides
 */
export function describeChoice(input: unknown, allowed: readonly string[], more = ""): string {
  const hint = typeof input === "string" ? suggestion(input, allowed) : "";
  const { code, problem: text, remedy } = faultOf(input, `Set it to one of: ${allowed.join(", ")}${more}.`);
  return fault(code, `${text}${hint}`, remedy);
}

/**
 * A mapping of one of several kinds, which its field `kind` names.
 *
 * @param schemas the schema of each kind, by its name
 * @param what to be read after "Set it to", where it is no mapping
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
