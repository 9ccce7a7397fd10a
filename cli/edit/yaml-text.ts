// Edits YAML as a person does: one place changes, and comments, order, quotes and spaces stay as they are written. What comes is
// written as what stands beside it.
import { isDeepStrictEqual } from "node:util";
import { isCollection, isMap, isScalar, isSeq, parseDocument, type Node, type Pair, type YAMLMap } from "yaml";
import { UserError } from "../../rotation/user-error.ts";
import { block, flow, quoted, type Written } from "./yaml-written.ts";

/** The keys that lead to a place. */
export type Place = readonly string[];

/**
 * The text with another value at a place. The mapping around the place has to be there.
 *
 * @param after the key behind which a new one is put; default: the last one
 * @throws UserError when the text is written in a way that does not allow just this change
 */
export function withValue(text: string, place: Place, value: Written, after?: string): string {
  const { map, pair, key } = find(text, place);
  const edited =
    pair === undefined
      ? added(text, map, [key, value], after, place)
      : splice(text, replaced(text, pair, place), valueText(text, pair, value));
  return checked(text, edited, place, value);
}

/**
 * The text with a value at a place, and the mappings around it where they are not there yet. The outermost one has to be there.
 *
 * @throws UserError as {@link withValue} does
 */
export function withNested(text: string, place: Place, value: Written): string {
  let depth = place.length;
  while (depth > 1 && valueAt(text, place.slice(0, depth - 1)) === undefined) depth -= 1;
  const nested = place.slice(depth).reduceRight<Written>((inner, key) => ({ [key]: inner }), value);
  return withValue(text, place.slice(0, depth), nested);
}

/** The text without a key. A mapping that would then be empty goes, too. */
export function withoutKey(text: string, place: Place): string {
  const { map, pair } = find(text, place);
  if (pair === undefined) return text;
  if (map.items.length === 1 && place.length > 1) return withoutKey(text, place.slice(0, -1));
  const index = map.items.indexOf(pair);
  const edited =
    map.flow === true ? splice(text, flowSpan(map, index), "") : splice(text, lineSpan(text, pair, place), "");
  return checked(text, edited, place, undefined);
}

/** What stands at a place; undefined when nothing does. */
export function valueAt(text: string, place: Place): unknown {
  return at(parseDocument(text).toJS(), place);
}

type Span = readonly [start: number, end: number];

function find(text: string, place: Place): { map: YAMLMap; pair: Pair | undefined; key: string } {
  const document = parseDocument(text);
  const key = place.at(-1) ?? "";
  const map = place.length === 1 ? document.contents : document.getIn(place.slice(0, -1), true);
  if (document.errors.length > 0 || !isMap(map)) throw unusual(place);
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return { map, pair, key };
}

/** The span of a pair's value, which has to be a plain one: no alias, no anchor, no tag. */
function replaced(text: string, { value }: Pair, place: Place): Span {
  const node = value as Node | null;
  const [start, end] = node?.range ?? [];
  const isPlain =
    (isScalar(node) || isCollection(node)) && node.anchor === undefined && node.tag?.startsWith("!") !== true;
  if (!isPlain || start === undefined || end === undefined) throw unusual(place);
  return [start, start + text.slice(start, end).trimEnd().length];
}

