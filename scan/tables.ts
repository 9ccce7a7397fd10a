// Tables whose head says which column is secret, in any text: Markdown, wikis, Gherkin, what databases print, columns under each other.
import type { FileKind } from "./file-kinds.ts";
import type { Match } from "./finding.ts";
import { placesInAnyCase } from "./hints.ts";
import { lineFrom } from "./literal-at.ts";
import { isPasswordName, isSecretName } from "./names.ts";
import { isSecretValue, isStrong } from "./values.ts";

/** A word that may head a secret's column. */
const headWord = /pass(?:w|phrase|code|\b)|\bpwd?\b|kennwort|secret|token|\bpsk\b|contrase|api[ _-]?key|credential/iy;
const headWords = placesInAnyCase(
  ...["pass", "pwd", "pw", "kennwort", "secret", "token", "psk", "contrase", "api key", "api-key", "api_key", "apikey"],
  "credential",
);

const longestHead = 400;
const mostRows = 400;

/** A line between a table's rows: `|---|---|`, `+---+`, `====  ====`, `|-`. */
const ruler = /^[\s|+:=-]+$/;

/** How a table is written: where its columns are, from its head. */
interface Table {
  /** Number and name of each column that is secret. */
  columns: ReadonlyMap<number, string>;
  /** The cells of a row; none where the table has ended. */
  cells: (line: string) => Cell[];
}

interface Cell {
  text: string;
  at: number;
}

/**
 * The secrets in a text's tables.
 *
 * @param kind in programs only tables with lines between their columns are looked for: a call has commas, too
 */
export function findInTables(text: string, kind: FileKind): Match[] {
  const matches: Match[] = text.includes("<th") ? inHtml(text) : [];
  let from = 0;
  for (const place of headWords(text)) {
    headWord.lastIndex = place;
    if (place < from || !headWord.test(text)) continue;
    const before = text.slice(Math.max(0, place - longestHead), place);
    const start = place - before.length + before.lastIndexOf("\n") + 1;
    const below = nextLine(text, place);
    from = below;
    const isHead = below - start <= longestHead && (start === 0 || text.charAt(start - 1) === "\n");
    const table = isHead ? tableOf(lineFrom(text, start), kind === "code") : undefined;
    if (table === undefined) continue;
    let at = below;
    let isFirst = true;
    for (let row = 0; row < mostRows && at < text.length; row++) {
      const line = lineFrom(text, at);
      if (!ruler.test(line)) {
        const cells = table.cells(line);
        if (cells.length === 0 && (line.trim() !== "" || !isFirst)) break;
        for (const [column, name] of table.columns) addCell(matches, cells[column], name, at);
      }
      isFirst = false;
      at = nextLine(text, at);
    }
  }
  return matches;
}

function addCell(matches: Match[], cell: Cell | undefined, name: string, line: number): void {
  if (cell === undefined) return;
  const value = cell.text.replace(/^[`"'*{]{1,2}|[`"'*}]{1,2}$/g, "");
  // A person chooses a password; what else is secret was made, and is longer than a word.
  const isCounted = isPasswordName(name) ? isSecretValue(value, true, "prose") : value.length >= 12 && isStrong(value);
  if (!isCounted || !/\d|[^\w\s]/.test(value)) return;
  const start = line + cell.at + cell.text.indexOf(value);
  matches.push({ kind: "secret-assignment", start, end: start + value.length, value });
}

/** The rows of HTML, each read once. */
function inHtml(text: string): Match[] {
  const matches: Match[] = [];
  let columns = new Map<number, string>();
  for (let start = text.indexOf("<tr"); start !== -1;) {
    const end = text.indexOf("</tr", start);
    if (end === -1) break;
    const row = text.slice(start, Math.min(end, start + 4000));
    const cells = [...row.matchAll(/<t([hd])[^>]{0,200}>\s{0,40}(?:<(?:code|b|tt|p)>)?([^<]{0,200})/g)];
    const names = cells.map(({ 1: kind, 2: text_ = "" }) => (kind === "h" ? text_.trim() : ""));
    if (names.length > 1 && names.every((name) => name !== "")) columns = secretColumns(names);
    else
      for (const [column, name] of columns) {
        const cell = cells[column];
        if (cell !== undefined)
          addCell(
            matches,
            { text: (cell[2] ?? "").trim(), at: cell.index + cell[0].indexOf((cell[2] ?? "").trim()) },
            name,
            start,
          );
      }
    start = text.indexOf("<tr", end);
  }
  return matches;
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

function tableOf(head: string, isCode: boolean): Table | undefined {
  for (const [headSign, rowSign] of signsOf(head, isCode)) {
    const cells = cellsBetween(head, headSign);
    const columns = secretColumns(cells.map(({ text }) => text));
    if (cells.length > 1 && columns.size > 0 && cells.every(({ text }) => isHeading(text)))
      return { columns, cells: (line) => (line.includes(rowSign) ? cellsBetween(line, rowSign) : []) };
  }
  return isCode ? undefined : aligned(head);
}

/** What stands between the cells of a head, and between those of a row. */
function signsOf(head: string, isCode: boolean): [string, string][] {
  if (/^\s*\|\|/.test(head)) return [["||", "|"]];
  if (/^\s*\^/.test(head)) return [["^", "|"]];
  if (/^\s*!.*!!/.test(head)) return [["!!", "||"]];
  return (isCode ? ["|"] : ["|", "\t", ";", ","]).filter((sign) => head.includes(sign)).map((sign) => [sign, sign]);
}

const isHeading = (cell: string): boolean =>
  /^["*_`]{0,2}[\p{L}\w][\p{L}\w ./-]{0,30}(?:\([\p{L}\w ./-]{0,20}\))?["*_`]{0,2}$|^$/u.test(cell);

function secretColumns(names: readonly string[]): Map<number, string> {
  const columns = new Map<number, string>();
  for (const [index, name] of names.entries())
    if (isSecretName(name.replaceAll(/["*`]/g, ""))) columns.set(index, name);
  return columns;
}

/** Cells between a sign; the edges of a table are none. */
function cellsBetween(line: string, sign: string): Cell[] {
  const cells: Cell[] = [];
  const edge = /^\s*(?:[|^!]{1,2})?/.exec(line)?.[0].length ?? 0;
  let at = sign === "," || sign === ";" || sign === "\t" ? 0 : edge;
  for (const part of line.slice(at).split(sign)) {
    cells.push({ text: part.trim(), at: at + (part.length - part.trimStart().length) });
    at += part.length + sign.length;
  }
  if (cells.length > 1 && cells.at(-1)?.text === "") cells.pop();
  return cells;
}

/** Columns under each other, at least two blanks apart. */
function aligned(head: string): Table | undefined {
  const names = [...head.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index: at }) => ({ text, at }));
  const columns = secretColumns(names.map(({ text }) => text));
  if (names.length < 2 || columns.size === 0 || !names.every(({ text }) => isHeading(text))) return undefined;
  const cells = (line: string): Cell[] => {
    if (line.trim() === "") return [];
    return names.map(({ at }, index) => {
      const next = names[index + 1]?.at ?? line.length;
      const isCell = at === 0 || line.charAt(at - 1) === " ";
      const text = isCell ? (/^\S+/.exec(line.slice(at, Math.max(next, at)))?.[0] ?? "") : "";
      return { text, at };
    });
  };
  return { columns, cells };
}
