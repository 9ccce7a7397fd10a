// What is bound: which secrets on the Swarm, and so which of a service's references, are one's own. Names tell; where the names of one
// namespace could be another's, the look at the Swarm says which are.
import { parseSecretName } from "./secret-name.ts";

/** Tells by a secret's name whether a reference to it is one's own. All others are foreign. */
export type Ownership = (secretName: string) => boolean;

/**
 * The versions of all secrets of a namespace: a stack's.
 *
 * @param others has the names that could be of this namespace and are of another one; by default there are none
 */
export function ofNamespace(namespace: string, others?: { has: (secretName: string) => boolean }): Ownership {
  return (secretName) => parseSecretName(secretName, namespace) !== undefined && others?.has(secretName) !== true;
}

/** The versions of these secrets of a namespace: a binding's, with those that it had before. */
export function ofSecrets(namespace: string, logicalNames: readonly string[]): Ownership {
  return (secretName) => {
    const parsed = parseSecretName(secretName, namespace);
    return parsed !== undefined && logicalNames.includes(parsed.logicalName);
  };
}

/** Tells which version of a secret a name stands for; undefined of any other secret's. */
export function versionsOf(namespace: string, logicalName: string): (secretName: string) => number | undefined {
  return (secretName) => {
    const parsed = parseSecretName(secretName, namespace);
    return parsed?.logicalName === logicalName ? parsed.version : undefined;
  };
}
