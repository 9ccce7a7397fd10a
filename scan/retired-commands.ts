// Commands that make, carry or read a retired file.
import type { Match } from "./finding.ts";
import { openName, type IsRetired, type NameStrength } from "./retired-names.ts";
import { readCommands, type ShellCommand } from "./shell-words.ts";

/** What a finding of this kind is called. */
export const usedKind = "retired-file-used";

/** What may stand before a command. */
const before =
  /^(?:sudo|env|exec|time|nohup|command|builtin|then|do|else|elif|if|while|until|!|run|cmd|entrypoint|healthcheck|shell|[-@+]+|-[a-z])$/i;

/** Commands that only speak of files, look whether they are there, or remove them. */
const harmless =
  /^(?:echo|printf|rm|unlink|shred|test|\[\[?|ls|stat|find|fd|for|case|return|exit|true|false|:|fail|die|error|warn|info|log|note|say|(?:assert|check|forbid|refuse|deny|ensure)\w*)$/;

/** Commands that make, carry or read the files that they are given. */
const using = new Set(
  (
    ". source cp mv ln install rsync scp cat tac head tail less more tee touch mkdir dd curl wget grep egrep rg sed awk jq yq sort cut tr " +
    "envsubst docker docker-compose podman kubectl helm node deno bun dotenv dotenvx env-cmd foreman honcho overmind sops gpg age openssl " +
    "base64 vault aws gsutil az op doppler vercel heroku fly flyctl kamal truncate chmod chown copy add tar zip unzip xargs export set eval " +
    "read mapfile bash sh zsh python python3 ruby perl php npx tsx ts-node vi vim nano git include pwsh powershell set-content add-content out-file copy-item move-item new-item get-content type copy move"
  ).split(" "),
);

/** Commands whose first operand is a pattern and no file. */
const byPattern = new Set("grep egrep rg sed awk jq yq".split(" "));

/** What Git does with files besides looking at them. */
const gitUsing = new Set("add show checkout restore mv cat-file update-index archive stash".split(" "));

/** An option, or a setting, that names a file of `NAME=value`. */
export const envFileName = /env[_-]?files?\b|dotenv/i;
const notMeant = /retired|forbid|forbidden|banned|ignore|exclude|denied|legacy/i;

/**
 * The commands in a text that make, carry or read a retired file.
 *
 * @param isShell whether the text is a program of a shell; elsewhere only known commands count, as anything may begin a sentence
 */
export function findRetiredInCommands(text: string, isRetired: IsRetired, isShell: boolean): Match[] {
  return readCommands(text, isRetired.mayBeIn)
    .filter((command) => usesRetired(command, isRetired, isShell))
    .map(({ start, line }) => ({ kind: usedKind, start, end: start + line.length, value: line.trim() }));
}

function usesRetired({ words, redirects, start, line }: ShellCommand, isRetired: IsRetired, isShell: boolean): boolean {
  if (redirects.some((file) => named(file, isRetired) !== undefined)) return true;
  // In a batch file: for /f "delims=" %%a in (FILE) do set %%a
  if (/\bfor\s+\/f\b/i.test(line) && words.some((word) => named(word, isRetired) !== undefined)) return true;
  if (loadsRetired(words, isRetired)) return true;
  const rest = [...words];
  while (rest[0] !== undefined && (before.test(rest[0]) || /^\w+=/.test(rest[0]))) {
    const [, name = "", value = ""] = /^(\w+)=(.*)$/s.exec(rest.shift() ?? "") ?? [];
    if (envFileName.test(name) && !notMeant.test(name) && named(value, isRetired) !== undefined) return true;
  }
  const [first = "", ...operands] = rest;
  const name = first
    .replace(/^[-@+]+/, "")
    .replace(/^.*\/(?=[^/])/, "")
    .toLowerCase();
  if (optionNamesRetired(operands, isRetired)) return true;
  const inFind = name === "find" ? operands.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(word)) : -1;
  if (inFind !== -1) {
    return usesRetired(
      { words: [...operands.slice(inFind + 1), ...operands.slice(0, inFind)], redirects: [], start, line },
      isRetired,
      isShell,
    );
  }
  if (harmless.test(name)) return false;
  // A command inside a word: `sh -c "…"`, `ssh host '…'`.
  if (operands.some((word) => /\s/.test(word) && findRetiredInCommands(word, isRetired, false).length > 0)) return true;
  if (name === "git" && !gitUsing.has(operands.find((word) => !word.startsWith("-")) ?? "")) return false;
  const isKnown = using.has(name);
  if (!isKnown && !isShell) return false;
  const files = byPattern.has(name) ? withoutPattern(operands) : operands;
  const takesWords = isKnown && !["git", "docker", "kubectl", "helm", "npx", "set", "node"].includes(name);
  return files.some((word) => {
    const strength = strengthIn(word, isRetired);
    return strength === "file" || (strength === "word" && takesWords);
  });
}

/** Programs that load the files of an environment, by its name: `dotenv -c production`, `NODE_ENV=production dotenv-flow`. */
const loader = /^(?:@dotenvx\/)?(?:dotenv(?:x|-(?:cli|flow|vault|run-script|expand))?|env-cmd)(?:@[\w.-]+)?$/;

function loadsRetired(words: readonly string[], isRetired: IsRetired): boolean {
  const at = words.slice(0, 8).findIndex((word) => loader.test(word.replace(/^.*\/(?=(?:dotenv|env-cmd))/, "")));
  if (at === -1) return false;
  const end = words.indexOf("--", at);
  const options = words.slice(at + 1, end === -1 ? undefined : end);
  const isEnvironment = (word: string): boolean => /^\w+$/.test(word) && isRetired(`.env.${word}`) === "file";
  const isSet = words.slice(0, at).some((word) => isEnvironment(/^\w*ENV(?:IRONMENT)?=(.*)$/.exec(word)?.[1] ?? ""));
  const takesSet =
    words[at]?.includes("flow") === true ||
    options.some((option) => /^(?:-c|--cascade|--convention\b.*)$/.test(option));
  return (isSet && takesSet) || options.some((option) => isEnvironment(option.replace(/^--?[\w-]+=/, "")));
}

function optionNamesRetired(operands: readonly string[], isRetired: IsRetired): boolean {
  return operands.some((word, index) => {
    const [, option = "", value] = /^(--?[\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    return envFileName.test(option) && named(value ?? operands[index + 1] ?? "", isRetired) !== undefined;
  });
}

function withoutPattern(operands: readonly string[]): string[] {
  const first = operands.findIndex((word) => !word.startsWith("-"));
  return operands.filter((_, index) => index !== first);
}

/** A name that may be any environment's counts where a file is meant: nothing keeps it from being the retired one's. */
function named(file: string, isRetired: IsRetired): NameStrength | undefined {
  return isRetired(file) ?? (openName.test(file) ? "word" : undefined);
}

/** How surely a word names a retired file: `./.env.production:/app/.env:ro`, `HEAD:.env.production`, `of=…`, `@…`, `source=…,target=…`. */
export function strengthIn(word: string, isRetired: IsRetired): NameStrength | undefined {
  // No path is longer.
  if (word.length > 4096 || /\s/.test(word.trim()) || !/env/i.test(word)) return undefined;
  const parts = word.includes("://") ? [word.replace(/^.*\//, "")] : [word, ...word.split(/[=,:@]/)];
  const found = parts.flatMap((part) => named(part.replace(/^[@<>+]+|[\])]+$/g, ""), isRetired) ?? []);
  return found.includes("file") ? "file" : found[0];
}
