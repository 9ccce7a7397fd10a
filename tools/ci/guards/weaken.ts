// What the parts of the check share.

/** Takes down that a guard gets weaker: what changes, and what comes of it. */
export type Weaken = (what: string, effect: string) => void;

/** A path as one line, whatever is in it. */
export const shown = (file: string): string => (/^[\w./ @+-]+$/.test(file) ? file : JSON.stringify(file));

/** The lines that say something, without comments and with single blanks. */
export const linesOf = (text = ""): string[] =>
  text
    .split("\n")
    .map((line) =>
      line
        .replace(/(?:^|\s)#.*$/, "")
        .trim()
        .replaceAll(/\s+/g, " "),
    )
    .filter((line) => line !== "");