/** A value's text in the style of the one that it replaces. */
function valueText(text: string, { key, value: before }: Pair, value: Written): string {
  const node = before as Node;
  const [start = 0, end = 0] = node.range ?? [];
  if (isSeq(node) && node.flow !== true && Array.isArray(value)) {
    const indent = start - (text.lastIndexOf("\n", start - 1) + 1);
    return value.map((item) => `- ${flow(item as Written)}`).join(`${lineEnd(text)}${" ".repeat(indent)}`);
  }
  if (isCollection(node) && node.flow === true && /^[[{]\s/.test(text.slice(start, end))) return flow(value, " ");
  if (isCollection(node) && node.flow !== true) throw unusual([String((key as { value?: unknown }).value)]);
  const quote = /^["']/.exec(text.slice(start, end))?.[0] ?? "";
  return typeof value === "number" ? `${quote}${value}${quote}` : flow(value);
}

function added(
  text: string,
  map: YAMLMap,
  [key, value]: readonly [string, Written],
  after: string | undefined,
  place: Place,
): string {
  const entry = `${quoted(key)}: ${flow(value)}`;
  const pair = map.items.find(({ key }) => isScalar(key) && String(key.value) === after) ?? map.items.at(-1);
  if (pair === undefined) {
    const [start = 0, end = 0] = map.range ?? [];
    if (map.flow !== true) throw unusual(place);
    return splice(text, [start, end], `{ ${entry} }`);
  }
  const end = endOf(text, pair, place);
  if (map.flow === true) return splice(text, [end, end], `, ${entry}`);
  const [start] = lineSpan(text, pair, place);
  const indent = /^[ ]*/.exec(text.slice(start))?.[0] ?? "";
  const next = text.indexOf("\n", end);
  const newline = lineEnd(text);
  const lines = isSpread(pair) ? block(key, value, indent.length, stepOf(pair, indent.length, text)) : [indent + entry];
  const written = `${lines.join(newline)}${newline}`;
  return next === -1 ? `${text}${newline}${written}` : splice(text, [next + 1, next + 1], written);
}

/** Whether a pair's value is a mapping with a line for each key. */
function isSpread({ value }: Pair): boolean {
  return isMap(value) && value.flow !== true && value.items.length > 0;
}

/** By how many spaces the keys of a pair's value stand further in than the pair. */
function stepOf({ value }: Pair, indent: number, text: string): number {
  const [start = 0] = ((value as YAMLMap).items[0]?.key as Node | undefined)?.range ?? [];
  return Math.max(1, start - (text.lastIndexOf("\n", start - 1) + 1) - indent);
}

/** From the end of the pair before to the end of this one, so that one comma goes. */
function flowSpan(map: YAMLMap, index: number): Span {
  const [before, own, next] = [map.items[index - 1], map.items[index], map.items[index + 1]];
  const start = (own?.key as Node).range?.[0] ?? 0;
  const end = valueEnd(own);
  if (before !== undefined) return [valueEnd(before), end];
  return [start, next === undefined ? end : ((next.key as Node).range?.[0] ?? end)];
}

function valueEnd(pair: Pair | undefined): number {
  const node = (pair?.value ?? pair?.key) as Node | undefined;
  return node?.range?.[1] ?? 0;
}

/** The whole lines of a pair of a mapping that has a line for each key. */
function lineSpan(text: string, pair: Pair, place: Place): Span {
  const [keyStart = 0] = (pair.key as Node).range ?? [];
  const start = text.lastIndexOf("\n", keyStart - 1) + 1;
  if (text.slice(start, keyStart).trim() !== "") throw unusual(place);
  const next = text.indexOf("\n", endOf(text, pair, place));
  return [start, next === -1 ? text.length : next + 1];
}

/** Where a pair ends: behind the last character of its value that is not blank. */
function endOf(text: string, pair: Pair, place: Place): number {
  const last = deepest(pair.value as Node | null) ?? (pair.key as Node);
  const [start, end] = last.range ?? [];
  if (start === undefined || end === undefined) throw unusual(place);
  return start + text.slice(start, end).trimEnd().length;
}

/** The node at the end of a value. */
function deepest(node: Node | null): Node | null {
  if (!isCollection(node) || node.flow === true || node.items.length === 0) return node;
  const item = node.items.at(-1) as Pair | Node;
  return "value" in item && "key" in item ? (deepest(item.value as Node | null) ?? (item.key as Node)) : deepest(item);
}

function splice(text: string, [start, end]: Span, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** The edited text, if it says just what the other one did but for the place. */
function checked(text: string, edited: string, place: Place, value: Written | undefined): string {
  const expected = changed(parseDocument(text).toJS(), place, value);
  const document = parseDocument(edited);
  if (document.errors.length > 0 || !isDeepStrictEqual(document.toJS(), expected)) throw unusual(place);
  return edited;
}

function changed(content: unknown, [key = "", ...rest]: Place, value: Written | undefined): unknown {
  const copy = { ...(content as Record<string, unknown>) };
  const next = rest.length === 0 ? inKind(copy[key], value) : changed(copy[key], rest, value);
  if (next === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = next;
  return copy;
}

/** A number that stood in quotes stays a text. */
function inKind(before: unknown, value: Written | undefined): Written | undefined {
  return typeof before === "string" && typeof value === "number" ? String(value) : value;
}

function at(content: unknown, [key, ...rest]: Place): unknown {
  if (key === undefined) return content;
  return typeof content === "object" && content !== null
    ? at((content as Record<string, unknown>)[key], rest)
    : undefined;
}

function unusual(place: Place): UserError {
  return new UserError(
    `${place.join(".")} is not written in a way that can be edited here: by an alias, an anchor or a tag, or not as a mapping.`,
    "Change it by hand.",
  );
}
