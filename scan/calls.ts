// Passwords that code and SQL give by their place alone: `setBasicAuth("user", "…")`, `INSERT INTO users (name, password) VALUES (…)`.
import type { Match } from "./finding.ts";
import { holdsInAnyCase, holdsOneOf } from "./hints.ts";
import { quotedAt, type Literal } from "./literal-at.ts";
import { isPasswordName, isSecretName } from "./names.ts";
import { isSecretValue } from "./values.ts";

/** What is called with a user and a password, or with a text and a key: the last literal is the secret. */
const call =
  /(?:basic_?auth|BasicAuth|Basic|NetworkCredential|PasswordCredentials?|PasswordAuthentication|PSCredential|getConnection|PDO|mysqli?(?:_connect)?|HTTP(?:Basic|Digest)Auth|\bauth(?:entication)?\s?[=:]|\.(?:auth|login|connect|authenticate|bearer_auth|sign|verify)|createHmac|createCipheriv|hmac\.new|HmacSHA\d+|SecretKeySpec|ConvertTo-SecureString(?:\s+-String)?|(?:Symmetric|Signing|Hmac)\w*Key|PlainAuth)\s?(?:\(|\s(?=["'-]))/g;

const mayHoldCalls = holdsOneOf(
  ...[
    "basicauth",
    "basic_auth",
    "Basic",
    "NetworkCredential",
    "PasswordCredential",
    "PasswordAuthentication",
    "PSCredential",
  ],
  ...[
    "getConnection",
    "PDO",
    "mysql",
    "HTTPDigestAuth",
    "authentication",
    ".auth",
    ".login",
    ".connect",
    ".bearer_auth",
  ],
  ...[
    ".sign",
    ".verify",
    "createHmac",
    "createCipheriv",
    "hmac.new",
    "HmacSHA",
    "SecretKeySpec",
    "ConvertTo-SecureString",
  ],
  ...["Symmetric", "Signing", "Hmac", "PlainAuth", "auth=", "auth:", "auth ", "auth\t", "auth\n", "auth\r"],
);
const mayHoldRows = holdsInAnyCase("insert");

const argument = /[ \t\r\n]{0,40}(?:([^\s"'`(),;{}[\]]{1,80}(?:\([^()"'`\n]{0,60}\))?)|(?=["'`]))(?:\()?/y;
const insert = /\bINSERT\s+(?:IGNORE\s+)?INTO\s+[\w."'`[\]]{1,80}\s*\(([^()]{1,2000})\)\s*VALUES\s*/gi;

/** The secrets in calls and rows. */
export function findByPlace(text: string): Match[] {
  const matches: Match[] = [];
  const add = ({ text: value, start, end }: Literal, isPassword: boolean): void => {
    if (isSecretValue(value, isPassword, "prose")) matches.push({ kind: "secret-argument", start, end, value });
  };
  for (const { index, 0: found } of mayHoldCalls(text) ? text.matchAll(call) : []) {
    const literals = argumentsFrom(text, index + found.length);
    const last = literals.at(-1);
    const isKey = /sign|verify|hmac|Hmac|cipher|Key/.test(found);
    if (last !== undefined && (literals.length > 1 || isKey || /Secure|bearer|Basic|basic/.test(found)))
      add(last, true);
  }
  for (const found of mayHoldRows(text) ? text.matchAll(insert) : []) {
    const columns = (found[1] ?? "").split(",").map((name) => name.replaceAll(/["'`[\]\s]/g, ""));
    if (columns.some(isSecretName))
      for (const [value, name] of rows(text, found.index + found[0].length, columns)) add(value, isPasswordName(name));
  }
  return matches;
}

/** The literals among the arguments of a call: up to six, and no further than its bracket. */
function argumentsFrom(text: string, from: number): Literal[] {
  const literals: Literal[] = [];
  let at = from;
  for (let index = 0; index < 6; index++) {
    argument.lastIndex = at;
    if (!argument.test(text)) break;
    const literal = quotedAt(text, argument.lastIndex, true);
    if (literal !== undefined) literals.push(literal);
    at = literal === undefined ? argument.lastIndex : literal.end + 1;
    const [next] = /^[\s)]{0,20},/.exec(text.slice(at, at + 24)) ?? [];
    if (next === undefined) break;
    at += next.length;
  }
  return literals;
}

/** The values of the first rows that stand in a secret's column. */
function* rows(text: string, from: number, columns: readonly string[]): Generator<[Literal, string]> {
  const cell = /\s*,?\s*\(?\s*(?:N?'((?:[^'\\\n]|''|\\.)*)'|[^,()'\n]{1,80})\s*(\)?)/y;
  let column = 0;
  cell.lastIndex = from;
  for (let count = 0; count < 2000; count++) {
    const found = cell.exec(text);
    if (found === null) return;
    const name = columns[column] ?? "";
    if (found[1] !== undefined && isSecretName(name)) {
      const start = found.index + found[0].indexOf("'") + 1;
      yield [{ text: found[1], start, end: start + found[1].length }, name];
    }
    column = found[2] === ")" ? 0 : column + 1;
    if (found[2] === ")" && /^\s*;/.test(text.slice(cell.lastIndex, cell.lastIndex + 8))) return;
  }
}
