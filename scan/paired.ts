// Values that stand beside a secret's name under a key of their own: `name: DB_PASSWORD` and `value: …`, a variable and its default.
import { bareAt, quotedAt, type Literal, type NameAt } from "./literal-at.ts";

/** Before a name that is itself given as a value, or that heads a block. */
const naming =
  /(?:^|[\s{,<(["'[.])(?:name|key|parametername|parameterkey|variable|env|field|property|var|header|id|option|param|add_argument|envvar|secret)\\{0,3}["']?\s{0,4}(?:[:=(]\s{0,4}\\{0,3}["']?|\s\\{0,3}["'])(?:--|[\w./-]{0,60}[/.])?$/i;

const valueKey =
  /(?<=[\s{,("'<.])(?:value|default|equalTo|defaultvalue|parametervalue|content|stringvalue|literal|initialvalue|val|current)\\{0,3}["']?\s{0,20}(?::=|[:=]|>)\s{0,8}/gi;

/** How far off the value may be. */
const reach = 300;

/** The value under the key beside a name; undefined where there is none. */
export function pairedWith(text: string, name: NameAt, before: string, takesBare: boolean): Literal | undefined {
  const rest = text.slice(name.end, name.end + reach);
  // A name that heads a block: `db_password:` and a line end, `"password": {`.
  const heads = /^\\{0,3}["']?\s{0,4}(?:[:=>]\s{0,4})?(?:\{|\r?\n[ \t]+[\w<])/.test(rest);
  if (!heads && !naming.test(before)) return undefined;
  const end = endOfBlock(rest, heads);
  valueKey.lastIndex = name.end;
  const found = valueKey.exec(text.slice(0, name.end + end));
  if (found === null) return heads ? undefined : pairedBefore(text, name, takesBare);
  const at = valueKey.lastIndex;
  return valueAt(text, at, found[0].endsWith(">"), takesBare);
}

/** The value that stands before its name in the same block. */
function pairedBefore(text: string, name: NameAt, takesBare: boolean): Literal | undefined {
  const from = Math.max(0, name.start - reach);
  const part = text.slice(from, name.start);
  const start = Math.max(
    part.lastIndexOf("{"),
    part.lastIndexOf("}"),
    part.lastIndexOf("<"),
    part.search(/\n[ \t]*-[ \t][^]*$/),
  );
  valueKey.lastIndex = from + Math.max(start, 0);
  const found = start === -1 ? null : valueKey.exec(text.slice(0, name.start));
  return found === null ? undefined : valueAt(text, valueKey.lastIndex, false, takesBare);
}

function valueAt(text: string, at: number, isElement: boolean, takesBare: boolean): Literal | undefined {
  if (isElement) {
    const [value] = /^[^<\s][^<\n]{2,400}(?=<)/.exec(text.slice(at, at + 410)) ?? [];
    return value === undefined ? undefined : { text: value.trim(), start: at, end: at + value.length };
  }
  return (
    quotedAt(text, at, false) ?? (!takesBare || /[\n\r]/.test(text.charAt(at)) ? undefined : bareAt(text, at, true))
  );
}

/** Where the block ends that the name stands in: at a bracket, the next name, or the next item of a list. */
function endOfBlock(rest: string, heads: boolean): number {
  let depth = 0;
  for (let index = 0; index < rest.length; index++) {
    const character = rest.charAt(index);
    if (character === "{") depth++;
    else if (character === "}" && --depth < (heads ? 1 : 0)) return index;
  }
  const next = rest.slice(1).search(/\n\s*-\s|\n\s*\n|[\s{,<"']name["']?\s*[:=]|\n\S/i);
  return next === -1 ? rest.length : next + 1;
}
