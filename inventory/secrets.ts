import type { z } from "zod";
import { cadenceText, isLonger, type Cadence } from "../rotation/cadence.ts";
import type { Steps } from "../rotation/config-path.ts";
import { maxLength } from "../rotation/defaults.ts";
import type { Encoding } from "../rotation/encoding.ts";
import type { Incident } from "../rotation/incidents.ts";
import { isLogicalName, logicalNameForm, unversionedName } from "../rotation/secret-name.ts";
import type { SecretClass, SecretClasses } from "./classes.ts";
import { parseFields } from "./fields.ts";
import { problem, type Problem } from "./problems.ts";
import { valuesElsewhere, type SecretSource } from "./sources.ts";
import type { secretSchema } from "./schema.ts";

/** A secret as the stack config declares it, with defaults filled in. */
export interface Secret {
  /** `db_writer`. */
  readonly logicalName: string;
  /** The name of its class: `database`. */
  readonly class: string;
  /** The version that services see. */
  readonly current: number;
  /** The versions kept besides the current one, sorted. They are the way back, or after a rollback the way forward. */
  readonly retain: readonly number[];
  /** Every version that has to exist on the Swarm, sorted: the retained ones and the current one. */
  readonly versions: readonly number[];
  /** Where the values of its versions come from. */
  readonly source: SecretSource;
  /**
   * How its values are written in the stack config.
   *
   * @default text
   */
  readonly encoding: Encoding;
  /** Who answers for its rotation. */
  readonly owner: string;
  /** How often it has to be rotated. */
  readonly cadence: Cadence;
  /** Whether connections are made with it that outlive its rotation. Its class says so. */
  readonly connections: boolean;
  /** Hours that the version before the current one is kept after the current one was verified. Its class says so, or else the stack. */
  readonly retentionHours: number;
  /**
   * The name of the group of secrets that are rotated together with it; `none` when the config says that it is rotated by itself, and
   * undefined when it is in no group.
   *
   * @default the group of the secrets with connections, of the same class, that a service has together with it; see `effectiveGroups`
   */
  readonly group: string | undefined;
  /** A leak of the secret that is being dealt with; undefined when there is none. */
  readonly incident: Incident | undefined;
  /**
   * The services that hold connections made with the secret, by their names on the Swarm. Only a secret of a class with connections
   * has any.
   */
  readonly dependants: readonly string[];
  /** Set when the secret stays on the Swarm as it is after it has left the config. */
  readonly release?: true;
}

type SecretFields = z.output<Surroundings["schema"]>;

/** What a secret's entry is checked against, and what it gets where it says nothing. */
export interface Surroundings {
  /** The stack's namespace; undefined when it is malformed, and rules that need it are then skipped. */
  readonly namespace: string | undefined;
  readonly classes: SecretClasses;
  /** The shape of a secret of one of these classes. */
  readonly schema: ReturnType<typeof secretSchema>;
  /** The stack's retention in hours. A class may have one of its own. */
  readonly retentionHours: number;
}

/**
 * Parses the entry of one secret. What is wrong with it goes to `problems`.
 *
 * @returns undefined when something is wrong with it
 */
export function parseSecret(
  logicalName: string,
  entry: unknown,
  { namespace, classes, schema, retentionHours }: Surroundings,
  problems: Problem[],
): Secret | undefined {
  const steps: Steps = ["secrets", logicalName];
  const known = problems.length;
  if (!isLogicalName(logicalName)) problems.push(malformedName(steps, logicalName));
  const { whole, fields } = parseFields(schema, entry, steps, problems);
  const secretClass = fields.class === undefined ? undefined : classes.get(fields.class);
  problems.push(...checkRetain(fields, steps), ...checkCadence(fields, secretClass, steps));
  problems.push(...checkConnections(fields, secretClass, classes, steps));
  problems.push(...checkEncoding(fields, steps));
  if (namespace !== undefined) problems.push(...checkLength(unversionedName(namespace, logicalName), fields, steps));
  if (whole === undefined || secretClass === undefined || problems.length > known) return undefined;
  return fillIn(logicalName, whole, { retentionHours, ...defined(secretClass) });
}

/** The class's defaults. A retention that the class leaves out is absent, so that it does not replace the stack's. */
function defined({ retentionHours, ...others }: SecretClass) {
  return { ...others, ...(retentionHours !== undefined && { retentionHours }) };
}

