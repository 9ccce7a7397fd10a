// What people tell each other in sentences: a login in a ticket, a password under a heading, a pair of user and password.
import { isElsewhere } from "./elsewhere.ts";
import type { FileKind } from "./file-kinds.ts";
import type { Match } from "./finding.ts";
import { placesInAnyCase } from "./hints.ts";
import { isLikely, isStrong } from "./values.ts";

const password = String.raw`(?:pass(?:word|wd|phrase|wort|code)?|pwd?|kennwort|creds?|credentials|log-?ins?|psk|token|secret|(?:api|wi-?fi|wlan|license)[ -]?key|zugangsdaten|mot de passe|contrase[n\u00f1]a|senha|wachtwoord|has\u0142o|l\u00f6senord|schl(?:\u00fc|ue)ssel)`;
const passwordWord = new RegExp(String.raw`^${password}\b`, "i");
const user = String.raw`(?:user(?:[ -]?name)?|log-?in|id|account|benutzer(?:name)?|usr)`;
/** A value may stand in quotes of a text. */
const open = "[\\`\"'*\u201c\u201e\u2018]{0,3}";
const quote = '[\\`"\u201c\u201e\u2018]{1,3}';
/** With a digit: what has none cannot be told from a word. */
const value = "((?=[^\\s`\"'<>]{0,99}\\d)[^\\s`\"'\u201d\u201c\u2019<>]{6,100})";

interface Telling {
  pattern: RegExp;
  /** Whether a sign or quotes say that a value follows; without them it may be a word of the sentence. */
  isSigned: boolean;
  /** Whether a user stands before it, so that a word with a number is one, too. */
  isPair: boolean;
}

const telling = (pattern: string, isSigned: boolean, isPair = false): Telling => ({
  pattern: new RegExp(pattern, "iy"),
  isSigned,
  isPair,
});

/** Each begins with a word, and what follows it is bounded. */
const tellings: readonly Telling[] = [
  // user/pass: admin/…
  telling(
    String.raw`\b${user}\s?[/|&+,]\s?${password}\b[^\n:=]{0,30}[:=]\s?${open}[\w.@-]{2,40}${open}\s?[/:|,]\s?${open}${value}`,
    true,
    true,
  ),
  // credentials for staging: admin / …; login admin:…
  telling(
    String.raw`\b${password}\b[^\n:=/]{0,40}?[:=\s]\s?${open}[A-Za-z][\w.@-]{1,40}${open}(?:\s?\/\s?|:)${open}${value}`,
    true,
    true,
  ),
  // log in as admin with …
  telling(
    String.raw`\b(?:log(?:ged)?[ -]?(?:in|on)|sign(?:ed)? in|connect|anmelden)\b[^\n:]{0,40}?\b(?:as|with|als|mit|using)\s${open}[\w.@-]{2,40}${open}\s(?:with|and|\/|mit|und|using)\s${open}${value}`,
    true,
    true,
  ),
  // the password for the VPN: …; password - …
  telling(
    String.raw`\b${password}\b[^\n.;=|]{0,60}?\s?(?:[:=\u2013\u2014]|->|=>|\u2192|\s-)\s{1,3}${open}${value}`,
    true,
  ),
  // the password is `…`
  telling(String.raw`\b${password}\b[^\n.;=|]{0,40}?\s${quote}${value}(?=[\`"\u201d\u201c\u2019])`, true),
  // the password is now …, it was changed to …
  telling(
    String.raw`\b${password}\b[^\n.;=|]{0,50}?\s(?:is|was|are|to|now|jetzt|auf|lautet|ist|with|type|enter|est|es)\s${open}${value}`,
    false,
  ),
  // user admin, password …
  telling(String.raw`\b(?:pass(?:word|wd|phrase|wort)|kennwort|pwd?)\d?\s${open}${value}`, false),
];

/** A line that ends in the name; the value is the next that is said. */
const announced = new RegExp(
  String.raw`\b${password}\b[^\n]{0,60}\n(?:[ \t>]{0,6}(?:${"`{3}"}\w{0,10}|-{3,}|~{3,})?[ \t]{0,4}\r?\n){0,3}[ \t>]{0,8}(?:\[[\d: ]{4,20}\]\s)?(?:<\w{1,20}>\s|\w{1,20}:\s)?${open}${value}${open}[.]?[ \t]{0,4}(?=\r?\n|$)`,
  "iy",
);

