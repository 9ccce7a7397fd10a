// Secret names: <namespace>_<logical name>_v<version>. With a namespace that is known a name has one reading only. Without one it
// may have several: busflow_eu_db_v1 is eu_db of busflow, or db of busflow_eu. Its label then says whose it is.
import { maxLength, maxVersion } from "./defaults.ts";

/** Lower-case words joined by single hyphens or underscores. */
const namespacePattern = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/;
const logicalNamePattern = /^[a-z](?:[a-z0-9_-]*[a-z0-9])?$/;
const versionedPattern = /^(?<logicalName>.+)_v(?<version>[1-9]\d{0,3})$/;

/** What a logical name has to be, to be read after "Use". */
export const logicalNameForm =
  "lower-case letters, digits, hyphens and underscores, a letter first and no _v<number> at the end, such as db_writer";

/** What a secret name says besides its namespace. */
export interface VersionedName {
  logicalName: string;
  version: number;
}

/** Whether a string can be a namespace: `busflow`, `busflow-eu`, `busflow_eu`; 32 characters at most. */
export function isNamespace(text: string): boolean {
  return text.length <= maxLength.namespace && namespacePattern.test(text);
}

/** Whether a string can be a logical name: `db_writer`, `s3_access_key`, `oauth2-client-secret`, never ending in a version. */
export function isLogicalName(text: string): boolean {
  return logicalNamePattern.test(text) && !/_v\d+$/.test(text);
}

/**
 * Whether a logical name is made of words, as those are that people think of. One that is not may be a value that somebody has
 * pasted in its place: a message that does not need it leaves it out.
 */
export function isWordy(logicalName: string): boolean {
  return logicalName.split(/[_-]/).every((word) => /^[a-z]{0,20}\d{0,4}[a-z]{0,20}$/.test(word));
}

/** Whether a number can be a version: whole, from 1 to 9999. */
export function isVersion(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= maxVersion;
}

/** What the names of a namespace begin with: the Engine filters by that. */
export function namePrefix(namespace: string): string {
  return `${namespace}_`;
}

/** What no version changes of a secret's names: `busflow_db_writer`. Its ledger is called so, and so is its file unless the config says otherwise. */
export function unversionedName(namespace: string, logicalName: string): string {
  return `${namePrefix(namespace)}${logicalName}`;
}

/**
 * The name of one version of a secret on the Swarm: `busflow_db_writer_v5`.
 *
 * @throws RangeError when a part is malformed or the whole is over 64 characters; `parseInventory` lets neither through
 */
export function formatSecretName(namespace: string, logicalName: string, version: number): string {
  const name = `${unversionedName(namespace, logicalName)}_v${version}`;
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
  const prefix = namePrefix(namespace);
  if (name.length > maxLength.secretName || !name.startsWith(prefix) || !isNamespace(namespace)) return undefined;
  const { logicalName = "", version } = versionedPattern.exec(name.slice(prefix.length))?.groups ?? {};
  return isLogicalName(logicalName) ? { logicalName, version: Number(version) } : undefined;
}

/** Every reading of a secret's name whose namespace is not known, the longest logical name first; none where it is no version's. */
export function readingsOf(name: string): VersionedName[] {
  const words = name.split("_");
  return words.flatMap((_, index) => parseSecretName(name, words.slice(0, index).join("_")) ?? []);
}
