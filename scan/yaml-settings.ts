// Reading YAML with places: which mapping a key stands in, and where in the text its value is.
import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node, type Pair, type Scalar } from "yaml";

/** A setting as it stands in a file. */
export interface Setting {
  name: string;
  value: string;
  /** Where the value begins and ends in the text. */
  start: number;
  end: number;
}

/** Longer files were written by programs, and would hold everything up; what looks like a setting is found in them without parsing. */
const longest = 500_000;

/** Whether brackets are nested deeper than anybody writes them. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    if (depth > 100) return true;
  }
  return false;
}

/** A parsed YAML file; undefined when it is not YAML. */
export function readYaml(text: string): Document | undefined {
  if (text.length > longest || isDeep(text)) return undefined;
  const document = parseDocument(text, { logLevel: "silent", uniqueKeys: false });
  return isMap(document.contents) ? document : undefined;
}

/** What a node stands for: an alias is followed. */
export function resolved(document: Document, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
}

/** The pairs of a mapping, with those that `<<` brings in; none for anything else. */
export function pairsOf(document: Document, node: unknown): Pair[] {
  const mapping = resolved(document, node);
  if (!isMap(mapping)) return [];
  return mapping.items.flatMap((pair) => {
    if (keyOf(pair) !== "<<") return [pair];
    const merged = resolved(document, pair.value);
    return isSeq(merged) ? merged.items.flatMap((item) => pairsOf(document, item)) : pairsOf(document, merged);
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
