// The words of a command, wherever it stands: in a shell script, in YAML, in a list of a Dockerfile.

/** A word of a command, without its quotes. */
export interface CommandWord {
  text: string;
  start: number;
  end: number;
}

/** How much of a command is read. */
const longest = 2000;
const mostWords = 80;

const word =
  /[\s,[\]]*(?:(\\{0,2}["'])((?:(?!\1)[^\\\n]|\\(?!["'])[^\n]?)*)\1(?=$|[\s,\])};|&>"'])|((?:\$\([^()\n]*\)|\$\{[^{}\n]*\}|(?:=|^|\w)["'][^"'\n]*["']|\\(?![nrt])|[^\s"'`;|&<>\\])+))/y;

/** The words after a command's name, up to its end. */
export function wordsFrom(text: string, at: number): CommandWord[] {
  const words: CommandWord[] = [];
  const last = Math.min(text.length, at + longest);
  const part = text.slice(at, last);
  let place = 0;
  while (words.length < mostWords) {
    const gap =
      /^(?:[^\S\n]|\\{1,2}n?\r?\n|,|\[|\]|\n(?=\s*(?:- |["'][^"'\n]*["'],?\s*$)))*/m.exec(
        part.slice(place, place + 200),
      )?.[0].length ?? 0;
    place += gap;
    if (place >= part.length || /[\n;|&`)]/.test(part.charAt(place))) break;
    if (part.startsWith("- ", place)) place += 2;
    word.lastIndex = place;
    const found = word.exec(part);
    if (found === null) break;
    const value = found[2] ?? found[3] ?? "";
    const quotes = found[1]?.length ?? 0;
    const end = word.lastIndex - quotes;
    words.push({ text: value.replace(/^(["'])(.*)\1$/, "$2"), start: at + end - value.length, end: at + end });
    place = word.lastIndex;
  }
  return words;
}