/** Before its name: `…` as the password. */
const asPassword = new RegExp(
  String.raw`\b(?:use|used|using|with|enter|type|take|took|set|put|have|is)\s${open}${value}${open}\s(?:as|for|is)\s(?:\w{1,10}\s){0,3}$`,
  "i",
);

/** With what the patterns begin. */
const beginnings = placesInAnyCase(
  ...[
    "pass",
    "pw",
    "kennwort",
    "cred",
    "login",
    "log-in",
    "log in",
    "logged",
    "log on",
    "sign",
    "connect",
    "anmelden",
    "psk",
  ],
  ...[
    "token",
    "secret",
    "api",
    "wifi",
    "wi-fi",
    "wlan",
    "license",
    "zugangsdaten",
    "mot de passe",
    "contrase",
    "senha",
  ],
  ...[
    "wachtwoord",
    "has\u0142o",
    "l\u00f6senord",
    "schl",
    "user",
    "usr",
    "id/",
    "id |",
    "id,",
    "id &",
    "account",
    "benutzer",
  ],
);

/** How far before and after a beginning a value, which has a digit, may stand. */
const reach = { before: 160, after: 500 };

/** An address or a path, the number of an issue, code that was cut. */
const isPlace = /^\S*\/\/|^\/|^[\w./-]+#\d+$|^[{[(]|[({]$/;

/**
 * The secrets that a text tells its readers.
 *
 * @param kind in what no reader is meant for, only comments and texts in quotes are read
 */
export function findTold(text: string, kind: FileKind): Match[] {
  if (kind === "build" || kind === "data") return [];
  const matches: Match[] = [];
  const add = (found: RegExpExecArray, isSigned: boolean, isPair = false): void => {
    const told = (found[1] ?? "").replace(/[.,;:)\]}]+$/, "");
    const start = found.index + found[0].lastIndexOf(told);
    if (isPlace.test(told) || isElsewhere(told)) return;
    if (isExpression.test(told) || (isPair ? !isLikely(told) : !isStrong(told)) || (!isSigned && !isUnlikeWords(told)))
      return;
    if (kind !== "prose" && !isRead(text, found.index)) return;
    matches.push({ kind: "told-secret", start, end: start + told.length, value: told });
  };
  const digit = /\d/g;
  let nextDigit = -1;
  for (const place of beginnings(text)) {
    const from = Math.max(0, place - reach.before);
    if (nextDigit < from) {
      digit.lastIndex = from;
      nextDigit = digit.exec(text)?.index ?? Infinity;
    }
    if (nextDigit > place + reach.after) continue;
    for (const { pattern, isSigned, isPair } of tellings) {
      pattern.lastIndex = place;
      const found = pattern.exec(text);
      if (found !== null) add(found, isSigned, isPair);
    }
    const before = passwordWord.test(text.slice(place, place + 20)) ? asPassword.exec(text.slice(from, place)) : null;
    if (before !== null) {
      before.index += from;
      add(before, true);
    }
    announced.lastIndex = place;
    const below = kind === "prose" ? announced.exec(text) : null;
    if (below !== null) add(below, true);
  }
  return matches;
}

/** A call, a pattern, a filter, a list: what documents of programs have behind such names. */
const isExpression = /\w\([\w)]|\[[^\]]*-|^[a-z]+=|,[^,]*,|^--[a-z]|^@|^\$[A-Z_]+$|\$\{|\\u[\da-fA-F]{4}/;

/** Whether a sentence's word would not look like this: with signs in it, or digits between its letters. */
function isUnlikeWords(told: string): boolean {
  return (
    /[^\w./:@,'()-]/.test(told) ||
    (told.match(/\d[A-Za-z]|[A-Za-z]\d/g)?.length ?? 0) > 1 ||
    /^[A-Za-z][a-z]*[A-Z][A-Za-z]*\d\w*$/.test(told)
  );
}

/** Whether a place is in a comment, in a sentence in quotes, or in a block of text. */
function isRead(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 200), at);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return (
    /^\s*(?:#|\/\/|\*|--|;|%|<!--|rem\b|')|\s(?:\/\/|#|--)\s|\/\*|"(?:[^"]*\s)?$/i.test(line) ||
    /^\s+(?:[\w',.]+\s){2,}$/.test(line)
  );
}
