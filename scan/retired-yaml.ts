// YAML and JSON: compose files, workflows, manifests, package.json, settings of editors.
import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, type Node } from "yaml";
import type { Match } from "./finding.ts";
import { findRetiredInCode } from "./retired-code.ts";
import { envFileName, findRetiredInCommands, strengthIn, usedKind } from "./retired-commands.ts";
import type { IsRetired } from "./retired-names.ts";
import { isDeep, textOf } from "./yaml-settings.ts";

/** A longer file was written by a program, and is read by line: parsing it takes too long. */
const longestParsed = 1_000_000;

/** Under these keys a file is named and not used. */
const mentions =
  /ignore|exclude|retired|forbid|deny|block|^(?:changes|name|title|description|message|summary|reason|comment|labels?|patterns?|on|if|what|by|ticket|branches|tags)$|associations/i;

/** Under these keys stand commands. */
const commands =
  /^(?:run|scripts?|(?:before|after)_script|command|commands|cmds?|args?|entrypoint|test|sh|shell|bash|exec|runcmd|inline|preStop|postStart|healthcheck)$/i;

/** Under these keys a word names a file. */
const files = /^(?:.*files?|path|src|source|include|volumes|envs|from|to|dest|destination|target)$/i;

/** Under these keys a key is a file's name. */
const contents = /^(?:data|stringData|binaryData|files|contents|configs|secrets)$/;

/** The places in a YAML or JSON file that make, carry or read a retired file. */
export function findRetiredInYaml(text: string, isRetired: IsRetired): Match[] {
  if (text.length > longestParsed || isDeep(text)) return findByLine(text, isRetired);
  const documents = parseAllDocuments(text, { logLevel: "silent", uniqueKeys: false });
  const isParsed = Array.isArray(documents) && documents.every(({ errors }) => errors.length === 0);
  // A template of Helm, or JSON with comments, line by line.
  if (!isParsed) return findByLine(text, isRetired);
  const found: Match[] = [];
  const settings = envOf(text);
  const visit = (node: unknown, keys: readonly string[]): void => {
    if (isAlias(node)) return;
    if (isSeq(node)) for (const item of node.items) visit(item, keys);
    else if (isMap(node)) {
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue;
        const key = textOf(pair.key);
        const [start = 0, end = 0] = pair.key.range ?? [];
        if (contents.test(keys.at(-1) ?? "") && isRetired(key) === "file") {
          found.push({ kind: usedKind, start, end, value: key });
        }
        if (!mentions.test(key)) visit(pair.value, [...keys, key]);
      }
    } else if (isScalar(node)) {
      const [start = 0, end = 0] = (node as Node).range ?? [];
      const value = textOf(node);
      if (isUse(value, keys, settings, isRetired))
        found.push({ kind: usedKind, start, end, value: text.slice(start, end).trim() });
    }
  };
  for (const { contents: root } of documents) visit(root, []);
  return found;
}

function isUse(value: string, keys: readonly string[], settings: string, isRetired: IsRetired): boolean {
  const key = keys.at(-1) ?? "";
  // A list of paths, one a line.
  if (/^(?:paths?|files?)$/i.test(key) && value.includes("\n")) {
    return value.split("\n").some((line) => strengthIn(line.trim(), isRetired) === "file");
  }
  const strength = strengthIn(withDefaults(value), isRetired);
  if (strength === "file" || (strength === "word" && (files.test(key) || envFileName.test(key)))) return true;
  if (!/[\s$]/.test(value) || !(value.includes("$") || isRetired.mayBeIn(value))) return false;
  const isShell = commands.test(key) || keys.includes("scripts");
  return findRetiredInCommands(`${value}\n${settings}`, isRetired, isShell).some(({ start }) => start < value.length);
}

/** Variables by their defaults: `.env.${MODE:-production}`. */
function withDefaults(value: string): string {
  return value.replaceAll(/\$\{\w{1,60}:?-([^}]{0,200})\}/g, "$1");
}

/** The settings of a workflow as a shell would have them. */
function envOf(text: string): string {
  const setting =
    /(?:^|[\s{,-])["']?([A-Za-z_]\w{0,60})["']?:[ \t]{1,9}["']?([\w./-]{1,200})["']?(?=[ \t]{0,9}(?:[,}\n]|$))/gm;
  return [...text.matchAll(setting)]
    .filter(([, , value = ""]) => /env|prod/i.test(value))
    .map(([, name = "", value = ""]) => `${name}=${value}`)
    .join("\n");
}

function findByLine(text: string, isRetired: IsRetired): Match[] {
  const lines = [...text.matchAll(/^[ \t-]*(?:["']?([\w.-]+)["']?[ \t]*:[ \t]+)?([^\n#]*env[^\n]*)$/gim)].flatMap(
    ({ 0: line, 1: key = "", 2: value = "", index }) => {
      if (mentions.test(key) || /^\s*(?:#|\/\/)/.test(line)) return [];
      const bare = value.trim().replaceAll(/^["']|["'],?$|,$/g, "");
      const match = { kind: usedKind, start: index, end: index + line.length, value: line.trim() };
      return isUse(bare, key === "" ? [] : [key], "", isRetired) ? [match] : [];
    },
  );
  return [...lines, ...findRetiredInCode(text, isRetired)];
}
