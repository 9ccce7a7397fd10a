// Finds where a text names versions of the stack's secrets: commands, playbooks, templates and programs may bind, make or pin one.
import { namePrefix, formatSecretName, parseSecretName } from "../rotation/secret-name.ts";
import { maxVersion } from "../rotation/defaults.ts";
import { mayBe, unknownPart } from "../inventory/compose/interpolation.ts";
import type { StackSecret } from "../inventory/compose/pins.ts";

/** A version that a text names. */
export interface NamedVersion {
  /** Its name as it is written, with what only the environment knows. */
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What stands for something that is known later: in shells, in templates, in programs. */
const later = String.raw`\$\{\{[^{}\n]{0,200}\}\}|\{\{[^{}\n]{0,200}\}\}|[$#%]\{[^{}\n]{0,200}\}|\$\([^()\n]{0,200}\)|\$[A-Za-z_]\w*|\$\d|\{[A-Za-z_]?\w*\}|<%=?[^<>\n]{0,200}%>|%[sdv]`;

/** A word that may be a name: its characters, what stands for others, and quotes within it. */
const word = new RegExp(String.raw`(?:[\w-]|${later}|(?<=[\w}-])["'](?=[\w$-]))+`, "g");
const laterParts = new RegExp(later, "g");

/** What gives a service a secret, or makes or removes one, before the secret's name. */
const hands =
  /(?:--secret(?:-add|-rm)?[= ]\s*|docker["',\s]+secret["',\s]+(?:create|rm|remove)\b[^\n]*?\s|(?:source|secret_name)\s*[=:]\s*)["']?(?:source=)?["']?$/;

/** A word of a text that may name a version, whosever it is. */
export interface Word {
  /** As it is written. */
  readonly name: string;
  /** The same with what is known of its parts, and with what stands for something unknown in the place of the others. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** The line, where the word stands for a whole name that is handed to a service. */
  readonly context?: string;
  /** Whether what stands before it makes it a secret's name. */
  readonly isHanded: boolean;
}

/**
 * The words of lines that may name a version. A name may be put together of parts: of variables that the same text sets, and of others.
 *
 * @param lines without comments
 */
export function wordsIn(lines: readonly string[]): Word[] {
  let known: ReadonlyMap<string, string> | undefined;
  // Few texts have a word that is put together of parts.
  const valueOf = (name: string): string | undefined => (known ??= variablesIn(lines)).get(name);
  return lines.flatMap((line, index) => {
    if (!mayNameVersion(line) && !/secret|docker/.test(line)) return [];
    const whole = joined(line);
    return [...whole.matchAll(word)].flatMap(({ 0: written, index: at }) => {
      const isHanded = hands.test(whole.slice(Math.max(0, at - 200), at));
      // A shell puts parts in quotes together; elsewhere a quote ends a text.
      return [...new Set([written.replaceAll(/["']/g, ""), ...written.split(/["']/)])].flatMap((name): Word[] => {
        const text = filledIn(name, valueOf);
        if (!mayBeVersion(text, isHanded)) return [];
        return [{ name, text, line: index + 1, isHanded, ...(text === unknownPart && { context: line }) }];
      });
    });
  });
}

/** Whether a word can be one that {@link isVersion} takes for a version of some secret. */
function mayBeVersion(text: string, isHanded: boolean): boolean {
  if (!text.includes(unknownPart)) return /_v\d+$/.test(text);
  return /_v(?:\d{1,4}|\0)$/.test(text) || (text.endsWith(unknownPart) && (isHanded || text.includes("_")));
}

/** The versions of the secrets that words name. What is put together of unknown parts counts as long as it still shows whose it is. */
export function namedVersions(words: readonly Word[], secrets: readonly StackSecret[]): NamedVersion[] {
  const namespaces = [...new Set(secrets.map(({ namespace }) => namespace))];
  const found = words.filter(({ text, isHanded, context }) => {
    const isOurs = isHanded && namespaces.some((namespace) => context?.includes(namePrefix(namespace)) === true);
    return isVersion(text, secrets, namespaces, isHanded) || isOurs;
  });
  const once = new Map(found.map(({ name, line }) => [`${line} ${name}`, { name, line }]));
  return [...once.values()];
}

/** Whether a text may name a version, by a part that each way to write one has. Most texts do not. */
export function mayNameVersion(text: string): boolean {
  return /_(?:v\d|v?[^\w\s.,;:)])|--secret|docker["',\s]+secret/.test(text);
}

/** Texts that a program puts together: `"a_" + name + "_v3"` is `a_${name}_v3`. */
function joined(line: string): string {
  return line
    .replaceAll(/["'`]\s{0,9}(?:\+|\.\.|~)\s{0,9}["'`]/g, "")
    .replaceAll(/["'`]\s{0,9}(?:\+|\.\.|~)\s{0,9}([A-Za-z_][\w.]{0,99})(?:\s{0,9}(?:\+|\.\.|~)\s{0,9}["'`])?/g, "${$1}")
    .replaceAll(/(?<![\w.])([A-Za-z_][\w.]{0,99})\s{0,9}(?:\+|\.\.|~)\s{0,9}["'`](?=[\w-])/g, "${$1}");
}

/** The texts that are assigned to names, where each has one only. */
function variablesIn(lines: readonly string[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  const assignment =
    /(?<![\w$.-])([A-Za-z_]\w{0,99})["']?\s{0,9}(?::?=|:)\s{0,9}["']?([\w-]{1,64})["']?\s*(?=$|[;,&})])/g;
  for (const line of lines) {
    for (const [, name = "", value = ""] of line.matchAll(assignment)) {
      known.set(name, known.has(name) && known.get(name) !== value ? unknownPart : value);
    }
  }
  return known;
}

/** A word with what is known of its parts, and with {@link unknownPart} in the place of the others. */
function filledIn(written: string, valueOf: (name: string) => string | undefined): string {
  return written.replaceAll(laterParts, (part) => {
    const [name] = /[A-Za-z_]\w*(?=\W*$)/.exec(part.replace(/[-:|?+].*$/, "")) ?? [];
    return (name === undefined ? undefined : valueOf(name)) ?? unknownPart;
  });
}

function isVersion(
  text: string,
  secrets: readonly StackSecret[],
  namespaces: readonly string[],
  isHanded: boolean,
): boolean {
  if (!text.includes(unknownPart))
    return namespaces.some((namespace) => parseSecretName(text, namespace) !== undefined);
  const [, end] = /_v(\d{1,4}|\0)$/.exec(text) ?? [];
  const asked = end === undefined || end === unknownPart ? undefined : Number(end);
  if (asked !== undefined && (asked < 1 || asked > maxVersion)) return false;
  return secrets.some(({ namespace, logicalName, current }) => {
    const isKnown = text.startsWith(namePrefix(namespace)) || text.includes(logicalName);
    const hasEnd = end !== undefined || (isKnown && text.includes(`${logicalName}_`) && text.endsWith(unknownPart));
    return (
      hasEnd && (isKnown || isHanded) && mayBe({ text }, formatSecretName(namespace, logicalName, asked ?? current))
    );
  });
}
