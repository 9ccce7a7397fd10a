// Programs: what they open, load or write, and the commands that they run.
import type { Match } from "./finding.ts";
import { envFileName, findRetiredInCommands, strengthIn, usedKind } from "./retired-commands.ts";
import type { IsRetired } from "./retired-names.ts";

const literal = /(["'`])((?:(?!\1)[^\\\n]|\\.){0,300})\1/g;

/** What takes the name of such a file. */
const loads = /env[_-]?file|dotenv|config$|load/i;

/** What runs a command. */
const runs =
  /exec|spawn|run|system|popen|subprocess|call|shell|^\$$|^sh$|^(?:command|cmd|create|update|script|entrypoint|args?)$/i;

/** What only looks whether it is there, speaks of it, or removes it. */
const looks =
  /exists|isfile|is_file|assert|expect|includes|equal|match|fail|error|throw|warn|log|print|unlink|remove|delete|^rm|retired|ignore|startswith|endswith/i;

/**
 * The literals of a program that make, carry or read a retired file.
 *
 * @param isSettings whether the text is no program but settings, in which what is named is used
 */
export function findRetiredInCode(text: string, isRetired: IsRetired, isSettings = false): Match[] {
  const loaded = [...text.matchAll(byEnvironment)].flatMap(({ 0: whole, 1: name = "", index }) =>
    isRetired(`.env.${name}`) === "file" && !isComment(text, index)
      ? [{ kind: usedKind, start: index, end: index + whole.length, value: whole }]
      : [],
  );
  const named = [...text.matchAll(literal)].flatMap(({ 0: whole, 2: value = "", index }) => {
    if (!/env/i.test(value) || isComment(text, index)) return [];
    const match = { kind: usedKind, start: index, end: index + whole.length, value };
    const isCommand = /\s/.test(value.trim());
    // `".env." + mode` may be any environment's.
    const isBegun =
      /(?:^|\/)\.env[._-]?$/i.test(value) &&
      /^\s{0,9}\+/.test(text.slice(index + whole.length, index + whole.length + 10));
    const strength = isCommand ? undefined : isBegun ? "word" : strengthIn(value, isRetired);
    if (!isCommand && strength === undefined) return [];
    const taker = takerOf(text.slice(Math.max(0, index - 300), index));
    if (isCommand) return runs.test(taker) && findRetiredInCommands(value, isRetired, false).length > 0 ? [match] : [];
    const isUse = strength === "file" ? taker !== "" || isSettings : loads.test(taker);
    return isUse && !looks.test(taker) ? [match] : [];
  });
  return [...loaded, ...named];
}

/** What loads the files of an environment by its name: Vite's `loadEnv("production", …)`, `dotenvFlow.config({ node_env: "production" })`. */
const byEnvironment =
  /\b(?:loadEnv(?:Config)?\s{0,9}\(\s{0,99}|dotenv\w{0,20}\W[^;\n]{0,200}\b(?:(?:default_)?node_env|environment|convention)["']?\s{0,9}[:=]\s{0,9})["'`](\w{1,40})["'`]/gi;

/** What a literal is given to: the function whose arguments it is among, or the setting that it is the value of. */
function takerOf(before: string): string {
  // A tagged template: $`…`.
  const tag = /[\w$]+$/.exec(before)?.[0];
  if (tag !== undefined) return tag;
  const [, name] = /([\w.-]+)["']?\s*(?::|=(?!=))\s*\[?\s*$/.exec(before) ?? [];
  if (name !== undefined && (envFileName.test(name) || looks.test(name) || runs.test(name))) return name;
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at--) {
    const character = before[at];
    if (character === ")") depth++;
    else if (character === "(" && depth-- === 0) return /[\w.$!?]+$/.exec(before.slice(0, at))?.[0] ?? "";
    else if (character === ";" && depth === 0) break;
  }
  return name ?? "";
}

function isComment(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 500), at);
  return /^\s*(?:#|\/\/|\/?\*|--|;)/.test(before.slice(before.lastIndexOf("\n") + 1));
}
