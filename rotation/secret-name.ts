// Secret names: <namespace>_<logical name>_v<version>. A namespace holds no underscore and a logical name no digit, so a
// name has one reading only.
import { maxLength, maxVersion } from "./defaults.ts";

/** Lower-case words joined by single hyphens; no underscore, which ends the namespace. */
const namespacePattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const logicalNamePattern = /^[a-z][a-z_]*$/;
const secretNamePattern = /^(?<namespace>[^_]+)_(?<logicalName>[a-z][a-z_]*)_v(?<version>[1-9]\d{0,3})$/;

/** What a secret name says besides its namespace. */
export interface VersionedName {
  logicalName: string;
  version: number;
}

/** Whether a string can be a namespace: `busflow`, `busflow-eu`; 32 characters at most. */
export function isNamespace(text: string): boolean {
  return text.length <= maxLength.namespace && namespacePattern.test(text);
}

/** Whether a string can be a logical name: `db_writer`, never with a digit and so never ending in a version. */
export function isLogicalName(text: string): boolean {
  return logicalNamePattern.test(text);
}

/** Whether a number can be a version: whole, from 1 to 9999. */
export function isVersion(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= maxVersion;
}

/**
 * The name of one version of a secret on the Swarm: `busflow_db_writer_v5`.
 *
 * @throws RangeError when a part is malformed or the whole is over 64 characters; `parseInventory` lets neither through
 */
export function formatSecretName(namespace: string, logicalName: string, version: number): string {
  const name = `${namespace}_${logicalName}_v${version}`;
  if (!isNamespace(namespace) || !isLogicalName(logicalName) || !isVersion(version)) {
    throw new RangeError(`${name} is not of the form <namespace>_<logical name>_v<version>`);
  }
  if (name.length > maxLength.secretName) {
    throw new RangeError(`${name} is ${name.length} characters long; the Engine takes ${maxLength.secretName}`);
  }
  return name;
}

/**
 * Reads a secret's name on the Swarm; the inverse of `formatSecretName`. The Engine filters by prefix, so its answers
 * have to go through here.
 *
 * @returns undefined for a name that is not of this namespace and form: a foreign secret
 */
export function parseSecretName(name: string, namespace: string): VersionedName | undefined {
  if (name.length > maxLength.secretName) return undefined;
  const groups = secretNamePattern.exec(name)?.groups;
  if (groups?.["namespace"] !== namespace || !isNamespace(namespace)) return undefined;
  const { logicalName = "", version } = groups;
  return { logicalName, version: Number(version) };
}
