// Files whose form says where their secrets stand: .pgpass, htpasswd, Docker's config.json, a JWK, a file that is one secret.
import { Buffer } from "node:buffer";
import path from "node:path";
import type { Match } from "./finding.ts";
import { holdsInAnyCase, holdsOneOf } from "./hints.ts";
import { isPasswordName, isSecretName } from "./names.ts";
import { isCommonplace, isMonotonous, isPlaceholder } from "./placeholders.ts";
import { isPublic } from "./public-values.ts";
import { isGiven, isLikely, isSecretValue } from "./values.ts";

/** The secrets in a file, by its path and its form. */
export function findByFile(file: string, text: string): Match[] {
  const base = path.posix.basename(file);
  if (/^\.?pgpass(?:\.conf)?$/i.test(base)) return fromLines(text, /^(?!#)(?:[^:\n]*:){4}(.+)$/gm, true);
  if (/^\.?htpasswd|^passwd$|^shadow$|^users\.(?:htpasswd|passwd)$/i.test(base))
    return fromLines(
      text,
      /^[\w.@-]+:(\$\w+\$[^\s:]{8,}|\{SHA\}\S{8,}|[./\w]{13}(?=:|$)|[^\s:$*!]{6,}(?=\s*$))/gm,
      true,
    );
  if (/^\.git-credentials$/.test(base)) return fromLines(text, /^\w+:\/\/[^\s:@]*:([^\s@]+)@/gm, true);
  if (/\.(?:csv|tsv)$/i.test(base)) return fromColumns(text);
  return [...(isSecretFile(file, base) ? wholeFile(text) : []), ...(listsLogins(base) ? fromLogins(text) : [])];
}

/** Whether a file lists who logs in with what, as many servers have one: `rsyncd.secrets`, `chap-secrets`, `sasl_passwd`, `users.properties`. */
function listsLogins(base: string): boolean {
  return (
    /(?:^|[._-])(?:secrets|passwds?|passwords?|authinfo|auth|psk|logins?|users?|userpass|up|realm|client|userlist|accounts?)(?:\.(?:txt|conf|client|list|db|ext|properties|lst|user))?$/i.test(
      base,
    ) && !/\.(?:ts|js|py|go|rb|java|md|json|ya?ml|xml|html?|sql|csv)$/i.test(base)
  );
}

/** One login a line, its parts between blanks, colons or a sign; or a user and a password in two lines. */
function fromLogins(text: string): Match[] {
  const matches: Match[] = [];
  const lines = text.length > 200_000 ? [] : text.split("\n");
  let offset = 0;
  for (const line of lines) {
    const isShort = line.length < 400 && line.split("=").length < 3 && !/^\s*(?:#|;|\/\/|$)/.test(line);
    const parts = isShort ? [...line.matchAll(/(?:\{(?:PLAIN|CLEAR\w*)\})?([^\s:="',;]+)/gi)] : [];
    if (parts.length > 1 && parts.length < 12) {
      const strong = parts.slice(1).find(({ 1: part = "" }) => isLikely(part) && !/^\$\d|\//.test(part));
      const value = strong?.[1] ?? "";
      const start = offset + (strong?.index ?? 0) + (strong?.[0].length ?? 0) - value.length;
      if (strong !== undefined) matches.push({ kind: "credential-file", start, end: start + value.length, value });
    }
    offset += line.length + 1;
  }
  const [user = "", password = "", ...more] = lines.map((line) => line.trim()).filter((line) => line !== "");
  if (more.length === 0 && /^[\w.@\\-]{2,60}$/.test(user) && isLikely(password)) {
    const start = text.lastIndexOf(password);
    matches.push({ kind: "credential-file", start, end: start + password.length, value: password });
  }
  return matches;
}

const mayHold = {
  jwk: holdsOneOf('"kty"'),
  traefik: holdsInAnyCase("basicauth.users"),
  user: holdsOneOf("user"),
  redis: holdsOneOf("\nuser ", "\ruser ", "\u2028user ", "\u2029user "),
  ldif: holdsOneOf("userPassword::"),
  chpasswd: holdsOneOf("chpasswd:"),
  snmp: holdsOneOf("com2sec", "ocommunity", "wcommunity", "trapcommunity", "trapsink", "createUser"),
  scheme: holdsOneOf("Basic "),
  jaas: holdsOneOf("LoginModule"),
  lines: holdsOneOf("<auth-user-pass>", "sentinel auth-pass"),
  sections: holdsInAnyCase(
    ...["admins]", "passwords]", "secrets]", "credentials]", "tokens]", "users]", "accounts]", "basicauth]"],
    ...["apikeys]", "api_keys]"],
  ),
  basic: holdsInAnyCase(
    "auth",
    "userpwd",
    "userpass",
    "user_pass",
    "admin_credentials",
    "allow",
    "login",
    "register",
    "basic",
  ),
};

/** The secrets that tell themselves by the form around them, in any file. */
export function findByForm(text: string): Match[] {
  return [
    ...(mayHold.jwk(text) ? fromLines(text, /\\?"(?:d|k)\\?"\s{0,4}:\s{0,4}\\?"([\w-]{20,2000})\\?"/g, false) : []),
    ...(/:(?:\d{2,5}|\*):/.test(text)
      ? fromLines(text, /^[\w.*-]{1,80}:(?:\d{2,5}|\*):[\w*-]{1,60}:[\w*-]{1,60}:([^\s:]{6,200})$/gm, true)
      : []),
    ...(mayHold.traefik(text)
      ? fromLines(text, /basicauth\.users["']?\s{0,4}[=:]\s{0,4}["']?([^\s"']{10,400})/gi, true)
      : []),
    ...(mayHold.user(text) && /user[ \t]{0,4}=/.test(text)
      ? fromLines(text, /^[ \t]{0,20}user[ \t]{0,4}=[ \t]{0,4}"?[\w.-]{1,40}:([^\s"]{6,200})"?$/gm, true)
      : []),
    ...(text.startsWith("user ") || mayHold.redis(text)
      ? fromLines(text, /^user \S{1,60} (?:on|off|reset) [^>\n]{0,200}>(\S{6,200})/gm, true)
      : []),
    ...(mayHold.snmp(text)
      ? fromLines(
          text,
          /^[ \t]{0,8}(?:com2sec6?\s{1,8}\S{1,40}\s{1,8}\S{1,60}|r[ow]community6?|trapcommunity|trapsink\s{1,8}\S{1,60}|createUser\s{1,8}\S{1,60}\s{1,8}(?:MD5|SHA\S{0,6}))\s{1,8}"?([^\s"]{6,100})/gm,
          true,
        )
      : []),
    ...(mayHold.scheme(text)
      ? fromLines(text, /^\w{0,20}:?[ \t]{0,8}Basic [\w.@-]{2,40}[ :]([^\s:]{6,100})$/gm, true)
      : []),
    ...(mayHold.lines(text)
      ? fromLines(
          text,
          /(?:<auth-user-pass>\s{0,4}\n[^\n]{1,60}\n|^sentinel auth-pass \S{1,60} )([^\s]{4,200})$/gm,
          true,
        )
      : []),
    ...(mayHold.jaas(text) ? fromLines(text, /\buser_\w{1,40}\s?=\s?"([^"\n]{4,200})"/g, true) : []),
    ...(mayHold.sections(text) ? fromSections(text) : []),
    ...(mayHold.ldif(text) ? fromLines(text, /^userPassword::\s{1,4}([\w+/=]{8,400})/gm, true) : []),
    ...(mayHold.chpasswd(text) ? fromLines(text, /^[ \t]{1,20}(?:- )?[a-z][\w-]{0,30}:([^\s:]{6,200})$/gm, true) : []),
    ...basicAuthentication(text),
  ];
}

/** Sections that list who logs in with what: `[admins]`, `[BasicAuth]`, `[passwords]`. */
function fromSections(text: string): Match[] {
  const matches: Match[] = [];
  const head =
    /^[ \t]{0,8}\[(?:\w{0,20}(?:admins|passwords|secrets|credentials|tokens|users|accounts|BasicAuth|api_?keys))\][ \t]*\r?\n/gim;
  const setting =
    /[ \t]{0,8}(?:[#;][^\n]*|"?([\w.@ -]{1,60}?)"?[ \t]{0,8}[=:][ \t]{0,8}["']?([^\s"',]{6,200})[^\n]{0,80}|[ \t]*|[\w.@ -]{1,60}[=:][^\n]{0,200})\r?(?:\n|$)/y;
  for (const found of text.matchAll(head)) {
    setting.lastIndex = found.index + found[0].length;
    for (let count = 0; count < 200; count++) {
      const line = setting.exec(text);
      if (line === null || line[0] === "") break;
      const [whole, name = "", value = ""] = line;
      const start = line.index + whole.indexOf(value, name.length);
      if (isLikely(value) && !/(?:name|id|hash|mail|url|path|file|version)$/i.test(name))
        matches.push({ kind: "secret-assignment", start, end: start + value.length, value });
    }
  }
  return matches;
}

/** `"auth": "<base64 of user:password>"`, as in Docker's config.json; `auth: user:password`. */
function basicAuthentication(text: string): Match[] {
  if (!mayHold.basic(text)) return [];
  const matches: Match[] = [];
  const auth =
    /(?<![\w-])(?:_?auth|basic_?auth|auth_?basic|httpauth|userpwd|stats[ \t]auth|[\w.-]{0,30}(?:userpass|user_pass|authentication|_auth|admin_credentials|basicauth)|allow|login|register|Basic)\\?["'`\])]{0,3}\s{0,4}(?:=>|[:=,]|[ \t])\s{0,4}\\?["'`]?([^\s"'`,;(){}\\]{8,400})/gi;
  for (const found of text.matchAll(auth)) {
    const value = found[1] ?? "";
    const plain = /^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) ? Buffer.from(value, "base64").toString("latin1") : value;
    const [, user, password] = /^([\x21-\x2e\x30-\x39\x3b-\x7e]{1,80})[:/]([\x21-\x7e]{3,})$/.exec(plain) ?? [];
    if (user === undefined || password === undefined || /^\/\/|^https?$/.test(user + password.slice(0, 2))) continue;
    if (
      password === user ||
      isPlaceholder(password) ||
      !isSecretValue(password, true, plain === value ? "prose" : "file")
    )
      continue;
    const start = found.index + found[0].lastIndexOf(value);
    matches.push({ kind: "basic-auth", start, end: start + value.length, value });
  }
  return matches;
}

function fromLines(text: string, pattern: RegExp, isSettings: boolean): Match[] {
  return [...text.matchAll(pattern)].flatMap((found) => {
    const value = found[1] ?? "";
    const start = found.index + found[0].lastIndexOf(value);
    const isCounted =
      isGiven(value) &&
      !value.includes("${") &&
      !isMonotonous(value) &&
      !isPublic(value.replace(/[}\]]$/, "")) &&
      (isSettings || value.length >= 20);
    return isCounted ? [{ kind: "credential-file", start, end: start + value.length, value }] : [];
  });
}

/** Values in the columns of a table whose head is a secret's name. */
function fromColumns(text: string): Match[] {
  const head = /^(?:#[^\n]*\n)*[^\n]{1,2000}/.exec(text)?.[0] ?? "";
  const separator = [",", "\t", ";"].find((sign) => head.includes(sign));
  if (separator === undefined) return [];
  const names = cellsOf(head.slice(head.lastIndexOf("\n") + 1), separator).map((name) =>
    name.trim().replace(/^"|"$/g, "").replaceAll(" ", "_"),
  );
  const columns = names.flatMap((name, index) => (isSecretName(name) ? [index] : []));
  const matches: Match[] = [];
  let offset = head.length + 1;
  for (const line of columns.length === 0 ? [] : text.slice(offset).split("\n")) {
    let start = offset;
    for (const [index, cell] of (line.length > 5000 ? [] : cellsOf(line, separator)).entries()) {
      const value = cell.trim().replace(/^"|"$/g, "");
      const isPassword = isPasswordName(names[index] ?? "");
      if (
        columns.includes(index) &&
        value.length >= (isPassword ? 6 : 12) &&
        isSecretValue(value, isPassword, "file")
      ) {
        matches.push({ kind: "secret-assignment", start, end: start + cell.length, value });
      }
      start += cell.length + 1;
    }
    offset += line.length + 1;
  }
  return matches;
}

/** The cells of a line; in quotes, one may have the separator in it. */
function cellsOf(line: string, separator: string): string[] {
  const cells = line.split(separator);
  if (!line.includes('"')) return cells;
  const whole: string[] = [];
  let isOpen = false;
  for (const cell of cells) {
    if (isOpen) whole.push(`${whole.pop() ?? ""}${separator}${cell}`);
    else whole.push(cell);
    if ((cell.match(/"/g)?.length ?? 0) % 2 === 1) isOpen = !isOpen;
  }
  return whole;
}

const secretFolder = /(?:^|\/)\.?(?:secrets?|credentials?|private)\/(?!.*\/)/i;
const plainName =
  /^[\w-]+(?:\.(?:txt|secret|token|password|passwd|pass|pwd|key|cred|credentials|pw|cookie|value|asc|dat|prod|production|staging|dev))?$/i;

/** Whether a file is the place of one secret: by its folder, or by its own name. */
function isSecretFile(file: string, base: string): boolean {
  const stem = base.replace(/^\.+/, "").replace(/\.(?:txt|dat|value|asc|prod|production|staging|dev)$/i, "");
  if (secretFolder.test(file) && plainName.test(base)) return true;
  if (!plainName.test(base.replace(/^\.+/, "")) && !/\.(?:secret|token|password|passwd|pass|pwd)$/i.test(base))
    return false;
  return (
    isSecretName(stem.replaceAll(".", "_")) ||
    /^(?:erlang\.cookie|vault[-_]pass(?:word)?|vault[-_]token|master\.key|credentials?)$/i.test(stem)
  );
}

/** A file that is one word, with a line end or without. */
function wholeFile(text: string): Match[] {
  const lines = text.split("\n", 6).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const value = (lines[0] ?? "").trim();
  const isOne = lines.length === 1 && text.length < 5000 && value.length >= 6 && !/\s/.test(value);
  if (
    !isOne ||
    !isGiven(value) ||
    isCommonplace(value) ||
    isMonotonous(value) ||
    /^[\w.-]+:$|^[<{[(]|^(?:-----BEGIN|[A-Z_]+=)/.test(value)
  )
    return [];
  const start = text.indexOf(value);
  return [{ kind: "secret-file", start, end: start + value.length, value }];
}
