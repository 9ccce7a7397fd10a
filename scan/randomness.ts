// Tells what a generator made from what a person wrote.

/** How often the kind of character changes from one to the next; random text changes far more often than words do. */
function changes(text: string): number {
  let count = 0;
  let pairs = 0;
  for (let index = 1; index < text.length; index++) {
    const kind = classOf(text.charCodeAt(index));
    const before = classOf(text.charCodeAt(index - 1));
    // A change between a letter and a separator says nothing.
    if (kind === other || before === other) continue;
    pairs++;
    if (kind !== before) count++;
  }
  return pairs === 0 ? 0 : count / pairs;
}

const digit = 0;
const lower = 1;
const upper = 2;
const other = 3;

function classOf(code: number): number {
  if (code >= 48 && code <= 57) return digit;
  if (code >= 97 && code <= 122) return lower;
  if (code >= 65 && code <= 90) return upper;
  return other;
}

/** Shannon's entropy of the characters, in bits for each. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** How much of a text is in words, as in `GoogleIamV1AuditLogConfig`; a fifth of a random text is, by chance. */
function wordShare(text: string): number {
  const words = text.match(/[A-Z]?[a-z]{3,}|[A-Z]{4,}/g) ?? [];
  return words.join("").length / text.length;
}

/** Lengths of literals that are looked at: shorter ones are too often names, longer ones are data. */
export const literalLength = { min: 24, max: 200 } as const;

/**
 * Whether a literal looks generated: letters of both cases and digits in random order, or 32 and more of lower case and digits.
 * Hexadecimal never counts: by itself it is more often a digest than a secret.
 */
export function isRandom(text: string): boolean {
  if (text.length < literalLength.min || text.length > literalLength.max) return false;
  if (/^(?:0x)?[\da-f-]+$/i.test(text) || isPath(text)) return false;
  const digits = text.match(/\d/g)?.length ?? 0;
  if (digits < 1 || digits > text.length * 0.45) return false;
  const hasUpper = /[A-Z]/.test(text);
  const hasLower = /[a-z]/.test(text);
  if (hasUpper && hasLower) {
    const isDense = entropy(text) >= Math.min(4.1, Math.log2(text.length) - 0.75);
    return isDense && changes(text) >= 0.4 && wordShare(text) <= 0.6;
  }
  if (text.length < 32 || digits < 4) return false;
  return entropy(text) >= 3.9 && changes(text) >= 0.22;
}

/** Whether it has two words of a path in it, or begins as an absolute one. */
function isPath(text: string): boolean {
  const words = text.split("/").filter((part) => /^(?:[a-z]{3,}|[A-Z][a-z]{2,})$/.test(part)).length;
  return words > 1 || (words === 1 && text.startsWith("/"));
}
