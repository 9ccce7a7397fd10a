// Finds commands that change a compose file, or what is deployed from it, on the way: a review has seen the file as it stands.

/** A compose file that a command changes. */
export interface RewrittenFile {
  readonly composeFile: string;
  /** Counted from 1. */
  readonly line: number;
}

const editors = /(?<![\w./-])(?:g?sed|perl|g?awk|yq|jq|ruby|python3?|patch|ed|ex)(?![\w./-])/;
const inPlace =
  /(?<![\w./-])(?:g?sed|perl|ruby|yq|g?awk)(?=\s)[^|;&]*?\s(?:-[A-Za-z]*i|--in-?place)|(?<![\w./-])(?:patch|ed|ex)\s/;

/** Whether a text has a command that may change one. Most texts have none. */
export function mayRewrite(text: string): boolean {
  return /(?<![\w./-])(?:g?sed|perl|g?awk|yq|jq|ruby|python3?|patch|ed|ex|tee|sponge|cp|mv|install|ln|git)\s|>\s*["'$\w./{]/.test(
    text,
  );
}

/** A command that may change a file. */
export interface Command {
  readonly text: string;
  /** On which it begins; counted from 1. */
  readonly line: number;
}

/**
 * The commands in lines that may change a file.
 *
 * @param lines without comments
 */
export function commandsIn(lines: readonly string[]): Command[] {
  const found: Command[] = [];
  let begin = 0;
  let text = "";
  for (const [index, line] of lines.entries()) {
    if (text === "") begin = index;
    text += line;
    // A command goes on where its line ends in a backslash.
    if (text.endsWith("\\") && text.length < longest) {
      text = `${text.slice(0, -1)} `;
      continue;
    }
    if (text.length < longest && mayRewrite(text)) found.push({ text, line: begin + 1 });
    text = "";
  }
  return found;
}

/** Finds the commands that write to one of the compose files, or hand on what they have made of it. */
export function rewrittenFiles(commands: readonly Command[], composeFiles: readonly string[]): RewrittenFile[] {
  return commands.flatMap(({ text, line }) =>
    composeFiles.filter((composeFile) => rewrites(text, composeFile)).map((composeFile) => ({ composeFile, line })),
  );
}

const longest = 10_000;

function rewrites(command: string, composeFile: string): boolean {
  const name = composeFile.slice(composeFile.lastIndexOf("/") + 1);
  // Few commands have it: for these alone patterns are made.
  if (!command.includes(name)) return false;
  const isNamed = new RegExp(String.raw`(?<![\w.-])${RegExp.escape(name)}(?![\w.-])`).test(command);
  if (!isNamed) return false;
  const file = String.raw`["']?(?:[\w.$\{}-]*\/)*${RegExp.escape(name)}(?![\w.-])`;
  const isWritten = new RegExp(
    String.raw`>\s*${file}|(?<![\w./-])(?:tee|sponge)(?:\s+-\w+)*\s+${file}|(?<![\w./-])(?:cp|mv|install|ln)\s[^|;&]*\s${file}["']?\s*(?:$|[|;&])`,
  ).test(command);
  const isOther = new RegExp(String.raw`(?<![\w./-])git\s+(?:show|checkout|restore)\s[^|;&]*${file}`).test(command);
  const isChanged =
    inPlace.test(command) || (editors.test(command) && /(?<![\w./-])docker\s|>\s*(?!\/dev\/null|&)\S/.test(command));
  return isWritten || isOther || isChanged;
}
