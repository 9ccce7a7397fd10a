// What is bound: which secrets on the Swarm, and so which of a service's references, belong to a stack or to a binding. The names
// of the secrets tell. Where a name can be read as that of another namespace, too, the look at the Swarm has found out which names
// belong to others.
import { parseSecretName } from "./secret-name.ts";

/** Tells by a secret's name whether a reference to it belongs to a stack or to a binding. Every other reference is foreign. */
export type Ownership = (secretName: string) => boolean;

/**
 * Owns the versions of all secrets of a namespace, as a stack does.
 *
 * @param others the names that could be of this namespace and are of another one
 * @default none
 */
export function ofNamespace(namespace: string, others?: { has: (secretName: string) => boolean }): Ownership {
  return (secretName) => parseSecretName(secretName, namespace) !== undefined && others?.has(secretName) !== true;
}

/**
 * Owns the versions of some secrets of a namespace, as a binding does.
 *
 * @param logicalNames the secrets of the binding, with those that it had before
 */
export function ofSecrets(namespace: string, logicalNames: readonly string[]): Ownership {
  return (secretName) => {
    const parsed = parseSecretName(secretName, namespace);
    return parsed !== undefined && logicalNames.includes(parsed.logicalName);
  };
}

/** Makes a function that tells which version of a secret a name stands for; for a name of any other secret it returns undefined. */
export function versionsOf(namespace: string, logicalName: string): (secretName: string) => number | undefined {
  return (secretName) => {
    const parsed = parseSecretName(secretName, namespace);
    return parsed?.logicalName === logicalName ? parsed.version : undefined;
  };
}
