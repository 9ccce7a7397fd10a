import type { z } from "zod";
import type { Steps } from "../rotation/config-path.ts";
import { modeFault, parseMode } from "../rotation/mode.ts";
import { isLogicalName, isWordy, unversionedName } from "../rotation/secret-name.ts";
import { suggestion } from "../rotation/suggestion.ts";
import { targetFault, targetFile } from "../rotation/target.ts";
import { parseFields } from "./fields.ts";
import { problem, type Problem } from "./problems.ts";
import { referenceSchema } from "./schema.ts";

/** How a service sees a secret. Nothing of it changes with the secret's version. */
export interface DeclaredReference {
  readonly logicalName: string;
  /** A file name under /run/secrets, or an absolute path. */
  readonly target: string;
  /** The file's owner in the container, as a number. */
  readonly uid: string;
  /** The file's group in the container, as a number. */
  readonly gid: string;
  /** The file's permission bits: 0o444. */
  readonly mode: number;
  /** Whether the secret takes the place of a foreign one that the service sees at this target. */
  readonly takeover: boolean;
}

/** What the entries of services are checked against. */
export interface Declared {
  /** The stack's namespace; undefined when it is malformed, and rules that need it are then skipped. */
  readonly namespace: string | undefined;
  /** The logical names of all secrets in the config, malformed ones included. */
  readonly logicalNames: readonly string[];
}

interface Entry {
  readonly steps: Steps;
  readonly whole: z.output<typeof referenceSchema> | undefined;
  readonly logicalName: string | undefined;
  /** The target, given or by default; undefined when it is malformed or cannot be known. */
  readonly target: string | undefined;
}

/**
 * Parses the secrets of one service. A secret may be listed several times, with different targets. What is wrong with an entry goes
 * to `problems`, and the entry is left out.
 *
 * @returns the references, sorted by logical name; those to one secret stay in their order
 */
export function parseReferences(
  secrets: readonly unknown[],
  declared: Declared,
  steps: Steps,
  problems: Problem[],
): DeclaredReference[] {
  const entries: Entry[] = [];
  for (const [index, secret] of secrets.entries()) {
    const entry = parseEntry(secret, declared, [...steps, index], problems);
    problems.push(...checkEntry(entry, entries, declared));
    entries.push(entry);
  }
  return entries
    .flatMap(({ whole, target }) => {
      if (whole === undefined || target === undefined) return [];
      const { name: logicalName, uid, gid, mode, takeover } = whole;
      return [{ logicalName, target, uid, gid, mode: parseMode(mode), takeover }];
    })
    .toSorted((a, b) => (a.logicalName < b.logicalName ? -1 : 1));
}

function parseEntry(secret: unknown, { namespace }: Declared, steps: Steps, problems: Problem[]): Entry {
  const mapping = typeof secret === "string" ? { name: secret } : secret;
  const { whole, fields } = parseFields(referenceSchema, mapping, steps, problems);
  const { name: logicalName, target, mode } = fields;
  const hasDefault = "target" in fields && namespace !== undefined && logicalName !== undefined;
  const faults = {
    target: target === undefined ? undefined : targetFault(target, logicalName),
    mode: mode === undefined ? undefined : modeFault(parseMode(mode)),
  };
  for (const [field, fault] of Object.entries(faults)) {
    if (fault !== undefined) problems.push({ ...fault, path: [...steps, field], problem: `${fault.problem}.` });
  }
  return {
    steps,
    whole,
    logicalName,
    target: target ?? (hasDefault ? unversionedName(namespace, logicalName) : undefined),
  };
}

function checkEntry({ steps, logicalName, target }: Entry, before: readonly Entry[], { logicalNames }: Declared) {
  if (logicalName === undefined) return [];
  if (!logicalNames.includes(logicalName)) return [unknownSecret(steps, logicalName, logicalNames)];
  const path = target === undefined ? undefined : targetFile(target);
  const isSame = (entry: Entry): boolean =>
    (entry.target === undefined ? undefined : targetFile(entry.target)) === path;
  if (before.some((entry) => entry.logicalName === logicalName && isSame(entry))) {
    const text = `${logicalName} is listed more than once with one target.`;
    return [problem(steps, "listed-twice", text, "List it once, or give it another target here.")];
  }
  const same = before.find(isSame);
  if (path === undefined || same?.logicalName === undefined) return [];
  const text = `has the same target as ${same.logicalName}: ${path}.`;
  return [problem(steps, "same-target", text, "Give one of the two another target.")];
}

/**
 * The problem of a name that no secret has. A text that is no logical name may be anything, even a pasted value, so the message
 * does not show it.
 */
function unknownSecret(steps: Steps, name: string, logicalNames: readonly string[]): Problem {
  const unknown = isWordy(name) ? `no secret is called ${name}.` : "no secret has this name.";
  const what = isLogicalName(name) ? unknown : "not a logical name.";
  const text = `${what}${suggestion(name, logicalNames)}`;
  return problem(steps, "unknown-secret", text, "Use a name under secrets, or declare it there.");
}
