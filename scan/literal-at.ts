// Reads one literal where it begins: in quotes of any language, put together from several, or bare.

/** A literal and its place in the text. */
export interface Literal {
  text: string;
  start: number;
  end: number;
}

/** A name in a text. */
export interface NameAt {
  text: string;
  start: number;
  end: number;
}

const opening = /(?:[rbfuRBFUNEL@$]{1,2}(?=["'])|r#{1,3}(?="))?(\\{0,3})("""|'''|["'`\u201c\u2018])/y;
const joint =
  /[ \t]{0,8}(?:(\+|\.\.?|&|~|<>|\|\|)[ \t]{0,8}(?:\r?\n[ \t]{0,40})?|\\?\r?\n[ \t]{0,40}(?:(\+|\.|&)[ \t]{0,8})?)/y;
const longest = 4096;
const mostPieces = 12;

/** The literal in quotes at a place; undefined where none begins. @param joins whether pieces that stand next to each other are one */
export function quotedAt(text: string, at: number, joins: boolean): Literal | undefined {
  const first = pieceAt(text, at);
  if (first === undefined) return undefined;
  const { start } = first;
  let { text: value, end, after } = first;
  for (let piece = 1; piece < mostPieces; piece++) {
    joint.lastIndex = after;
    const found = joint.exec(text);
    if (found === null || (!joins && found[1] === undefined && found[2] === undefined)) break;
    const next = pieceAt(text, joint.lastIndex);
    if (next === undefined) break;
    value += next.text;
    ({ end, after } = next);
  }
  return { text: value, start, end };
}

function pieceAt(text: string, at: number): (Literal & { after: number }) | undefined {
  opening.lastIndex = at;
  const [whole, escapes = "", mark = ""] = opening.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const start = at + whole.length;
  const closing = escapes + (mark === "\u201c" ? "\u201d" : mark === "\u2018" ? "\u2019" : mark);
  const spansLines = mark.length === 3 || mark === "`";
  const last = Math.min(text.length, start + longest);
  for (let place = start; place < last; place++) {
    if (text.startsWith(closing, place)) {
      return {
        text: text.slice(start, place).replace(/^\s*\n\s*|\s*\n\s*$/g, ""),
        start,
        end: place,
        after: place + closing.length,
      };
    }
    const character = text.charAt(place);
    if (character === "\n" && !spansLines) return undefined;
    if (character === "\\" && escapes === "") place++;
  }
  return undefined;
}

/** Ends of a bare value in the middle of a line. */
const inline = /(?![[{(])(?:\$\{[^{}\n]{0,200}\}|\\(?![nrt])|[^\s"'`,;&|<>\\]){3,2000}/y;

/**
 * The bare literal at a place.
 *
 * @param isWholeLine whether it goes on to the line's end, or to a comment there
 */
export function bareAt(text: string, at: number, isWholeLine: boolean): Literal | undefined {
  if (!isWholeLine) {
    inline.lastIndex = at;
    const word = trimmed(inline.exec(text)?.[0] ?? "");
    return word.length < 3 ? undefined : { text: word, start: at, end: at + word.length };
  }
  const line = lineFrom(text, at)
    .replace(/\s+(?:#|;|\/\/|--|<!--)(?:\s.*)?$/, "")
    .replace(/[\s,\\]+$/, "");
  return line.length < 3 || /^["'`]/.test(line) ? undefined : { text: line, start: at, end: at + line.length };
}

/** Without what closes a bracket that is open before it, and without a sentence's end. */
function trimmed(word: string): string {
  let text = word;
  while (/[\\)\]}.:*]$/.test(text)) {
    const last = text.charAt(text.length - 1);
    const pair = last === ")" ? "(" : last === "]" ? "[" : last === "}" ? "{" : undefined;
    if (pair !== undefined && text.split(pair).length >= text.split(last).length) break;
    text = text.slice(0, -1);
  }
  return text;
}

/** What remains of a line, as far as anybody writes one by hand. */
export function lineFrom(text: string, at: number): string {
  const part = text.slice(at, at + 2000);
  const end = part.search(/[\r\n]/);
  return end === -1 ? part : part.slice(0, end);
}

/** What stands before a place in its line, as far as it matters. */
export function lineBefore(text: string, at: number): string {
  const part = text.slice(Math.max(0, at - 200), at);
  return part.slice(part.lastIndexOf("\n") + 1);
}

/** The second of two words with a slash between them: user / password. */
export function besideUser(text: string, at: number): Literal | undefined {
  const [gap] = /^[\w@-]{2,40} ?\/ ?(?=[^\s/]{6,60}(?:\s|$))/.exec(text.slice(at, at + 120)) ?? [];
  return gap === undefined ? undefined : bareAt(text, at + gap.length, false);
}
