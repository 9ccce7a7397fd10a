// Tells from a value, under a secret's name, whether it is the secret itself: neither a reference nor a placeholder nor a word.
import { isAddress, isDense, isElsewhere } from "./elsewhere.ts";
import { decodedText, isBlank, isName, isPlaceholder, isReference, literalOf } from "./placeholders.ts";
import { isThrowAway } from "./throw-away.ts";

/**
 * How much a place says: in `settings` of a deployment every literal is what somebody logs in with, `changeme` too; in a `file` of
 * configuration a weak one may be; in `prose` and code, what looks like a secret; in an `example`, what was not made up for it.
 */
export type Place = "settings" | "file" | "prose" | "example";

/** Whether a value is given here, and neither named, nor left out, nor a switch. */
export function isGiven(value: string): boolean {
  const literal = literalOf(value);
  if (isReference(value) || isBlank(literal) || /^[a-z]+(?:[_-]\w+)+(?:,\s*[a-z]+(?:[_-]\w+)+)+$/.test(literal))
    return false;
  return !/^(?:\d{1,3}|(?:\.{0,2}\/)[\w./-]*[a-z]{3}[\w./-]*)$/i.test(literal) && !isAddress(literal);
}

/** What stands before the secret in a header. */
const scheme = /^(?:Bearer|Basic|Token|token|ApiKey|Api-Token|Bot|OAuth|Key|SSWS|GenieKey|Splunk) (?=\S{8,}$)/;

/**
 * Whether a value under a secret's name is a secret.
 *
 * @param isPassword whether the name is a password's, which need not look generated
 */
export function isSecretValue(value: string, isPassword: boolean, place: Place): boolean {
  if (!isGiven(value)) return false;
  const literal = literalOf(value).trim().replace(scheme, "");
  if (place === "settings") return literal.length >= 2 && !isSentence(literal);
  if (literal.length < (isPassword ? 6 : 8) || literal.length > 2000) return false;
  if (literal !== value.replace(scheme, "") && (/[:=]$/.test(literal) || (place === "prose" && !isDense(literal))))
    return false;
  if (isPlaceholder(value) || isPlaceholder(literal) || isElsewhere(literal)) return false;
  if (isForeign(literal)) return false;
  const plain = decodedText(literal);
  if (plain !== undefined && (isPlaceholder(plain) || isName(plain) || (place === "example" && isThrowAway(plain))))
    return false;
  if (place === "example" && isThrowAway(literal)) return false;
  if (/\s/.test(literal)) return (isPassword && isPassphrase(literal)) || isNoise(literal);
  if (isPassword && isPassphrase(literal)) return true;
  return isPassword ? isPassword_(literal, place) : isKey(literal);
}

