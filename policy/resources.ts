// Reads a stack's resources for the policies. Reading a value that a preview does not know yet would switch a policy off. So names and
// versions, which are always known, are read directly, and all other values through `ifKnown`.
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { resourceTypes } from "../rotation/contract.ts";
import type { Incident } from "../rotation/incidents.ts";
import { labelValue, type DeclaredLabel } from "../rotation/labels.ts";
import type { Ledger } from "../rotation/ledger.ts";
import { parseMode } from "../rotation/mode.ts";
import type { recordAddition, recordInputs } from "../rotation/rotation-record.ts";
import { parseSecretName, readingsOf } from "../rotation/secret-name.ts";
import type { bindingInputs } from "../rotation/service-secret-binding.ts";
import { ifKnown, whole, type PropertiesOf } from "./properties.ts";

/** A resource as either kind of policy gets it. */
export type Declared = Pick<PolicyResource | ResourceValidationArgs, "type" | "name" | "urn" | "props">;

/** The resources of a type. */
export function ofType<Resource extends Pick<Declared, "type">>(
  resources: readonly Resource[],
  type: string,
): Resource[] {
  return resources.filter((resource) => resource.type === type);
}

/** The value of a label of a `docker.Secret`; undefined when the secret lacks the label, or the value is not known yet. */
export function labelOf(props: Record<string, unknown>, name: string): string | undefined {
  return ifKnown(() => readLabel(props, name));
}

/** Does the same as {@link labelOf}, but throws when the value is not known yet. */
export function readLabel(props: Record<string, unknown>, name: string): string | undefined {
  return labelValue((props["labels"] ?? []) as readonly DeclaredLabel[], name);
}

/** Whether a `docker.Secret` belongs to a `VersionedSecret`, by the types of its parents in its URN. */
export function isInVersionedSecret({ urn }: Pick<Declared, "urn">): boolean {
  return urn.includes(`${resourceTypes.versionedSecret}$${resourceTypes.secret}::`);
}

/** A secret's ledger, and what is declared of the secret. */
export interface RotationRecord {
  logicalName: string;
  namespace: string;
  current: number;
  /** Every version that has to exist, ascending. */
  versions: readonly number[];
  /** What is on record: on the Swarm, or in the state where no way leads to it. Undefined when the preview knows of neither. */
  ledger: Ledger | undefined;
  incident: Partial<Incident> | undefined;
  connections: boolean;
  /** Hours that the version before the current one is kept. */
  retentionHours: number;
}

/** Reads a `RotationRecord`; undefined where the preview does not know what it is. */
export function recordOf({ props }: Pick<Declared, "props">): RotationRecord | undefined {
  const record = props as PropertiesOf<typeof recordInputs & typeof recordAddition>;
  return ifKnown(() => ({
    logicalName: record.secret,
    namespace: record.namespace,
    current: record.current,
    // The fingerprints may be unknown, but the version numbers are always known.
    versions: Object.keys(record.versions)
      .map(Number)
      .sort((a, b) => a - b),
    ledger: ifKnown(() => whole(record.ledger)) ?? ifKnown(() => whole(record.onRecord)),
    incident: ifKnown(() => whole<Partial<Incident>>(record.incident)),
    connections: record.connections,
    retentionHours: record.retentionHours,
  }));
}

/** The inputs of a `ServiceSecretBinding`. */
export function bindingOf({ props }: Pick<Declared, "props">): PropertiesOf<typeof bindingInputs> {
  return props as PropertiesOf<typeof bindingInputs>;
}

/** How a service sees a secret. A field is undefined where it is left out or not known yet. */
export interface Reference {
  /** The secret's name on the Swarm. */
  secretName: string | undefined;
  secretId: string | undefined;
  /** The secret's logical name, as far as its name on the Swarm tells. */
  logicalName: string | undefined;
  target: string | undefined;
  /** Permission bits: 0o444. */
  mode: number | undefined;
}

/** The references of a `ServiceSecretBinding` or a `docker.Service`; none of any other resource. */
export function referencesOf({ type, props }: Pick<Declared, "type" | "props">): Reference[] {
  if (type === resourceTypes.binding) {
    const binding = bindingOf({ props });
    const namespace = text(binding, "namespace");
    return listed(() => binding.secrets).map((secret) => ({
      ...namesOf(secret, text(secret, "target"), namespace),
      mode: modeOf(text(secret, "mode")),
    }));
  }
  if (type !== resourceTypes.service) return [];
  return listed(() => (props["taskSpec"] as TaskSpec).containerSpec.secrets).map((secret) => ({
    ...namesOf(secret, text(secret, "fileName")),
    mode: ifKnown(() => (secret["fileMode"] ?? undefined) as number | undefined),
  }));
}

/**
 * The names and the target of a reference.
 *
 * @param namespace the stack's namespace; where it is not known, a name with several readings is read as the target suggests
 */
function namesOf(secret: NamingFields, target: string | undefined, namespace?: string): Omit<Reference, "mode"> {
  const secretName = text(secret, "secretName");
  const name = secretName ?? "";
  const readings = namespace === undefined ? readingsOf(name) : [parseSecretName(name, namespace)];
  const parsed = readings.find((reading) => target?.includes(reading?.logicalName ?? "") === true) ?? readings[0];
  return { secretName, secretId: text(secret, "secretId"), logicalName: parsed?.logicalName, target };
}

interface NamingFields {
  readonly secretName?: unknown;
  readonly secretId?: unknown;
}

interface TaskSpec {
  containerSpec: { secrets?: Record<string, Record<string, unknown>> | null };
}

/** The known items of a list or a mapping. They are read one by one, so that an item not known yet does not hide the others. */
function listed<Fields extends object>(read: () => Readonly<Record<string, Fields>> | null | undefined): Fields[] {
  const list: Readonly<Record<string, Fields>> = ifKnown(read) ?? {};
  return Object.keys(list).flatMap((key) => (ifKnown(() => list[key]) as Fields | undefined) ?? []);
}

function text<Fields extends object>(fields: Fields, name: keyof Fields): string | undefined {
  return ifKnown(() => (fields[name] ?? undefined) as string | undefined);
}

function modeOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : parseMode(digits);
}
