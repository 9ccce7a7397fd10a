// A secret name has the form <namespace>_<logical name>_v<version>. When the namespace is known, it has one reading only. Otherwise
// it may have several: busflow_eu_db_v1 is eu_db of busflow, or db of busflow_eu. The secret's label then says whose it is.
import { maxLength, maxVersion } from "./defaults.ts";

/** Lower-case words joined by single hyphens or underscores. */
const namespacePattern = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/;
const logicalNamePattern = /^[a-z](?:[a-z0-9_-]*[a-z0-9])?$/;
const versionedPattern = /^(?<logicalName>.+)_v(?<version>[1-9]\d{0,3})$/;

/** What a logical name has to be. The text follows the word "Use". */
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
 * Whether a logical name is made of words, as names are that people think of. Any other one may be a value that somebody has pasted
 * in the name's place, so a message leaves it out where it can.
 */
export function isWordy(logicalName: string): boolean {
  return logicalName.split(/[_-]/).every((word) => /^[a-z]{0,20}\d{0,4}[a-z]{0,20}$/.test(word));
}

/** Whether a number can be a version: whole, from 1 to 9999. */
export function isVersion(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= maxVersion;
}

/** The beginning of all secret names of a namespace. The Engine can filter by it. */
export function namePrefix(namespace: string): string {
  return `${namespace}_`;
}

/**
 * The part of a secret's names that is the same for every version: `busflow_db_writer`. The secret's ledger has this name, and its
 * file has it, too, unless the stack config gives another target.
 */
export function unversionedName(namespace: string, logicalName: string): string {
  return `${namePrefix(namespace)}${logicalName}`;
}

/**
 * The name of one version of a secret on the Swarm.
 *
 * @throws RangeError when a part is malformed or the name is over 64 characters long; `parseInventory` refuses both
 * @example formatSecretName("busflow", "db_writer", 5) // "busflow_db_writer_v5"
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
 * Reads a secret's name on the Swarm; the inverse of `formatSecretName`. The Engine filters by the beginning of names only, so
 * every name that it returns has to go through here.
 *
 * @returns undefined for a foreign secret: its name is not of this namespace and form
 * @example parseSecretName("busflow_db_writer_v5", "busflow") // { logicalName: "db_writer", version: 5 }
 */
export function parseSecretName(name: string, namespace: string): VersionedName | undefined {
  const prefix = namePrefix(namespace);
  if (name.length > maxLength.secretName || !name.startsWith(prefix) || !isNamespace(namespace)) return undefined;
  const { logicalName = "", version } = versionedPattern.exec(name.slice(prefix.length))?.groups ?? {};
  return isLogicalName(logicalName) ? { logicalName, version: Number(version) } : undefined;
}

/**
 * Every reading of a secret's name whose namespace is not known, the longest logical name first; none when it is not the name of a
 * version.
 *
 * @example readingsOf("busflow_eu_db_v1") // eu_db of busflow, then db of busflow_eu; version 1 in both
 */
export function readingsOf(name: string): VersionedName[] {
  const words = name.split("_");
  return words.flatMap((_, index) => parseSecretName(name, words.slice(0, index).join("_")) ?? []);
}
