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

/** A secret as the stack declares it, defaults filled in. */
export interface Secret {
  /** `db_writer`. */
  readonly logicalName: string;
  /** The name of its class: `database`. */
  readonly class: string;
  /** The version that services see. */
  readonly current: number;
  /** The versions kept besides the current one, sorted: the way back, or after a rollback the way forward. */
  readonly retain: readonly number[];
  /** Every version that has to exist on the Swarm, sorted: the retained ones and the current one. */
  readonly versions: readonly number[];
  readonly source: SecretSource;
  /** How its values stand in the stack config. */
  readonly encoding: Encoding;
  readonly owner: string;
  readonly cadence: Cadence;
  /** Whether connections are made with it that outlive its rotation: its class says so. */
  readonly connections: boolean;
  /** Hours that the version before the current one is kept once that is verified: its class's, or the stack's. */
  readonly retentionHours: number;
  /** What it has in common with the secrets that have to be rotated together with it; undefined for none. */
  readonly group: string | undefined;
  /** Set while a leak of the secret is being dealt with. */
  readonly incident: Incident | undefined;
  /** The services that hold connections made with the secret, by their names on the Swarm; only of a class with connections. */
  readonly dependants: readonly string[];
  /** Set when it stays on the Swarm as it is once it leaves the config. */
  readonly release?: true;
}

type SecretFields = z.output<Surroundings["schema"]>;

/** What a secret is checked against, and gets where it says nothing. */
export interface Surroundings {
  /** Undefined when it is malformed; rules that need it then rest. */
  readonly namespace: string | undefined;
  readonly classes: SecretClasses;
  /** What one has to look like that is of one of these classes. */
  readonly schema: ReturnType<typeof secretSchema>;
  /** The stack's; a class may have its own. */
  readonly retentionHours: number;
}

/** Parses the entry of one secret. What is wrong with it goes to `problems`, and the answer is then undefined. */
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

/** What is left out gives way to what stands before it. */
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
  const { ticket, discoveredAt, revokedAt, roleRotatedAt, reason } = fields;
  return { ticket, discoveredAt, revokedAt, roleRotatedAt, reason };
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
  const text = "only values in the stack config have it.";
  return [problem([...steps, "encoding"], "only-for-given-values", text, "Take it out, or the source.")];
}

/** What only a secret has that connections are made with. */
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

/** What is in a list more than once, each once. */
function repeated<Item>(list: readonly Item[]): Item[] {
  return [...new Set(list.filter((item, index) => list.indexOf(item) !== index))];
}

/** The Engine's limit, for the longest of the secret's names. */
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
