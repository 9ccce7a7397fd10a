// Compares what a compose file pins with a stack's secrets.
import { formatSecretName, parseSecretName, type VersionedName } from "../rotation/secret-name.ts";
import type { Pin } from "./compose-files.ts";
import { mayBe, type Interpolated } from "./interpolation.ts";

/** A secret as the stack has it. */
export interface StackSecret {
  namespace: string;
  logicalName: string;
  current: number;
  /** The versions that exist and are not current. */
  retained: number[];
  /** The retained versions that are yet to become current: higher ones that never were. */
  pending: number[];
}

/** What is wrong with a pin, and what to do. */
interface Disagreement {
  problem: string;
  remedy: string;
}

/** What is wrong with a pin; undefined when it agrees with the stack, or is none of its secrets. */
export function disagreement({ name, services }: Pin, secrets: readonly StackSecret[]): Disagreement | undefined {
  if (name.variables.length > 0)
    return describeUnknown(
      name.variables,
      secrets.find((secret) => mayBeOf(name, secret)),
    );
  for (const namespace of new Set(secrets.map((secret) => secret.namespace))) {
    const pinned = parseSecretName(name.text, namespace);
    if (pinned === undefined) continue;
    const secret = secrets.find((other) => other.namespace === namespace && other.logicalName === pinned.logicalName);
    if (secret === undefined) return describeMissing(name.text, pinned);
    if (pinned.version === secret.current || secret.pending.includes(pinned.version)) return undefined;
    return describeOther(pinned, secret, services);
  }
  return undefined;
}

/** Whether a name that holds a variable can become that of a version of a secret, in some environment. */
export function mayBeOf(name: Interpolated, { namespace, logicalName, current, retained }: StackSecret): boolean {
  const versions = Math.max(current, ...retained) + 1;
  return Array.from({ length: versions }, (_, index) => formatSecretName(namespace, logicalName, index + 1)).some(
    (candidate) => mayBe(name, candidate),
  );
}

/** The name of the current version. */
export function nameOf({ namespace, logicalName, current }: StackSecret): string {
  return formatSecretName(namespace, logicalName, current);
}

function describeUnknown(variables: readonly string[], secret: StackSecret | undefined): Disagreement | undefined {
  if (secret === undefined) return undefined;
  const names = variables.join(", ");
  return {
    problem: `takes a secret's name from the environment (${names}), which a preview does not know: it may pin any version.`,
    remedy: `Give ${names} a default that makes it ${nameOf(secret)}, the current version, as in \${VERSION:-${secret.current}}.`,
  };
}

function describeMissing(name: string, { logicalName }: VersionedName): Disagreement {
  return {
    problem: `pins ${name}, and the stack has no secret ${logicalName}.`,
    remedy: "Declare it under secrets in the stack config, or pin a secret that the stack has.",
  };
}

function describeOther({ version }: VersionedName, secret: StackSecret, services: readonly string[]): Disagreement {
  const { namespace, logicalName, current, retained } = secret;
  const pinned = formatSecretName(namespace, logicalName, version);
  const state = retained.includes(version) ? "which the stack only retains" : "which the stack does not have";
  const users = services.length === 0 ? "what uses it" : services.join(" and ");
  return {
    problem: `pins ${pinned}, ${state}: the next \`docker stack deploy\` would flip ${users} from version ${current} to ${version}.`,
    remedy: `Set it to ${nameOf(secret)}, in the pull request that makes ${current} the current version.`,
  };
}
