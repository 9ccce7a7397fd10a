// Takes comments out of a file's text, line by line: what they say happens nowhere. Where it is not clear what is a comment, nothing is.

/** Languages with comments as C has them. */
const likeC =
  /\.(?:[cm]?[jt]sx?|go|rs|java|kts?|scala|cs|c|h|cc|cpp|hpp|php|swift|dart|groovy|gradle|tf|tfvars|hcl|jsonc|json5|css|scss|proto|bicep|cue)$/i;

/** Languages in which a number sign begins one, besides all that are not like C. */
const alsoNumberSign = /\.(?:php|tf|tfvars|hcl)$/i;

/** The lines of a text without their comments, each in its place. */
export function uncommented(file: string, text: string): string[] {
  const lines = text.split(/\r\n?|\n/);
  if (!likeC.test(file)) return lines.map((line) => upTo(line, "#"));
  const marks = alsoNumberSign.test(file) ? ["//", "#"] : ["//"];
  let isInside = false;
  return lines.map((line, index) => {
    let left = line;
    if (isInside) {
      const end = line.indexOf("*/");
      if (end < 0) return "";
      isInside = false;
      left = line.slice(end + 2);
    }
    const start = commentAt(left, "/*");
    if (start >= 0) {
      const end = left.indexOf("*/", start + 2);
      // What nobody closes is no comment.
      isInside = end < 0 && lines.slice(index + 1, index + 1 + mostLines).some((later) => later.includes("*/"));
      if (isInside) left = left.slice(0, start);
      else if (end >= 0) left = `${left.slice(0, start)} ${left.slice(end + 2)}`;
    }
    return marks.reduce(upTo, left);
  });
}

/** How far the end of a comment may be away. */
const mostLines = 500;

function upTo(line: string, mark: string): string {
  const at = commentAt(line, mark);
  return at < 0 ? line : line.slice(0, at);
}

/** Where a comment begins: after a blank, and not within quotes. */
function commentAt(line: string, mark: string): number {
  for (let at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + 1)) {
    const before = line.slice(0, at);
    const isApart = /(?:^|[\s{])$/.test(before);
    if (isApart && [`"`, "'", "`"].every((quote) => before.split(quote).length % 2 === 1)) return at;
  }
  return -1;
}
