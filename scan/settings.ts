// Settings that are given to a program from outside: whether one of them carries a secret as a literal.
import type { Match } from "./finding.ts";
import { isSecretName } from "./names.ts";
import { findPrivateKeys } from "./private-keys.ts";
import { isRandom } from "./randomness.ts";
import { findTokens } from "./tokens.ts";
import { findUris } from "./uris.ts";
import { isSecretValue } from "./values.ts";

/**
 * The secret in a setting, by its name or by its form. Weaker ones than elsewhere count: `changeme` is what somebody really logs
 * in with here.
 *
 * @returns the secret itself, or undefined
 */
export function secretIn(name: string, value: string): string | undefined {
  if (isSecretName(name) && isSecretValue(value, true, "settings")) return value;
  const matches: Match[] = [...findUris(value, true), ...findTokens(value, true), ...findPrivateKeys(value)];
  return matches[0]?.value ?? (/^[\w+/=-]+$/.test(value) && isRandom(value) ? value : undefined);
}

/** A word of a command line, `--password=…` or `TOKEN=…`, as a setting; undefined for any other. */
export function settingIn(word: string): { name: string; value: string } | undefined {
  const [, name, value] = /^-{0,2}([A-Za-z_][\w.-]*)=(.*)$/s.exec(word) ?? [];
  return name === undefined || value === undefined ? undefined : { name, value: unquote(value) };
}

/** The settings among words of a command line, `--password …` in two words too. */
export function settingsIn(words: readonly string[]): { name: string; value: string }[] {
  return words.flatMap((word, index) => {
    const setting = settingIn(word);
    if (setting !== undefined) return [setting];
    const next = words[index + 1];
    return /^--?[a-z][\w-]+$/i.test(word) && next !== undefined && !next.startsWith("-")
      ? [{ name: word.replace(/^-+/, ""), value: next }]
      : [];
  });
}

function unquote(value: string): string {
  return /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value;
}
