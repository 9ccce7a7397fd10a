// Edits YAML as a person does: one place changes, and all else stays as it is written.
import { isCollection, isMap, isScalar, parseDocument, stringify, type YAMLMap } from "yaml";
import { there } from "./there.ts";

type Steps = readonly (string | number)[];

/** The text with another value at a place; the collections above it have to be there. Undefined takes the place out. */
export function withYaml(text: string, steps: Steps, value: unknown): string {
  const document = parseDocument(text);
  const place = steps.join(".");
  const last = there(steps.at(-1), "the place");
  const above = steps.slice(0, -1);
  const parent = above.length === 0 ? document.contents : document.getIn(above, true);
  if (!isCollection(parent)) throw new Error(`There is nothing at ${above.join(".")}.`);
  if (!isMap(parent) || parent.flow === true) {
    // A collection on one line is written anew.
    if (value === undefined && !parent.has(last)) throw new Error(`There is no ${place} to take out.`);
    const copy = parent.toJS(document) as unknown;
    if (Array.isArray(copy)) copy.splice(Number(last), 1, ...(value === undefined ? [] : [value]));
    else if (value === undefined) Reflect.deleteProperty(copy as object, last);
    else Object.assign(copy as object, { [last]: value });
    return splice(text, rangeOf(text, parent), flow(copy));
  }
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
  if (pair === undefined) {
    if (value === undefined) throw new Error(`There is no ${place} to take out.`);
    return added(text, parent, `${flow(last)}: ${flow(value)}`);
  }
  const [start] = rangeOf(text, pair.key);
  const [, end] = rangeOf(text, pair.value ?? pair.key);
  if (value !== undefined) return splice(text, [start, end], `${flow(last)}: ${flow(value)}`);
  const [lineStart, lineEnd] = [text.lastIndexOf("\n", start) + 1, text.indexOf("\n", end) + 1];
  return splice(text, [lineStart, lineEnd === 0 ? text.length : lineEnd], "");
}

/** A line at the end of a mapping that has a line for each key. */
function added(text: string, map: YAMLMap, line: string): string {
  const [first] = rangeOf(text, there(map.items[0], "a first key").key);
  const indent = " ".repeat(first - (text.lastIndexOf("\n", first) + 1));
  const final = there(map.items.at(-1), "a last key");
  const [, end] = rangeOf(text, final.value ?? final.key);
  const lineEnd = text.indexOf("\n", end);
  return splice(text, [lineEnd + 1, lineEnd + 1], `${indent}${line}\n`);
}

/** Where a node stands, without the white space after it. */
function rangeOf(text: string, node: unknown): [number, number] {
  const { range } = node as { range?: [number, number, number] };
  const [start, end] = there(range, "the place in the text");
  return [start, start + text.slice(start, end).trimEnd().length];
}

const splice = (text: string, [start, end]: [number, number], inserted: string): string =>
  `${text.slice(0, start)}${inserted}${text.slice(end)}`;

const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
