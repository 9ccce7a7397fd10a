// Compares what a compose file pins with a stack's secrets.
import type { Ledger } from "../../rotation/ledger.ts";
import { formatSecretName, parseSecretName } from "../../rotation/secret-name.ts";
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

/** A secret as the stack has it, by its versions and its ledger. */
export function stackSecret(declared: {
  readonly namespace: string;
  readonly logicalName: string;
  readonly current: number;
  /** All its versions, the current one included. */
  readonly versions: readonly number[];
  readonly ledger: Ledger | undefined;
}): StackSecret {
  const { namespace, logicalName, current, versions, ledger } = declared;
  const retained = versions.filter((version) => version !== current);
  // Without a ledger every higher version counts as pending, although it may be one that was rolled back.
  const wasCurrent = (version: number): boolean => {
    const entry = ledger?.versions[version];
    return entry?.since !== undefined;
  };
  const pending = retained.filter((version) => version > current && !wasCurrent(version));
  return { namespace, logicalName, current, retained, pending };
}

/** How a pin differs from the stack. */
export type PinDifference =
  /** Only the environment of a deployment knows which version it pins. */
  | { readonly kind: "unknown"; readonly secret: StackSecret }
  /** The stack has no such secret. */
  | { readonly kind: "undeclared"; readonly logicalName: string }
  /** It pins a version that is neither current nor pending. */
  | { readonly kind: "other"; readonly version: number; readonly secret: StackSecret };

/** How a pin differs from the stack; undefined when it agrees with it, or is none of its secrets. */
export function differenceOf({ name }: Pin, secrets: readonly StackSecret[]): PinDifference | undefined {
  if (name.variables.length > 0) {
    const possible = secrets.find((secret) => mayBeOf(name, secret));
    return possible && { kind: "unknown", secret: possible };
  }
  for (const namespace of new Set(secrets.map((secret) => secret.namespace))) {
    const pinned = parseSecretName(name.text, namespace);
    if (pinned === undefined) continue;
    const { logicalName, version } = pinned;
    const secret = secrets.find((other) => other.namespace === namespace && other.logicalName === logicalName);
    if (secret === undefined) return { kind: "undeclared", logicalName };
    return version === secret.current || secret.pending.includes(version)
      ? undefined
      : { kind: "other", version, secret };
  }
  return undefined;
}

/** What is wrong with a pin, and what to do. */
interface Disagreement {
  problem: string;
  remedy: string;
}

/** What is wrong with a pin, for a person; undefined when it agrees with the stack, or is none of its secrets. */
export function disagreement(pin: Pin, secrets: readonly StackSecret[]): Disagreement | undefined {
  const difference = differenceOf(pin, secrets);
  switch (difference?.kind) {
    case undefined:
      return undefined;
    case "unknown":
      return describeUnknown(pin.name.variables, difference.secret);
    case "undeclared":
      return describeMissing(pin.name.text, difference.logicalName);
    case "other":
      return describeOther(difference.version, difference.secret, pin.services);
  }
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

function describeUnknown(variables: readonly string[], secret: StackSecret): Disagreement {
  const names = variables.join(", ");
  return {
    problem: `takes a secret's name from the environment (${names}), which a preview does not know: it may pin any version.`,
    remedy: defaultFor(variables, secret),
  };
}

/** What to do about a name that only the environment knows. */
export function defaultFor(variables: readonly string[], secret: StackSecret): string {
  return `Give ${variables.join(", ")} a default that makes it ${nameOf(secret)}, the current version, as in \${VERSION:-${secret.current}}.`;
}

function describeMissing(name: string, logicalName: string): Disagreement {
  return {
    problem: `pins ${name}, and the stack has no secret ${logicalName}.`,
    remedy: "Declare it under secrets in the stack config, or pin a secret that the stack has.",
  };
}

function describeOther(version: number, secret: StackSecret, services: readonly string[]): Disagreement {
  const { namespace, logicalName, current, retained } = secret;
  const pinned = formatSecretName(namespace, logicalName, version);
  const state = retained.includes(version) ? "which the stack only retains" : "which the stack does not have";
  const users = services.length === 0 ? "what uses it" : services.join(" and ");
  return {
    problem: `pins ${pinned}, ${state}: the next \`docker stack deploy\` would flip ${users} from version ${current} to ${version}.`,
    remedy: `Set it to ${nameOf(secret)}, in the pull request that makes ${current} the current version.`,
  };
}