function fillIn(logicalName: string, fields: SecretFields, defaults: SecretClass & { retentionHours: number }): Secret {
  return {
    logicalName,
    class: fields.class,
    current: fields.current,
    retain: sorted(fields.retain),
    versions: sorted([...fields.retain, fields.current]),
    source: fields.source,
    encoding: fields.encoding ?? "text",
    owner: fields.owner ?? defaults.owner,
    cadence: fields.cadence ?? defaults.cadence,
    connections: defaults.connections,
    retentionHours: defaults.retentionHours,
    group: fields.group,
    incident: fields.incident && fillInIncident(fields.incident),
    dependants: fields.dependants ?? [],
    ...(fields.release === true && { release: true }),
  };
}

function fillInIncident(fields: NonNullable<SecretFields["incident"]>): Incident {
  const { ticket, discoveredAt, revokedAt, roleRotatedAt, reason, proof } = fields;
  return { ticket, discoveredAt, revokedAt, roleRotatedAt, reason, ...(proof !== undefined && { proof }) };
}

function sorted(versions: readonly number[]): number[] {
  return versions.toSorted((a, b) => a - b);
}

function malformedName(steps: Steps, logicalName: string): Problem {
  const [text, remedy] = /_v\d+$/.test(logicalName)
    ? ["a logical name never ends in a version.", "Leave it out: the version goes under current."]
    : ["not a logical name.", `Use ${logicalNameForm}.`];
  return problem(steps, "malformed-name", text, remedy);
}

function checkRetain({ current, retain = [] }: Partial<SecretFields>, steps: Steps): Problem[] {
  const at: Steps = [...steps, "retain"];
  const problems = repeated(retain).map((version) =>
    problem(at, "listed-twice", `version ${version} is listed more than once.`, "List it once."),
  );
  if (current !== undefined && retain.includes(current)) {
    const text = `version ${current} is the current one.`;
    problems.push(problem(at, "current-retained", text, "Retain only other versions."));
  }
  return problems;
}

function checkCadence(
  { class: className, cadence }: Partial<SecretFields>,
  secretClass: SecretClass | undefined,
  steps: Steps,
): Problem[] {
  if (secretClass === undefined || className === undefined || cadence === undefined) return [];
  const { cadence: longest } = secretClass;
  if (!isLonger(cadence, longest)) return [];
  const text = `${cadenceText(cadence)} is longer than class ${className} allows.`;
  return [problem([...steps, "cadence"], "cadence-too-long", text, `Set it to ${longest}, or leave it out.`)];
}

function checkEncoding({ source, encoding }: Partial<SecretFields>, steps: Steps): Problem[] {
  if (encoding === undefined || source === undefined || valuesElsewhere[source.kind] === undefined) return [];
  const text = "only values in the stack config have an encoding.";
  return [problem([...steps, "encoding"], "only-for-given-values", text, "Take it out, or the source.")];
}

/** Checks the fields that only a secret of a class with connections may have. */
function checkConnections(
  { incident, dependants }: Partial<SecretFields>,
  secretClass: SecretClass | undefined,
  classes: SecretClasses,
  steps: Steps,
): Problem[] {
  const at: Steps = [...steps, "dependants"];
  const problems = repeated(dependants ?? []).map((name) =>
    problem(at, "listed-twice", `${name} is listed more than once.`, "List it once."),
  );
  if (secretClass === undefined || secretClass.connections) return problems;
  const names = [...classes].flatMap(([name, other]) => (other?.connections === true ? [name] : []));
  const instead = names.length === 0 ? "set connections: true for its class" : `set the class to ${names.join(" or ")}`;
  const only = (path: Steps): Problem => {
    const text = "only secrets of a class with connections have it.";
    return problem(path, "only-with-connections", text, `Take it out, or ${instead}.`);
  };
  if (dependants !== undefined) problems.push(only(at));
  if (incident?.roleRotatedAt !== undefined) problems.push(only([...steps, "incident", "roleRotatedAt"]));
  return problems;
}

/** The items that a list has more than once, each of them once. */
function repeated<Item>(list: readonly Item[]): Item[] {
  return [...new Set(list.filter((item, index) => list.indexOf(item) !== index))];
}

/** Checks the longest of the secret's names on the Swarm against the Engine's limit. */
function checkLength(
  unversioned: string,
  { current = 1, retain = [] }: Partial<SecretFields>,
  steps: Steps,
): Problem[] {
  const { length } = `${unversioned}_v${Math.max(current, ...retain)}`;
  if (length <= maxLength.secretName) return [];
  const text = `its name on the Swarm has ${length} characters, the Engine takes ${maxLength.secretName}.`;
  return [problem(steps, "name-too-long", text, "Shorten the logical name or the namespace.")];
}
