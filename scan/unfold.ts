// Values that are split over lines: YAML's block and folded scalars, a backslash before the line's end.

/** A value put together again, with what stands before it on its first line. */
export interface Unfolded {
  text: string;
  /** Where it begins in the original. */
  start: number;
  end: number;
}

/** How many lines one value is looked for in; a PEM key of 16,384 bits has 200. */
const mostLines = 400;

/** A line that holds one word only, as each line of a split value does; a key or a list item is none. */
const fragment = /^[ \t]+([^\s"'`#][^\s"'`]*|[^\s"'`]+["']?)\\?$/;

const blockHeader = /(?::|^[ \t]*-)[ \t]+(?:[!&]\S+[ \t]+)*[|>][-+\d]{0,2}[ \t]*(?:#.*)?$/;
const openEnd = /(?:(?::|=|^[ \t]*-)[ \t]*["']?[^\s"'`|>]{4,}|["'][^\s"'`]{4,}|[^\s"'`]{8,})\\$/;
const openScalar = /^[ \t]*(?:- +)?[\w."'-]+:[ \t]+(?:"[^\s"]{4,}|'[^\s']{4,}|[^\s"'`#|>{}[\],&*]{8,})$/;
const emptyScalar = /^[ \t]*(?:- +)?[\w."'-]+:[ \t]*$/;

/** The values of a text that are split over lines. */
export function unfold(text: string, isYaml: boolean): Unfolded[] {
  if (!isYaml && !text.includes("\\\n") && !text.includes("\\\r\n")) return [];
  const found: Unfolded[] = [];
  const lines = text.split("\n");
  let offset = 0;
  for (let index = 0; index < lines.length - 1; index++) {
    const first = (lines[index] ?? "").trimEnd();
    const start = offset;
    offset += (lines[index] ?? "").length + 1;
    if (!opens(first, isYaml)) continue;
    const parts = fragmentsAfter(lines, index, first, isYaml);
    if (parts.length === 0) continue;
    const length = lines.slice(index, index + parts.length + 1).join("\n").length;
    const head = first.replace(/[|>][-+\d]{0,2}[ \t]*(?:#.*)?$/, "").replace(/\\$/, "");
    found.push({ text: head + (emptyScalar.test(head) ? " " : "") + parts.join(""), start, end: start + length });
  }
  return found;
}

/** No longer line begins a value: the patterns look back from its end. */
const longestLine = 2000;

function opens(line: string, isYaml: boolean): boolean {
  if (line.length > longestLine) return false;
  return openEnd.test(line) || (isYaml && (blockHeader.test(line) || openScalar.test(line) || emptyScalar.test(line)));
}

/** The lines after the first that go on with its value. */
function fragmentsAfter(lines: readonly string[], from: number, first: string, isYaml: boolean): string[] {
  const parts: string[] = [];
  const indentation = indentationOf(first);
  const isBlock = isYaml && blockHeader.test(first);
  const block = isBlock ? linesOfBlock(lines, from, indentation) : [];
  // The first line of a key has spaces in it, and may be split itself.
  if (block.some((line) => line.includes("-----BEGIN"))) return block.map((line) => line.trim());
  let open = first.endsWith("\\");
  const isIndented = isYaml && !open;
  for (let index = from + 1; index < lines.length && parts.length < mostLines; index++) {
    const line = (lines[index] ?? "").trimEnd();
    const word = fragment.exec(open ? ` ${line}` : line)?.[1];
    if (word === undefined) break;
    if (isIndented ? indentationOf(line) <= indentation || (!isBlock && isStructure(word)) : !open) break;
    open = line.endsWith("\\");
    parts.push(word.replace(/\\$/, ""));
  }
  return parts;
}

/** The lines of a block scalar: all that are indented further than its key. */
function linesOfBlock(lines: readonly string[], from: number, indentation: number): string[] {
  let end = from + 1;
  for (; end < lines.length && end - from <= mostLines; end++) {
    const line = lines[end] ?? "";
    if (line.trim() !== "" && indentationOf(line) <= indentation) break;
  }
  return lines.slice(from + 1, end);
}

/** Whether the only word of a line is a key or an item of YAML, and no part of a value. */
function isStructure(word: string): boolean {
  return word.endsWith(":") || word === "-" || /^[{[\]}]/.test(word);
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}
