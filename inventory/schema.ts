// The shape of one secret and of one service in the stack config. Rules that look at more than one field are in
// `secrets.ts` and `services.ts`.
import { z } from "zod";
import type { Steps } from "./config-path.ts";
import {
  cadences,
  maxLength,
  maxVersion,
  owners,
  randomLength,
  referenceDefaults,
  secretClasses,
  secretsDirectory,
  timeout,
} from "./defaults.ts";
import { problem, type Problem } from "./problems.ts";
import { suggestion } from "./suggestion.ts";

/** What the texts are made from. */
type Issue = Pick<z.core.$ZodRawIssue, "code" | "input">;

/** The largest number of a user or group; the next one means "none". */
const maxId = 4_294_967_294;

/** What a service's name has to be. */
export const serviceNameForm = `at most ${maxLength.serviceName} letters, digits, hyphens and underscores, a letter or digit first and last`;

/** A value generated once per version by `random.RandomPassword` and never seen by anyone. */
const randomSource = closed(
  {
    kind: z.literal("random"),
    length: integer(randomLength.min, randomLength.max),
    special: z.boolean({ error: expected("true or false, without quotes") }).default(true),
  },
  "a mapping",
);

/** A value given as an encrypted leaf under `values`. */
const configSource = closed({ kind: z.literal("config") }, "a mapping");

const version = integer(1, maxVersion);

export const secretSchema = closed(
  {
    class: choice(secretClasses),
    current: version,
    retain: z.array(version, { error: expected("a list of versions, such as [4]") }).default([]),
    source: z
      .discriminatedUnion("kind", [configSource, randomSource], {
        error: (issue: Issue) =>
          issue.code === "invalid_union"
            ? describeChoice((issue.input as { kind?: unknown }).kind, ["config", "random"])
            : expected("a mapping such as { kind: random, length: 48 }")(issue),
      })
      .default({ kind: "config" }),
    owner: choice(owners).optional(),
    cadence: choice(cadences).optional(),
  },
  "a mapping such as { class: swarm-infra, current: 1 }",
);

/** An entry of a service's secrets in its long form. */
export const referenceSchema = closed(
  {
    name: z.string({ error: expected("a secret's logical name") }),
    target: z.string({ error: describeTarget }).refine(isTarget, { error: describeTarget }).optional(),
    uid: id(referenceDefaults.uid),
    gid: id(referenceDefaults.gid),
    mode: z
      .string({ error: describeMode })
      .regex(/^0[0-7]{3}$/, { error: describeMode })
      .default(referenceDefaults.mode),
  },
  "a secret's logical name, or a mapping with its name",
);

export const serviceSchema = closed(
  {
    secrets: z
      .array(z.unknown(), { error: expected("a list of secrets' logical names, such as [db_writer]") })
      .min(1, { error: "empty. Name a secret, or remove the service." }),
    serviceName: z
      .string({ error: expected(serviceNameForm) })
      .refine(isServiceName, { error: expected(serviceNameForm) })
      .optional(),
    timeout: integer(1, timeout.max, "seconds").default(timeout.default),
  },
  "a mapping such as { secrets: [db_writer] }",
);

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

/** Whether a part of the config is a mapping. */
export function isMapping(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === "object" && part !== null && !Array.isArray(part);
}

function describeIssue(issue: z.core.$ZodIssue, steps: Steps): Problem[] {
  const at: Steps = [...steps, ...(issue.path as (string | number)[])];
  if (issue.code !== "unrecognized_keys") return [problem(at, issue.message)];
  const allowed = issue.message.split(", ");
  return issue.keys.map((key) => problem([...at, key], describeUnknownKey(key, allowed)));
}

/** The text for a key that nobody reads. */
export function describeUnknownKey(key: string, allowed: readonly string[]): string {
  return `unknown key.${suggestion(key, allowed)} Allowed here: ${allowed.join(", ")}.`;
}

/** The text for a value that is missing or not what it has to be; it does not show the value. */
export function expected(what: string) {
  return ({ input }: Pick<Issue, "input">): string =>
    `${input === undefined ? "missing" : "not allowed"}. Set it to ${what}.`;
}

/** A mapping that takes these keys only. For an unknown one the issue's message is the list of the allowed. */
function closed<Shape extends z.core.$ZodShape>(shape: Shape, what: string) {
  const describe = expected(what);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(", ") : describe(issue)),
  });
}

function integer(min: number, max: number, unit = "") {
  const error = expected(`a whole number${unit && ` of ${unit}`} from ${min} to ${max}, without quotes`);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

function choice<const Allowed extends readonly string[]>(allowed: Allowed) {
  return z.enum(allowed, { error: ({ input }) => describeChoice(input, allowed) });
}

function describeChoice(input: unknown, allowed: readonly string[]): string {
  const hint = typeof input === "string" ? suggestion(input, allowed) : "";
  return `${input === undefined ? "missing" : "not allowed"}.${hint} Set it to one of: ${allowed.join(", ")}.`;
}

function describeTarget(issue: Pick<Issue, "input">): string {
  const what = `a file name, which goes under ${secretsDirectory}, or to an absolute path without "." and ".."`;
  return expected(what)(issue);
}

function describeMode({ input }: Pick<Issue, "input">): string {
  // Pulumi itself rewrites an unquoted 0444 as 292 whenever it writes the file, so a number says nothing to its reader.
  if (typeof input === "number") {
    return 'a number, and YAML reads 0444 as 292. Set it to four octal digits in quotes, such as "0444".';
  }
  return expected('four octal digits in quotes, such as "0444"')({ input });
}

/** A user's or group's number, with or without quotes. */
function id(fallback: string) {
  const error = expected(`a number from 0 to ${maxId}`);
  return z
    .preprocess(
      (input) => (typeof input === "number" ? String(input) : input),
      z.string({ error }).refine((text) => /^(?:0|[1-9]\d{0,9})$/.test(text) && Number(text) <= maxId, { error }),
    )
    .default(fallback);
}

/** Whether the Engine takes this name for a service: a DNS label in which underscores may stand. */
export function isServiceName(name: string): boolean {
  return name.length <= maxLength.serviceName && /^[a-z0-9](?:[\w-]*[a-z0-9])?$/i.test(name);
}

/** A plain file name, or an absolute path that names a file in one way only. */
function isTarget(target: string): boolean {
  const segments = (target.startsWith("/") ? target.slice(1) : target).split("/");
  if (!target.startsWith("/") && segments.length > 1) return false;
  return segments.every((segment) => /^[\w.@+-]{1,255}$/.test(segment) && segment !== "." && segment !== "..");
}
