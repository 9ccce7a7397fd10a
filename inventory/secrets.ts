import type { z } from "zod";
import type { Steps } from "./config-path.ts";
import { cadences, classDefaults, maxLength, type Cadence, type Owner, type SecretClass } from "./defaults.ts";
import { problem, type Problem } from "./problems.ts";
import { parseFields, secretSchema } from "./schema.ts";
import { isLogicalName } from "./secret-name.ts";

/** Where a secret's values come from: the stack config, or a generator. */
type SecretSource =
  { readonly kind: "config" } | { readonly kind: "random"; readonly length: number; readonly special: boolean };

/** A secret as the stack declares it, defaults filled in. */
export interface Secret {
  /** `db_writer`. */
  readonly logicalName: string;
  readonly class: SecretClass;
  /** The version that services see. */
  readonly current: number;
  /** The versions kept besides the current one, sorted: the way back, or after a rollback the way forward. */
  readonly retain: readonly number[];
  /** Every version that has to exist on the Swarm, sorted: the retained ones and the current one. */
  readonly versions: readonly number[];
  readonly source: SecretSource;
  readonly owner: Owner;
  readonly cadence: Cadence;
}

type SecretFields = z.output<typeof secretSchema>;

/** Parses the entry of one secret. What is wrong with it goes to `problems`, and the answer is then undefined. */
export function parseSecret(
  logicalName: string,
  entry: unknown,
  namespace: string | undefined,
  problems: Problem[],
): Secret | undefined {
  const steps: Steps = ["secrets", logicalName];
  const known = problems.length;
  if (!isLogicalName(logicalName)) problems.push(problem(steps, describeLogicalName(logicalName)));
  const { whole, fields } = parseFields(secretSchema, entry, steps, problems);
  problems.push(...checkRetain(fields, steps), ...checkCadence(fields, steps));
  if (namespace !== undefined) problems.push(...checkLength(`${namespace}_${logicalName}`, fields, steps));
  return whole !== undefined && problems.length === known ? fillIn(logicalName, whole) : undefined;
}

function fillIn(logicalName: string, fields: SecretFields): Secret {
  const defaults = classDefaults[fields.class];
  return {
    logicalName,
    class: fields.class,
    current: fields.current,
    retain: sorted(fields.retain),
    versions: sorted([...fields.retain, fields.current]),
    source: fields.source,
    owner: fields.owner ?? defaults.owner,
    cadence: fields.cadence ?? defaults.cadence,
  };
}

function sorted(versions: readonly number[]): number[] {
  return versions.toSorted((a, b) => a - b);
}

function describeLogicalName(logicalName: string): string {
  return /_v\d+$/.test(logicalName)
    ? "a logical name never ends in a version. Leave it out: the version goes under current."
    : "not a logical name. Use lower-case letters and underscores, a letter first, such as db_writer.";
}

function checkRetain({ current, retain = [] }: Partial<SecretFields>, steps: Steps): Problem[] {
  const at: Steps = [...steps, "retain"];
  const twice = new Set(retain.filter((version, index) => retain.indexOf(version) !== index));
  const problems = [...twice].map((version) =>
    problem(at, `version ${version} is listed more than once. List it once.`),
  );
  if (current !== undefined && retain.includes(current)) {
    problems.push(problem(at, `version ${current} is the current one. Retain only other versions.`));
  }
  return problems;
}

function checkCadence({ class: secretClass, cadence }: Partial<SecretFields>, steps: Steps): Problem[] {
  if (secretClass === undefined || cadence === undefined) return [];
  const longest = classDefaults[secretClass].cadence;
  if (cadences.indexOf(cadence) <= cadences.indexOf(longest)) return [];
  const text = `${cadence} is longer than class ${secretClass} allows. Set it to ${longest}, or leave it out.`;
  return [problem([...steps, "cadence"], text)];
}

/** The Engine's limit, for the longest of the secret's names. */
function checkLength(
  unversioned: string,
  { current = 1, retain = [] }: Partial<SecretFields>,
  steps: Steps,
): Problem[] {
  const { length } = `${unversioned}_v${Math.max(current, ...retain)}`;
  if (length <= maxLength.secretName) return [];
  const limit = `its name on the Swarm has ${length} characters, the Engine takes ${maxLength.secretName}`;
  return [problem(steps, `${limit}. Shorten the logical name or the namespace.`)];
}
