// Reads commands as a shell does, as far as it tells which files they name: words without their quotes, redirects, variables that are
// set in the same text, commands inside of others.

/** A simple command. */
export interface ShellCommand {
  words: readonly string[];
  /** The files of its redirects. */
  redirects: readonly string[];
  /** Where the line that it stands in begins. */
  start: number;
  line: string;
}

/** A line longer than this was written by a program, and none is read as a command. */
const longestLine = 20_000;

const operator = /^(?:&&|\|\||;;|[;&|()]|[{}](?=\s|$))/;
const redirect = /^(?:\d*|&)(?:>>|>\||>&|>|<(?![<(]))/;

/**
 * The commands of a text; a `#` at the beginning of a word begins a comment.
 *
 * @param isWanted only such lines are read, once variables are put in
 * @param variables what they may stand for; by default what the text sets them to
 */
export function readCommands(text: string, isWanted: (line: string) => boolean, variables?: Variables): ShellCommand[] {
  let known = variables;
  return logicalLines(text).flatMap(({ start, line }) => {
    if (line.length > longestLine || !(line.includes("$") || isWanted(line))) return [];
    const wholes = line.includes("$") ? substitutions(line, (known ??= variablesOf(text))) : [line];
    return wholes.filter(isWanted).flatMap((whole) => commandsIn(whole, start, line));
  });
}

/** What variables may stand for. */
type Variables = ReadonlyMap<string, readonly string[]>;

/** Lines, with those that a backslash continues. */
export function logicalLines(text: string): { start: number; line: string }[] {
  const lines: { start: number; line: string }[] = [];
  let at = 0;
  let isContinued = false;
  for (const line of text.split("\n")) {
    const last = lines.at(-1);
    const own = line.replace(/\r$/, "");
    if (isContinued && last !== undefined) last.line = last.line.slice(0, -1) + own;
    else lines.push({ start: at, line: own });
    isContinued = own.endsWith("\\") && (lines.at(-1)?.line.length ?? 0) < longestLine;
    at += line.length + 1;
  }
  return lines;
}

function commandsIn(line: string, start: number, whole: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let rest = line;
  // What is inside runs as a command of its own, and its output is a word that nobody knows.
  for (let depth = 0; depth < 5; depth++) {
    const outer = rest.replaceAll(/(?:\$|<|>)\(([^()]*)\)|`([^`]*)`/g, (_, one?: string, other?: string) => {
      commands.push(...simpleCommands(one ?? other ?? "", start, whole));
      return "$_";
    });
    if (outer === rest) break;
    rest = outer;
  }
  return [...commands, ...simpleCommands(rest, start, whole)];
}

function simpleCommands(text: string, start: number, line: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let redirects: string[] = [];
  let isTarget = false;
  const finish = (): void => {
    if (words.length + redirects.length > 0) commands.push({ words, redirects, start, line });
    words = [];
    redirects = [];
    isTarget = false;
  };
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 4);
    const blank = /^\s+/.exec(text.slice(at, at + 200))?.[0];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (text[at] === "#") break;
    const into = redirect.exec(text.slice(at, at + 8))?.[0];
    const between = operator.exec(rest)?.[0];
    if (into !== undefined) {
      at += into.length;
      isTarget = true;
    } else if (between !== undefined) {
      at += between.length;
      finish();
    } else {
      const { word, end } = readWord(text, at);
      (isTarget ? redirects : words).push(word);
      isTarget = false;
      at = end;
    }
  }
  finish();
  return commands;
}

/** One word, without its quotes. */
function readWord(text: string, from: number): { word: string; end: number } {
  let word = "";
  let at = from;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (character === "'" || character === '"') {
      const end = closing(text, at + 1, character);
      word += text.slice(at + 1, end);
      at = end + 1;
    } else if (character === "\\" && at + 1 < text.length) {
      word += text[at + 1] ?? "";
      at += 2;
    } else if (/[\s;&|()<>]/.test(character) && at > from) break;
    else {
      word += character;
      at++;
    }
  }
  return { word, end: at };
}

function closing(text: string, from: number, quote: string): number {
  const end = text.indexOf(quote, from);
  return end === -1 ? text.length : end;
}

/** What variables may stand for, by what the text sets them to: in a shell, a Makefile, a Dockerfile, a workflow's `env`. */
export function variablesOf(text: string): Variables {
  const values = new Map<string, string[]>();
  const add = (name: string, words: readonly string[]): void => {
    values.set(name, [...(values.get(name) ?? []), ...words].slice(0, 8));
  };
  const set =
    /(?:^|[\s;&({])([A-Za-z_]\w{0,60})\s{0,4}(?:[:?+]?=|: )\s{0,4}("[^"\n]{0,200}"|'[^'\n]{0,200}'|\([^)\n]{0,400}\)|[^\s;&|)"']{1,200})/gm;
  for (const [, name = "", value = ""] of text.matchAll(set)) {
    add(name, value.startsWith("(") ? value.slice(1, -1).split(/\s+/) : [value]);
  }
  for (const [, name = "", list = ""] of text.matchAll(/\bfor\s+(\w{1,60})\s+in\s+([^;\n]{1,400})/g))
    add(name, list.split(/\s+/));
  return values;
}

/** A line with what its variables stand for, once for each of the values that they may have. */
function substitutions(line: string, variables: Variables): string[] {
  const counts = [...line.matchAll(/\w{1,60}/g)].map(([name]) => variables.get(name)?.length ?? 0);
  const most = Math.min(
    8,
    counts.reduce((one, other) => Math.max(one, other), 1),
  );
  return [...new Set(Array.from({ length: most }, (_, choice) => substitute(line, variables, choice)))];
}

/** Puts in what variables stand for; a default where nothing else is known. */
function substitute(line: string, variables: Variables, choice: number): string {
  const named =
    /\$\{(\w{1,60})(?:\[[@*]\])?(?::?[-=]([^}]{0,200}))?\}|\$\((\w{1,60})\)|\$(\w{1,60})|\$\{\{\s{0,9}(?:env|vars|inputs|matrix)\.(\w{1,60})\s{0,9}\}\}/g;
  let whole = line;
  for (let depth = 0; depth < 3 && whole.includes("$") && whole.length <= longestLine; depth++) {
    whole = whole.replaceAll(named, (reference: string, ...groups: (string | undefined)[]) => {
      const [one, fallback, two, three, four] = groups;
      const values = variables.get(one ?? two ?? three ?? four ?? "") ?? [];
      // An array's values are all meant; of others, one at a time. What a value is made of is looked up by its first.
      const chosen = reference.includes("[")
        ? values.join(" ")
        : values[Math.min(depth === 0 ? choice : 0, values.length - 1)];
      return chosen?.replaceAll(/["']/g, "") ?? fallback ?? reference;
    });
  }
  return whole;
}
