import type { z } from "zod";
import type { Steps } from "../rotation/config-path.ts";
import { modeFault, parseMode } from "../rotation/mode.ts";
import { isLogicalName, isWordy, unversionedName } from "../rotation/secret-name.ts";
import { suggestion } from "../rotation/suggestion.ts";
import { targetFault, targetFile } from "../rotation/target.ts";
import { parseFields } from "./fields.ts";
import { problem, type Problem } from "./problems.ts";
import { referenceSchema } from "./schema.ts";

/** How a service sees a secret. None of it changes with the secret's version. */
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
  /** Whether it takes the place of a secret of others that the service sees at its target. */
  readonly takeover: boolean;
}

/** What services are checked against. */
export interface Declared {
  /** Undefined when it is malformed; rules that need it then rest. */
  readonly namespace: string | undefined;
  /** Of every secret in the config, also of a malformed one. */
  readonly logicalNames: readonly string[];
}

interface Entry {
  readonly steps: Steps;
  readonly whole: z.output<typeof referenceSchema> | undefined;
  readonly logicalName: string | undefined;
  /** Undefined when it is malformed or not known. */
  readonly target: string | undefined;
}

/**
 * Parses the secrets of one service, of which one may be listed several times, with different targets. What is wrong with one
 * goes to `problems`, and it is left out of the answer, which is sorted by logical name; those of one secret stay in their order.
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

/** What is not of the form of a logical name may be anything, a pasted value too: it is not shown. */
function unknownSecret(steps: Steps, name: string, logicalNames: readonly string[]): Problem {
  const what = isLogicalName(name) ? `no secret is called ${isWordy(name) ? name : "so"}.` : "not a logical name.";
  const text = `${what}${suggestion(name, logicalNames)}`;
  return problem(steps, "unknown-secret", text, "Use a name under secrets, or declare it there.");
}
