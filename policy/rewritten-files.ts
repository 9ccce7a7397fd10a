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

/**
 * Finds the commands in lines that write to one of the compose files, or hand on what they have made of it.
 *
 * @param lines without comments
 */
export function rewrittenFiles(lines: readonly string[], composeFiles: readonly string[]): RewrittenFile[] {
  const found: RewrittenFile[] = [];
  let begin = 0;
  let command = "";
  for (const [index, line] of lines.entries()) {
    if (command === "") begin = index;
    command += line;
    // A command goes on where its line ends in a backslash.
    if (command.endsWith("\\") && command.length < longest) {
      command = `${command.slice(0, -1)} `;
      continue;
    }
    for (const composeFile of composeFiles)
      if (rewrites(command, composeFile)) found.push({ composeFile, line: begin + 1 });
    command = "";
  }
  return found;
}

const longest = 10_000;

function rewrites(command: string, composeFile: string): boolean {
  const name = composeFile.slice(composeFile.lastIndexOf("/") + 1);
  const isNamed = new RegExp(String.raw`(?<![\w.-])${RegExp.escape(name)}(?![\w.-])`).test(command);
  if (!isNamed || command.length >= longest) return false;
  const file = String.raw`["']?(?:[\w.$\{}-]*\/)*${RegExp.escape(name)}(?![\w.-])`;
  const isWritten = new RegExp(
    String.raw`>\s*${file}|(?<![\w./-])(?:tee|sponge)(?:\s+-\w+)*\s+${file}|(?<![\w./-])(?:cp|mv|install|ln)\s[^|;&]*\s${file}["']?\s*(?:$|[|;&])`,
  ).test(command);
  const isOther = new RegExp(String.raw`(?<![\w./-])git\s+(?:show|checkout|restore)\s[^|;&]*${file}`).test(command);
  const isChanged =
    inPlace.test(command) || (editors.test(command) && /(?<![\w./-])docker\s|>\s*(?!\/dev\/null|&)\S/.test(command));
  return isWritten || isOther || isChanged;
}
