// Literals that are given to something whose name says that it is secret: `password: …`, `"apiKey": "…"`, `export TOKEN=…`,
// `--password=…`.
import type { FileKind } from "./file-kinds.ts";
import type { Match } from "./finding.ts";
import { isPasswordName, isSecretName } from "./names.ts";
import { isName, isPlaceholder, isReference } from "./placeholders.ts";

const keyword =
  /pass(?:word|wd|phrase)?|pwd|secret|token|credential|api_?-?key|(?:access|private|signing|encryption|auth|master|account|storage|session|hmac|jwt)_?-?key|webhook/gi;

/** From a name's end: quotes, a type, a sign, and a literal in quotes. */
const quoted =
  /["'`\]]{0,2}\s{0,8}(?::\s{0,4}[A-Za-z]{1,20}\s{0,4}=|=>|:=|==?|:|,(?=\s?["']))\s{0,8}\\?(["'`])((?:(?!\1)[^\\\n\r]){6,400})\1/y;

/** The same with a bare value, up to the end of the line, a comment or a list's next item. */
const bare = /["'\]]?(?:[ \t]{0,8}(?::=|=|:)[ \t]{0,8}|[ \t]{1,2})([^\s"'`,;#<>(){}[\]&|]{6,400})(?=[\s,;}\]"'&|]|$)/y;

const nameCharacter = /[\w.-]/;

/**
 * The secret-looking assignments in a text.
 *
 * @param kind in code a value has to be in quotes; in data, nothing is looked for
 */
export function findAssignments(text: string, kind: FileKind): Match[] {
  if (kind === "data") return [];
  const matches: Match[] = [];
  let from = 0;
  keyword.lastIndex = 0;
  for (let found = keyword.exec(text); found !== null; found = keyword.exec(text)) {
    if (found.index < from) continue;
    const name = nameAround(text, found.index, keyword.lastIndex);
    from = name.end;
    if (!isSecretName(name.text)) continue;
    const value = valueAfter(text, name.end, kind, name.takesSpace);
    if (value === undefined || !isSecretValue(value.text, name.text, kind)) continue;
    const end = value.start + value.text.length;
    matches.push({ kind: "secret-assignment", start: value.start, end, value: value.text });
    from = end;
  }
  return matches;
}

interface Name {
  text: string;
  end: number;
  /** Whether its value follows after a space: an option's on a command line, a Dockerfile's ENV, a .netrc's password. */
  takesSpace: boolean;
}

function nameAround(text: string, at: number, to: number): Name {
  let start = at;
  while (start > 0 && at - start < 60 && nameCharacter.test(text.charAt(start - 1))) start--;
  let end = to;
  while (end - to < 60 && nameCharacter.test(text.charAt(end))) end++;
  const name = text.slice(start, end);
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const takesSpace = name.startsWith("--") || /^\s*(?:ENV|ARG) +$|\blogin \S+\s+$/.test(before);
  // The part after the last dot names it: `config.password`.
  return { text: name.replace(/^-+/, "").replace(/^.*\.(?=.)/, ""), end, takesSpace };
}

function valueAfter(
  text: string,
  at: number,
  kind: FileKind,
  takesSpace: boolean,
): { text: string; start: number } | undefined {
  quoted.lastIndex = at;
  const inQuotes = quoted.exec(text);
  const [whole, , literal] = inQuotes ?? [];
  if (whole !== undefined && literal !== undefined)
    return { text: literal, start: at + whole.length - 1 - literal.length };
  if (kind !== "config") return undefined;
  bare.lastIndex = at;
  const [plain, value] = bare.exec(text) ?? [];
  if (plain === undefined || value === undefined) return undefined;
  if (/^["'\]]?[ \t]+[^ \t=:]/.test(plain) && !takesSpace) return undefined;
  return { text: value, start: at + plain.length - value.length };
}

/** Names, words and references are no secrets; a password is one when it is more than a word. */
function isSecretValue(value: string, name: string, kind: FileKind): boolean {
  if (value.length < 8 || /\s/.test(value) || !/[\w]{4}/.test(value)) return false;
  if (isReference(value) || isPlaceholder(value)) return false;
  if (/^(?:https?|file|data|urn|arn|ref|env|op|vault|ssm|secret|sops|enc|v\d):/i.test(value)) return false;
  if (/^[./~]|^[A-Za-z]:\\|[()[\]{}$\\]|=>|^--|::|\/\//.test(value)) return false;
  if (!/\d/.test(value))
    return kind === "config" && isPasswordName(name) && /[a-z].*[^\w\s./:-]|[^\w\s./:-].*[a-z]/i.test(value);
  if (!/[A-Za-z]/.test(value)) return isPasswordName(name) && !/^[\d.:-]+$/.test(value);
  if (isPasswordName(name)) return !/^[A-Za-z]+(?:[-_. ][A-Za-z]+)+\d{0,2}$/.test(value);
  return !isName(value);
}
