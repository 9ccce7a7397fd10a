// Reading YAML with places: which mapping a key stands in, and where in the text its value is.
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
  type Pair,
  type Scalar,
} from "yaml";
import type { Match } from "./finding.ts";

/** A setting as it stands in a file. */
export interface Setting {
  name: string;
  value: string;
  /** Where the value begins and ends in the text. */
  start: number;
  end: number;
}

/** Longer files were written by programs, and would hold everything up. What gives settings to something must not be longer. */
const longest = 500_000;

/** Whether brackets, or lists on one line, are nested deeper than anybody writes them: a parser takes long for it, or gives up. */
export function isDeep(text: string): boolean {
  if (/^[ \t]*(?:[-?:][ \t]+){100}/m.test(text)) return true;
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === "[" || bracket === "{" ? depth + 1 : Math.max(0, depth - 1);
    if (depth > 100) return true;
  }
  return false;
}

/** The documents of a YAML file that are mappings; undefined when it is longer, or nested deeper, than is read. */
export function readYaml(text: string): Document[] | undefined {
  if (text.length > longest || isDeep(text)) return undefined;
  const documents: readonly Document[] = parseAllDocuments(text, { logLevel: "silent", uniqueKeys: false });
  if (/\*[\w-]+\s*:/.test(text)) for (const document of documents) nameKeys(document);
  return documents.filter(({ contents }) => isMap(contents));
}

/** Puts in what an alias stands for where it is a key. */
function nameKeys(document: Document): void {
  visit(document, {
    Pair: (_, pair) => {
      if (isAlias(pair.key)) pair.key = pair.key.resolve(document);
    },
  });
}

/** Says of a file that gives settings to something that it was not read. */
export function unreadSettings(text: string, kind = "unread-settings"): Match {
  return { kind, start: 0, end: text.length, value: text };
}

/** What a node stands for: an alias is followed. */
export function resolved(document: Document, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
}

/**
 * The pairs of a mapping, with those that `<<` brings in, each mapping's once; none for anything else.
 *
 * @param seen mappings that are left out: one may bring itself in
 */
export function pairsOf(document: Document, node: unknown, seen = new Set<unknown>()): Pair[] {
  const mapping = resolved(document, node);
  if (!isMap(mapping) || seen.has(mapping)) return [];
  seen.add(mapping);
  return mapping.items.flatMap((pair) => {
    if (keyOf(pair) !== "<<") return [pair];
    const merged = resolved(document, pair.value);
    return (isSeq(merged) ? merged.items : [merged]).flatMap((item) => pairsOf(document, item, seen));
  });
}

/** A pair's key, as text. */
export function keyOf({ key }: Pair): string {
  return isScalar(key) ? textOf(key) : "";
}

/** A scalar as text: as it is written, unless it is in quotes. */
export function textOf({ value, source }: Scalar): string {
  return typeof value === "string" ? value : (source ?? "");
}

/** The settings of a mapping, or of a list of `NAME=value`; what is no scalar is left out. */
export function settingsOf(document: Document, node: unknown): Setting[] {
  const list = resolved(document, node);
  if (isSeq(list)) {
    return list.items.flatMap((item) => {
      const setting = settingOf("", resolved(document, item));
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(setting?.value ?? "") ?? [];
      return setting === undefined || name === undefined || value === undefined ? [] : [{ ...setting, name, value }];
    });
  }
  return pairsOf(document, list).flatMap((pair) => settingOf(keyOf(pair), resolved(document, pair.value)) ?? []);
}

function settingOf(name: string, node: Node | undefined): Setting | undefined {
  if (!isScalar(node) || node.value === null || typeof node.value === "boolean") return undefined;
  const [start, end] = node.range ?? [0, 0];
  return { name, value: textOf(node), start, end };
}
