// Targets: where a service sees a secret. A target is stable, so it never holds a version; program and policies judge it here.
import path from "node:path";
import { secretsDirectory } from "./defaults.ts";
import type { Fault } from "./finding.ts";

/** What a target has to be, to be read after "Set it to". */
export const targetForm = `a file name, which goes under ${secretsDirectory}, or to an absolute path without "." and ".."`;

/** What is wrong with a target; to be read after it, or after its place. */
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
 * @param logicalName the secret's, where that is known: a version right after it counts wherever it stands
 * @returns undefined when nothing is wrong
 */
export function targetFault(target: string, logicalName?: string): TargetFault | undefined {
  if (!isWellFormed(target)) return malformed;
  return holdsVersion(target, logicalName) ? versioned : undefined;
}

/** Whether it is a plain file name, or an absolute path that names a file in one way only. */
function isWellFormed(target: string): boolean {
  const segments = (target.startsWith("/") ? target.slice(1) : target).split("/");
  if (!target.startsWith("/") && segments.length > 1) return false;
  return segments.every((segment) => /^[\w.@+-]{1,255}$/.test(segment) && segment !== "." && segment !== "..");
}

/** Stands for the secret's own name, in which no version is looked for: `api-v2` is a name like any other. */
const ownName = "\0";

/**
 * Whether the file's name is a version or ends in one, before its extension if it has one, or a version follows the secret's own
 * name. Elsewhere it is another's version: `oauth_v2_client` is a name like any other, and `/srv/api/v1/key` a path.
 */
function holdsVersion(target: string, logicalName: string | undefined): boolean {
  const text = logicalName === undefined ? target : target.replaceAll(logicalName, ownName);
  return /(?:^|[._/-])v\d+(?:\.[^/]*)?$/i.test(text) || /\0[._/-]v\d+(?![a-z\d])/i.test(text);
}
