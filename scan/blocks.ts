// Blocks of data in base64, such as certificates and signatures: whether a place in a text is inside one.

/** How far back a PEM block may begin. */
const longestBlock = 20_000;

/** Whether a place is inside a PEM block. Private keys are found as a whole, by another rule. */
export function isInCertificate(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - longestBlock), at);
  return before.lastIndexOf("-----BEGIN ") > before.lastIndexOf("-----END ");
}

/** How much of a text is looked at on each side; no line of a block is longer. */
const widest = 300;

/** What follows the last word of a line of a block: a quote and an operator in a program, the end of an element in XML. */
const lineEnd = /^={0,2}["'`]?[ \t]{0,8}[+\\.]?[ \t]{0,8}(?:<\/[^<>\n]{1,80}>[^\n]{0,80})?\r?(?:\n|$)/;
const lineStart = /(?:^|\n)[ \t]{0,80}["'`]?$/;
/** A line before that is one word, or the beginning of an element with it. */
const lineBefore = /(?:^|\n|>)[ \t]{0,80}["'`]?[\w+/-]{60,}={0,2}["'`]?[ \t]{0,8}[+\\.]?[ \t]{0,8}\r?\n$/;
const lineAfter = /^[ \t]{0,80}["'`]?[\w+/-]{20,}={0,2}["'`]?[ \t]{0,8}[+\\.]?[ \t]{0,8}(?:\r?\n|$|;|,|\)|<\/)/;

/** The width from which on a line of nothing but a word is one of a block. */
const narrowest = 60;

/** Whether a word is a line of a block: it fills its line, and so does the one before or after it. */
export function isInBlock(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - widest), start);
  const after = text.slice(end, end + widest);
  const [toEnd] = lineEnd.exec(after) ?? [];
  const [toStart] = lineStart.exec(before) ?? [];
  if (toEnd === undefined || toStart === undefined) return false;
  const previous = before.slice(0, before.length - toStart.length + 1);
  return lineBefore.test(previous) || (end - start >= narrowest && lineAfter.test(after.slice(toEnd.length)));
}