/** Words in another script, or with accents, as they are or as JSON escapes them: a translation. */
function isForeign(value: string): boolean {
  const text = value.replaceAll(/\\u([\da-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const others = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
  return others > 0 && (/^[\p{L}\p{M}'\u2019-]+$/u.test(text) || others > text.length / 2);
}

/**
 * Whether a value is a secret by itself, where only its place among other words or arguments speaks for it: letters with digits, that
 * make neither a name nor an address.
 */
export function isStrong(value: string): boolean {
  return (
    value.length >= 8 &&
    value.length <= 200 &&
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !/\s/.test(value) &&
    !isName(value.replace(/^[^\w]+|[^\w]+$/g, "")) &&
    isSecretValue(value, true, "prose")
  );
}

/** Whether a value beside a user's name is a password: a word with a number of two digits or more is one there, too. */
export function isLikely(value: string): boolean {
  return (
    isStrong(value) ||
    (value.length >= 8 && /\d{2}/.test(value) && /[A-Za-z]{3}/.test(value) && isSecretValue(value, true, "prose"))
  );
}

/** Text for a reader, such as a form's label or an error. */
function isSentence(text: string): boolean {
  return /\s/.test(text) && /^[A-Z]?[a-z']+(?:[\s,]+[A-Za-z'-]+)*[.!?:]?$/.test(text);
}

/** Four words and more that make no sentence. */
function isPassphrase(text: string): boolean {
  const words = text.split(/\s+|[-_.](?=[a-z])/);
  if (words.length < 4 || !words.every((word) => /^[a-z]{3,10}\d{0,2}$/.test(word))) return false;
  if (
    /[-_.]/.test(text) &&
    /(?:^|[-_.])(?:app|api|db|database|name|service|prod|test|file|credentials|default|admin|root|value|auth|id|login|access|dev|env)\d*(?:$|[-_.])/.test(
      text,
    )
  )
    return false;
  return !/\b(?:the|your|and|for|with|must|not|are|was|has|have|can|you|this|that|from|new|old|enter|use|used|will|should|please|password|secret|token|key|user)\b/.test(
    text,
  );
}

/** Characters of every kind, with spaces among them, as in a generated salt. */
function isNoise(text: string): boolean {
  const symbols = text.match(/[^\w\s.,:;'"()/-]/g)?.length ?? 0;
  return text.length >= 32 && symbols >= 8 && isDense(text) && !/\s.{0,8}\s.{0,8}\s/.test(text);
}

function isPassword_(text: string, place: Place): boolean {
  const core = text.replace(/[!?.:,;*]+$/, "");
  const hasLetter = /[A-Za-z]/.test(text);
  const hasDigit = /\d/.test(text);
  // Separators between words are no sign of a password.
  const symbols = core.match(/[^\w\s./:@\u0080-\u{10ffff}-]/gu)?.length ?? 0;
  if (!hasLetter) return hasDigit && (symbols > 0 || place === "file") && !/^[\d.:,%+-]+$/.test(text);
  if (hasDigit)
    return text.length >= 8 ? !isWords(text) || isChosen(text) || symbols > 0 || core !== text : symbols > 0;
  const isMixed = /[a-z]/.test(text) && /[A-Z]/.test(text);
  if (symbols > 0) return place === "file" || (isMixed && symbols > 1);
  if (isMixed && isShuffled(text)) return true;
  return place === "file" && isMixed && text.length >= 10 && !isName(text) ? true : isScattered(text);
}

function isKey(text: string): boolean {
  if (/\d/.test(text)) return /[A-Za-z]/.test(text) && !isName(text);
  const symbols = new Set(text.match(/[^\w\s./:@,;=-]/g)).size;
  return (symbols > 2 && /[a-z].*[A-Z]|[A-Z].*[a-z]/.test(text) && text.length >= 12) || isScattered(text);
}

/** Words with a number behind them: `correct-horse-2`. */
function isWords(text: string): boolean {
  return /^[A-Za-z]+(?:[-_. ][A-Za-z]+)+\d{0,2}$/.test(text) || /^[A-Z]?[a-z]{4,}\d{0,2}$/.test(text);
}

/** Words in capitals and small letters with a number behind them, as people choose: `Lamp-Garden-93`. */
function isChosen(text: string): boolean {
  return text.length >= 10 && /^[A-Z][a-z]{2,}(?:[-_.][A-Z]?[a-z]{2,})+[-_.]?\d{2}$/.test(text);
}

/** Letters alone, of which as many are capitals as by chance. */
function isShuffled(text: string): boolean {
  const capitals = text.match(/[A-Z]/g)?.length ?? 0;
  return (
    text.length >= 9 &&
    /^[A-Za-z]+$/.test(text) &&
    capitals >= text.length * 0.35 &&
    capitals <= text.length * 0.75 &&
    /[a-z][A-Z]{2}|[A-Z]{2}[a-z]+[A-Z]/.test(text) &&
    !isName(text)
  );
}

/** Letters alone whose case changes as no word's does. */
function isScattered(text: string): boolean {
  if (text.length < 16 || !/^[A-Za-z_=+/-]+$/.test(text)) return false;
  const lowerToUpper = text.match(/[a-z][A-Z]|[A-Z][a-z]/g)?.length ?? 0;
  return lowerToUpper / text.length > 0.35 && !isName(text);
}
