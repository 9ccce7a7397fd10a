// Targets: the files at which services see secrets. A target is the same for every version, so no version stands in it. The program
// and the policies both judge targets here.
import path from "node:path";
import { secretsDirectory } from "./defaults.ts";
import type { Fault } from "./finding.ts";

/** What a target has to be. The text follows the words "Set it to". */
export const targetForm = `a file name, which goes under ${secretsDirectory}, or to an absolute path without "." and ".."`;

/** What is wrong with a target. The problem follows the target, or its place. */
export type TargetFault = Fault<"not-allowed" | "versioned-target">;

const malformed: TargetFault = { code: "not-allowed", problem: "is not a target", remedy: `Set it to ${targetForm}.` };

const versioned: TargetFault = {
  code: "versioned-target",
  problem: "holds a version, so that the path would change with every rotation",
  remedy: "Leave the version out of the target.",
};

/**
 * The file that a target names, as an absolute path: `db`, `/run/secrets/db` and `/run/secrets//x/../db` are one file. The Engine
 * puts the file there, whatever the spelling, and does not notice when two references of a service name one file.
 */
export function targetFile(target: string): string {
  return path.posix.resolve(secretsDirectory, target);
}

/**
 * Judges a target as it is spelt in the stack config, in a binding or in a service's own spec.
 *
 * @param logicalName the secret's logical name, where it is known: a version right after it is found anywhere in the target
 * @returns undefined when nothing is wrong
 */
export function targetFault(target: string, logicalName?: string): TargetFault | undefined {
  if (!isWellFormed(target)) return malformed;
  return holdsVersion(target, logicalName) ? versioned : undefined;
}

/** Whether a target is a plain file name, or an absolute path that names its file in only one way. */
function isWellFormed(target: string): boolean {
  const segments = (target.startsWith("/") ? target.slice(1) : target).split("/");
  if (!target.startsWith("/") && segments.length > 1) return false;
  return segments.every((segment) => /^[\w.@+-]{1,255}$/.test(segment) && segment !== "." && segment !== "..");
}

/** Stands for the secret's own name while a version is looked for: the v2 of a secret called `api-v2` is no version. */
const ownName = "\0";

/**
 * Whether the file's name is a version, or ends in one (before its extension, if it has one), or a version follows the secret's own
 * name. A version anywhere else belongs to something else: `oauth_v2_client` is an ordinary name, and `/srv/api/v1/key` an ordinary
 * path.
 */
function holdsVersion(target: string, logicalName: string | undefined): boolean {
  const text = logicalName === undefined ? target : target.replaceAll(logicalName, ownName);
  return /(?:^|[._/-])v\d+(?:\.[^/]*)?$/i.test(text) || /\0[._/-]v\d+(?![a-z\d])/i.test(text);
}
