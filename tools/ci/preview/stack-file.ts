// Changes the text of a Pulumi.<stack>.yaml. All that is not changed stays letter by letter, as two readers of YAML need not agree on
// what an unquoted word is.
import { isMap, isScalar, isSeq, parseDocument, type Node, type Pair } from "yaml";
import { UserError } from "../../../rotation/user-error.ts";

/** A place in the config: the key, then the keys and indices below it. */
export type ConfigPath = readonly string[];

/**
 * Replaces what stands under each `secure:` of the config.
 *
 * @param replacement what stands there instead, quotes not included
 * @throws UserError when the text is no mapping in YAML
 */
export function withSecure(text: string, replacement: (at: ConfigPath) => string): string {
  const edits = secureLeaves(text).map(({ at, start, end }) => ({ start, end, text: JSON.stringify(replacement(at)) }));
  return edited(text, edits);
}

/** The places of the config under which there is an encrypted value. */
export function securePaths(text: string): ConfigPath[] {
  return secureLeaves(text).map(({ at }) => at);
}

/** The part of the file that these keys at its top have. */
export function topLevel(text: string, isWanted: (key: string) => boolean): string {
  const pairs = topLevelPairs(text).filter(({ key }) => isWanted(key));
  return pairs.map(({ start, end }) => `${text.slice(start, end).trimEnd()}\n`).join("");
}

/** The key that holds the stack's config, next to those that say how it is encrypted. */
export const isConfig = (key: string): boolean => key === "config";

/** Puts a value under a key of the config, in the place of what stands there. A file without a config stays as it is. */
export function withKey(text: string, key: string, value: unknown): string {
  topLevelPairs(text);
  const config = parseDocument(text).get("config", true);
  const [first] = isMap(config) ? config.items : [];
  if (!isMap(config) || config.flow === true || first === undefined) return text;
  const pair = config.items.find((item) => keyOf(item) === key);
  const line = `${JSON.stringify(key)}: ${JSON.stringify(value)}\n`;
  if (pair !== undefined) return edited(text, [{ start: startOf(pair), end: endOf(pair), text: line }]);
  const start = startOf(first);
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  return edited(text, [{ start, end: start, text: `${line}${indent}` }]);
}

interface Span {
  start: number;
  end: number;
}

function topLevelPairs(text: string): (Span & { key: string })[] {
  const { contents, errors } = parseDocument(text, { uniqueKeys: true });
  if (contents === null && errors.length === 0) return [];
  if (errors.length > 0 || !isMap(contents) || contents.flow === true) {
    throw new UserError(
      "The stack's file is no block mapping in YAML.",
      "Mend it: pulumi config --stack STACK says where it is wrong.",
    );
  }
  return contents.items.map((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : "";
    return { key, start: startOf(pair), end: endOf(pair) };
  });
}

const startOf = ({ key }: Pair): number => (key as Node).range?.[0] ?? 0;
const endOf = ({ key, value }: Pair): number => ((value ?? key) as Node).range?.[2] ?? 0;

function secureLeaves(text: string): (Span & { at: ConfigPath })[] {
  topLevelPairs(text);
  const leaves: (Span & { at: ConfigPath })[] = [];
  const visit = (node: unknown, at: ConfigPath): void => {
    if (isSeq(node))
      node.items.forEach((item, index) => {
        visit(item, [...at, String(index)]);
      });
    if (!isMap(node)) return;
    const [only, ...more] = node.items;
    const value = only?.value;
    if (more.length === 0 && only !== undefined && keyOf(only) === "secure" && isScalar(value)) {
      const [start = 0, end = 0] = value.range ?? [];
      leaves.push({ at, start, end });
      return;
    }
    for (const pair of node.items) visit(pair.value, [...at, keyOf(pair)]);
  };
  visit(parseDocument(text).get("config", true), []);
  return leaves;
}

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : "");

function edited(text: string, edits: readonly (Span & { text: string })[]): string {
  let result = text;
  for (const edit of edits.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  }
  return result;
}
