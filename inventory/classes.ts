// The classes of secrets, as a company declares them in its config. A class says who answers for its secrets, and how often they
// are rotated.
import { z } from "zod";
import { isCadence, cadenceWords, type Cadence } from "../rotation/cadence.ts";
import type { Steps } from "../rotation/config-path.ts";
import { cadenceDays, maxTextLength, retentionHours } from "../rotation/defaults.ts";
import { closed, describeChoice, expected, integer, isMapping, parseFields, type Issue } from "./fields.ts";
import { problem, type Problem } from "./problems.ts";

/** What a class says about each of its secrets. */
export interface SecretClass {
  /** Who answers for the rotation of its secrets, unless a secret names somebody else. */
  readonly owner: string;
  /** The longest cadence that one of its secrets may have. It is also the default. */
  readonly cadence: Cadence;
  /**
   * Whether connections are made with its secrets, as with a database's password. Such connections outlive a rotation: an incident
   * then demands `roleRotatedAt`, and has the `dependants` reconnect.
   *
   * @default false
   */
  readonly connections: boolean;
  /** Hours that the version before the current one is kept; undefined when the stack's retention applies. */
  readonly retentionHours: number | undefined;
}

/** The classes by name. A class whose entry has a fault is there with undefined: its name is known all the same. */
export type SecretClasses = ReadonlyMap<string, SecretClass | undefined>;

const form = "{ infrastructure: { owner: Operations, cadence: quarterly } }";

const classNameForm = `at most ${maxTextLength.className} lower-case letters, digits, hyphens and underscores, a letter first`;

/** The field for how often a secret is rotated. */
export function cadence() {
  return z.custom<Cadence>(isCadence, { error: describeCadence });
}

/** The field for who answers for a secret: any text in one line. */
export function owner() {
  const error = expected(`who answers for the rotation: a text of 1 to ${maxTextLength.owner} characters in one line`);
  return z
    .string({ error })
    .max(maxTextLength.owner, { error })
    .refine((text) => text.trim() !== "" && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text), { error });
}

const classSchema = closed(
  {
    owner: owner(),
    cadence: cadence(),
    connections: z.boolean({ error: expected("true or false, without quotes") }).default(false),
    retention: integer(retentionHours.default, retentionHours.max, "hours").optional(),
  },
  "a mapping such as { owner: Operations, cadence: quarterly }",
);

/**
 * Parses the mapping under `classes`. What is wrong with it goes to `problems`.
 *
 * @returns the classes, sorted by name; empty when there is no such mapping
 */
export function parseClasses(mapping: unknown, problems: Problem[]): SecretClasses {
  if (!isMapping(mapping) || Object.keys(mapping).length === 0) {
    const text = mapping === undefined ? "missing." : isMapping(mapping) ? "empty." : "not a mapping.";
    const where = "in Pulumi.yaml for every stack (there under value), or in the stack's own file";
    const remedy = `Declare the classes that give secrets an owner and a cadence, ${where}, such as ${form}.`;
    problems.push(problem(["classes"], "no-classes", text, remedy));
    return new Map();
  }
  const sorted = Object.entries(mapping).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([name, entry]) => [name, parseClass(name, entry, problems)]));
}

function parseClass(name: string, entry: unknown, problems: Problem[]): SecretClass | undefined {
  const steps: Steps = ["classes", name];
  const known = problems.length;
  if (!new RegExp(`^[a-z][a-z0-9_-]{0,${maxTextLength.className - 1}}$`).test(name)) {
    problems.push(problem(steps, "malformed-name", "not a class's name.", `Use ${classNameForm}.`));
  }
  const { whole } = parseFields(classSchema, entry, steps, problems);
  if (whole === undefined || problems.length > known) return undefined;
  const { retention, ...fields } = whole;
  return { ...fields, retentionHours: retention };
}

function describeCadence({ input }: Pick<Issue, "input">): string {
  const days = `a number of days from ${cadenceDays.min} to ${cadenceDays.max}, without quotes`;
  return describeChoice(input, cadenceWords, `; or to ${days}`);
}
