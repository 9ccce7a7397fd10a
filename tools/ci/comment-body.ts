// Makes the text of the comment that shows a preview.
import { projectName } from "../paths.ts";

/** The most characters that GitHub takes in a comment. */
const maxLength = 65_536;

/** A preview, as `preview.sh` leaves it. */
export interface Preview {
  stack: string;
  /** What Pulumi said, its policies included. */
  output: string;
  /** Undefined when the preview did not end. */
  exitCode: number | undefined;
  /** Where the preview's whole log is. */
  logUrl: string;
}

/** What the comment of a stack begins with, so that the next run finds it. */
export function markerOf(stack: string): string {
  return `<!-- ${projectName}: preview of ${stack} -->`;
}

/**
 * The comment in Markdown. For a preview that succeeds, the lines about each service stand on top, and the rest is folded. A preview
 * that fails is shown as it is. A text that is too long loses its middle, because the changes begin at the top and the refusals stand
 * at the end.
 */
export function formatComment({ stack, output, exitCode, logUrl }: Preview): string {
  const verdict =
    exitCode === undefined ? "did not come to its end" : exitCode === 0 ? "succeeds" : `fails (exit code ${exitCode})`;
  const title = `${markerOf(stack)}\n### \`pulumi preview --stack ${stack}\` ${verdict}`;
  const text = output.toWellFormed().trimEnd() || "It said nothing.";
  const words = exitCode === 0 ? wordsOf(text) : [];
  const top = words.length === 0 ? "" : `\n\n${fenced(words.join("\n"))}`;
  const [open, close] =
    words.length === 0 ? ["", ""] : ["<details><summary>The whole preview</summary>\n\n", "\n\n</details>"];
  const frame = (inner: string): string =>
    `${title}${top}\n\n${open}${fenced(inner, text)}${close}\n\n[The whole log](${logUrl})\n`;
  return frame(shorten(text, maxLength - frame("").length));
}

/** The line that the `swarm` provider prints for each binding that changes: `api   db_writer v1 → v2   restarts 2 replicas, wave 0`. */
const bindingLine = /^[\w-]+ {3}\S.* {3}(?:no restart|restarts .+), wave (?<wave>\d+)/;
/** How many of these lines may stand on top. More of them would be no shorter than the preview itself. */
const mostWords = 200;

/** The lines of the bindings, in the order in which they are flipped, and the preview's warnings. */
function wordsOf(text: string): string[] {
  const lines = text.split("\n");
  const waveOf = (line: string): number => Number(bindingLine.exec(line)?.groups?.["wave"]);
  const bindings = lines
    .filter((line) => bindingLine.test(line))
    .sort((a, b) => waveOf(a) - waveOf(b) || (a < b ? -1 : 1));
  return [...bindings, ...lines.filter((line) => line.startsWith("warning: "))].slice(0, mostWords);
}

/**
 * A text as a code block. Its fence is longer than any run of backticks in the text, which would end the block.
 *
 * @param whole the text of which `inner` is a part, and by which the fence is measured
 */
function fenced(inner: string, whole = inner): string {
  const fence = "`".repeat(Math.max(3, ...(whole.match(/`+/g) ?? []).map(({ length }) => length + 1)));
  return `${fence}text\n${inner}\n${fence}`;
}

function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const note = `\n\n… ${text.length} characters are too many for a comment: the middle is left out here …\n\n`;
  const room = limit - note.length;
  const head = text.slice(0, Math.floor(room / 3));
  const tail = text.slice(text.length - (room - head.length));
  return `${wholeLines(head, "end")}${note}${wholeLines(tail, "start")}`.toWellFormed();
}

/** Removes the line that the cut went through, unless the text has no other line. */
function wholeLines(text: string, cut: "start" | "end"): string {
  const index = cut === "end" ? text.lastIndexOf("\n") : text.indexOf("\n");
  if (index === -1) return text;
  return cut === "end" ? text.slice(0, index) : text.slice(index + 1);
}
