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

/**
 * The versions of the secrets that lines name. A name may be put together of parts: of variables that the same text sets, and of
 * others as long as it still shows whose it is.
 *
 * @param lines without comments
 */
export function namedVersions(lines: readonly string[], secrets: readonly StackSecret[]): NamedVersion[] {
  const namespaces = [...new Set(secrets.map(({ namespace }) => namespace))];
  const isOfInterest = (line: string): boolean => mayNameVersion(line) || /secret|docker/.test(line);
  const variables = variablesIn(lines);
  return lines.flatMap((line, index) => {
    if (!isOfInterest(line)) return [];
    const found = new Set<string>();
    const whole = joined(line);
    for (const { 0: written, index: at } of whole.matchAll(word)) {
      const isHanded = hands.test(whole.slice(Math.max(0, at - 200), at));
      const isOurs = isHanded && namespaces.some((namespace) => line.includes(namePrefix(namespace)));
      // A shell puts parts in quotes together; elsewhere a quote ends a text.
      for (const name of new Set([written.replaceAll(/["']/g, ""), ...written.split(/["']/)])) {
        const text = filledIn(name, variables);
        if (isVersion(text, secrets, namespaces, isHanded) || (isOurs && text === unknownPart)) found.add(name);
      }
    }
    return [...found].map((name) => ({ name, line: index + 1 }));
  });
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
function filledIn(written: string, variables: ReadonlyMap<string, string>): string {
  return written.replaceAll(laterParts, (part) => {
    const [name] = /[A-Za-z_]\w*(?=\W*$)/.exec(part.replace(/[-:|?+].*$/, "")) ?? [];
    return (name === undefined ? undefined : variables.get(name)) ?? unknownPart;
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
