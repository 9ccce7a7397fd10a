// Which fixed parts are in a text, and where. Most patterns have parts without which they match nothing, and most texts have few of
// these: all that any pattern asks for are looked for in one pass, which takes less time than the search for one pattern.

/** A fixed part of what a pattern matches. */
interface Part {
  text: string;
  isAnyCase: boolean;
  /** The list that gets its places; undefined where only its presence counts. */
  list?: number;
}

/** What is found in a text. */
interface Found {
  text: string;
  /** By part: 1 where it is there. */
  present: Uint8Array;
  lists: number[][];
}

const shortest = 2;
const codes = 1 << 15;

const parts: Part[] = [];
/** The parts whose first three characters have the same code. */
const partsByCode: number[][] = Array.from({ length: codes }, () => []);
/** By code: with which characters a part goes on, as 32 bits; 0 where there is none. */
const following = new Int32Array(codes);
let lists = 0;

/** The text that was looked through last. */
let last: Found | undefined;

/**
 * Tells of a text whether it has one of some parts in it.
 *
 * @param some each of at least two characters
 */
export function holdsOneOf(...some: readonly string[]): (text: string) => boolean {
  return asking(some.map((text) => ({ text, isAnyCase: false })));
}

/** The same, with letters in either case. */
export function holdsInAnyCase(...some: readonly string[]): (text: string) => boolean {
  return asking(some.map((text) => ({ text: text.toLowerCase(), isAnyCase: true })));
}

/** Tells where in a text some parts begin, in rising order. */
export function placesOf(...some: readonly string[]): (text: string) => readonly number[] {
  return listing(some.map((text) => ({ text, isAnyCase: false })));
}

/** The same, with letters in either case. */
export function placesInAnyCase(...some: readonly string[]): (text: string) => readonly number[] {
  return listing(some.map((text) => ({ text: text.toLowerCase(), isAnyCase: true })));
}

function asking(asked: readonly Part[]): (text: string) => boolean {
  const numbers = asked.map(add);
  return (text) => {
    const { present } = found(text);
    return numbers.some((number) => present[number] === 1);
  };
}

function listing(asked: readonly Part[]): (text: string) => readonly number[] {
  const list = lists++;
  for (const part of asked) add({ ...part, list });
  return (text) => found(text).lists[list] ?? [];
}

function add(part: Part): number {
  if (part.text.length < shortest) throw new RangeError(`A hint has at least ${shortest} characters: ${part.text}`);
  const number = parts.push(part) - 1;
  const next = part.text.length > 3 ? 1 << (part.text.charCodeAt(3) & 31) : -1;
  for (const code of codesOf(part.text)) {
    partsByCode[code]?.push(number);
    following[code] = (following[code] ?? 0) | next;
  }
  last = undefined;
  return number;
}

/** Of two characters, the codes of all with which they may go on. */
function codesOf(text: string): number[] {
  const [one, two, three] = [text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2)];
  if (text.length > 2) return [coded(one, two, three)];
  return Array.from({ length: 32 }, (_, next) => coded(one, two, next));
}

/** Five bits of each: small and capital letters have the same. */
function coded(one: number, two: number, three: number): number {
  return (one & 31) | ((two & 31) << 5) | ((three & 31) << 10);
}

function found(text: string): Found {
  if (last?.text !== text) last = lookThrough(text);
  return last;
}

function lookThrough(text: string): Found {
  const all: Found = {
    text,
    present: new Uint8Array(parts.length),
    lists: Array.from({ length: lists }, () => []),
  };
  // Codes whose parts have all been found are left out for the rest of the text.
  const closed: [code: number, next: number][] = [];
  const { length } = text;
  let code = coded(0, text.charCodeAt(0), text.charCodeAt(1));
  for (let at = 0; at < length - 1; at++) {
    const three = at + 2 < length ? text.charCodeAt(at + 2) : 0;
    const four = at + 3 < length ? text.charCodeAt(at + 3) : 0;
    code = (code >> 5) | ((three & 31) << 10);
    const next = following[code] ?? 0;
    if (((next >>> (four & 31)) & 1) === 0 || !noteAt(all, at, code)) continue;
    closed.push([code, next]);
    following[code] = 0;
  }
  for (const [of, next] of closed) following[of] = next;
  return all;
}

/** Notes which parts begin at a place, and tells whether nothing more can be found by their code. */
function noteAt({ text, present, lists: places }: Found, at: number, code: number): boolean {
  let isDone = true;
  for (const number of partsByCode[code] ?? []) {
    const part = parts[number];
    if (part === undefined || (part.list === undefined && present[number] === 1)) continue;
    const isHere = part.isAnyCase ? isAt(text, at, part.text) : text.startsWith(part.text, at);
    if (isHere) present[number] = 1;
    const list = part.list === undefined ? undefined : places[part.list];
    if (isHere && list?.at(-1) !== at) list?.push(at);
    if (!isHere || list !== undefined) isDone = false;
  }
  return isDone;
}

function isAt(text: string, at: number, lower: string): boolean {
  for (let index = 0; index < lower.length; index++) {
    const code = text.charCodeAt(at + index);
    const isCapital = code >= 65 && code <= 90;
    if ((isCapital ? code + 32 : code) !== lower.charCodeAt(index)) return false;
  }
  return true;
}
