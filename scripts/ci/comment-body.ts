// What the comment with a preview says.

/** Characters that GitHub takes in a comment. */
const maxLength = 65_536;

/** A preview, as `preview.sh` leaves it. */
export interface Preview {
  stack: string;
  /** What Pulumi said, its policies included. */
  output: string;
  /** Undefined when it did not come to its end. */
  exitCode: number | undefined;
  /** Where its whole log is. */
  logUrl: string;
}

/** What the comment of a stack begins with, so that the next run finds it. */
export function markerOf(stack: string): string {
  return `<!-- busflow-secrets: preview of ${stack} -->`;
}

/** The comment in Markdown. What is too long loses its middle: the changes begin at the top, the refusals stand at the end. */
export function formatComment({ stack, output, exitCode, logUrl }: Preview): string {
  const verdict =
    exitCode === undefined ? "did not come to its end" : exitCode === 0 ? "succeeds" : `fails (exit code ${exitCode})`;
  const title = `${markerOf(stack)}\n### \`pulumi preview --stack ${stack}\` ${verdict}`;
  const text = output.toWellFormed().trimEnd() || "It said nothing.";
  // Longer than any run of backticks in the text, which would end the block.
  const fence = "`".repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map(({ length }) => length + 1)));
  const frame = (inner: string): string =>
    `${title}\n\n${fence}text\n${inner}\n${fence}\n\n[The whole log](${logUrl})\n`;
  return frame(shorten(text, maxLength - frame("").length));
}

function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const note = `\n\n… ${text.length} characters are too many for a comment: the middle is left out here …\n\n`;
  const room = limit - note.length;
  const head = text.slice(0, Math.floor(room / 3));
  const tail = text.slice(text.length - (room - head.length));
  return `${wholeLines(head, "end")}${note}${wholeLines(tail, "start")}`.toWellFormed();
}

/** Without the line that the cut went through, unless it is all there is. */
function wholeLines(text: string, cut: "start" | "end"): string {
  const index = cut === "end" ? text.lastIndexOf("\n") : text.indexOf("\n");
  if (index === -1) return text;
  return cut === "end" ? text.slice(0, index) : text.slice(index + 1);
}
