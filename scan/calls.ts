// Passwords that code gives by their place alone: `setBasicAuth("user", "…")`, `new User("admin", "…")`.
import type { Match } from "./finding.ts";
import { holdsOneOf, placesInAnyCase, placesOf } from "./hints.ts";
import { quotedAt, type Literal } from "./literal-at.ts";
import { isLikely, isSecretValue, isStrong } from "./values.ts";

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

/** What may be called with a user and a password, but takes other texts as well: only what looks like a password counts. */
const looseCall =
  /(?:[Uu]ser|[Ss]uperuser|[Cc]redentials?|[Aa]ccount|[Ll]ogin|[Aa]uth|[Cc]onnect(?:ion)?|[Cc]lient|newInstance|bind(?:_s)?|[Bb]egin|[Pp]assword|[Ss]equelize|with_value|signWith|hexdigest|hash_hmac|[eE]n?[cC]rypt|[dD]ecrypt|cookieParser|cookieSession|provider|createServer|\.basic|\.load)(?:<\w{1,20}>)?(?:\s\w{1,20})?\s?[({]/y;
const looseCalls = placesInAnyCase(
  ...[
    "user",
    "superuser",
    "credential",
    "account",
    "login",
    "auth",
    "connect",
    "client",
    "newinstance",
    "bind",
    "begin",
  ],
  ...["password", "sequelize", "with_value", "signwith", "hexdigest", "hash_hmac", "encrypt", "ecrypt", "decrypt"],
  ...["cookieparser", "cookiesession", "provider", "createserver", ".basic", ".load"],
);

/** Callees that take a secret as their only literal. */
const takesOne = /[Pp]assword|auth|[Cc]rypt|signWith|digest|hmac|cookie|\.load|Credential/;

/** A name that many log in with, and what stands beside it: `("admin", "…")`, `{ "root", "…" }`. */
const besideUser =
  /(?<=["'])(?:admin\w{0,12}|root|user\d{0,3}|username|sa|ops|deploy\w{0,4}|guest|demo|test|postgres|app|service\w{0,8}|backup|cn=[^"'\n]{1,60})["']\s{0,4},\s{0,4}(?=["'])/iy;
const users = placesInAnyCase(
  ...["admin", "root", "user", "sa'", 'sa"', "ops", "deploy", "guest", "demo", "test", "postgres", "app", "service"],
  ...["backup", "cn="],
);

/** A user and a password in one literal, for what is called with both. */
const joinedPair =
  /(?:USERPWD|PROXYUSERPWD|btoa|b64encode|encode64|toBase64|Base64|base64|Basic|basic_?auth|userpass)[^"'\n]{0,40}["'][\w.@-]{1,40}:([^\s"':]{6,100})["']/y;
const encoders = placesOf(
  ...[
    "USERPWD",
    "PROXYUSERPWD",
    "btoa",
    "b64encode",
    "encode64",
    "toBase64",
    "Base64",
    "base64",
    "Basic",
    "basic_auth",
  ],
  ...["basicauth", "userpass"],
);

const argument = /[ \t\r\n]{0,40}(?:([^\s"'`(),;{}[\]\\]{1,80}(?:\([^()"'`\n]{0,60}\))?)|(?=\\{0,2}["'`]))(?:\()?/y;
/** The secrets in calls. */
export function findByPlace(text: string): Match[] {
  const matches: Match[] = [];
  const add = ({ text: value, start, end }: Literal, isPassword: boolean): void => {
    if (!value.includes("://") && isSecretValue(value, isPassword, "prose"))
      matches.push({ kind: "secret-argument", start, end, value });
  };
  for (const { index, 0: found } of mayHoldCalls(text) ? text.matchAll(call) : []) {
    const literals = argumentsFrom(text, index + found.length);
    const last = literals.at(-1);
    const isKey = /sign|verify|hmac|Hmac|cipher|Key/.test(found);
    if (last !== undefined && (literals.length > 1 || isKey || /Secure|bearer|Basic|basic/.test(found)))
      add(last, true);
  }
  for (const { found, end } of matchesAt(text, looseCall, looseCalls(text))) {
    const { literals, before } = argumentsIn(text, end, /^["'`]?\s{0,20},/);
    const strong = literals.findLast(({ text: value }) => isStrong(value));
    if (strong !== undefined && (literals.length + before > 1 || takesOne.test(found[0]))) add(strong, true);
  }
  for (const { end } of matchesAt(text, besideUser, users(text))) {
    const literal = quotedAt(text, end, false);
    if (literal !== undefined && isLikely(literal.text)) add(literal, true);
  }
  for (const { found } of matchesAt(text, joinedPair, encoders(text))) {
    const value = found[1] ?? "";
    const start = found.index + found[0].lastIndexOf(value);
    if (isStrong(value)) add({ text: value, start, end: start + value.length }, true);
  }
  return matches;
}

/** Where a pattern matches, of the places where it may begin. */
function* matchesAt(
  text: string,
  pattern: RegExp,
  places: readonly number[],
): Generator<{ found: RegExpExecArray; end: number }> {
  for (const place of places) {
    pattern.lastIndex = place;
    const found = pattern.exec(text);
    if (found !== null) yield { found, end: place + found[0].length };
  }
}

/** The literals among the arguments of a call: up to six, and no further than its bracket. */
function argumentsFrom(text: string, from: number): Literal[] {
  return argumentsIn(text, from).literals;
}

/** With how many others stand before the first literal. */
function argumentsIn(text: string, from: number, comma = /^[\s)]{0,20},/): { literals: Literal[]; before: number } {
  const literals: Literal[] = [];
  let before = 0;
  let at = from;
  for (let index = 0; index < 6; index++) {
    argument.lastIndex = at;
    if (!argument.test(text)) break;
    const literal = quotedAt(text, argument.lastIndex, true);
    if (literal !== undefined) literals.push(literal);
    else if (literals.length === 0) before++;
    at = literal === undefined ? argument.lastIndex : literal.end + 1;
    const [next] = comma.exec(text.slice(at, at + 24)) ?? [];
    if (next === undefined) break;
    at += next.length;
  }
  return { literals, before };
}
