// Passwords that stand in tests and documents to be read, and open nothing: `s3cr3t!`, `minio123`, `AVeryStrongPassword!1`.

/** Letters for the signs that are written in their place. */
const letters: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  "$": "s",
  "!": "i",
};

/** What says that a value is an example of a password, once its signs are letters again. */
const words =
  /p[a*]?s+w(?:or)?d|passphrase|passcode|secret|token|credential|^pass|pass$|test|admin|user|root|demo|dummy|fake|mock|sample|example|foo|bar\b|baz|change|valid|wrong|correct|strong|secure|default|different|hunter|letmein|open-?sesame|qwert|base64|encoded|key$/i;

/** Numbers and letters in their order, as a hand takes them from a keyboard. */
const sequence =
  /^(?:[^\d]*123\d{0,7}|(?:abc[d-z]*|cba|xyz|zyx\w{0,4}|def\w?|\d?123\d*|321|5678|987\d*|[a-f]\d(?:[b-h]\d)+|[-_!.=$]{1,3})+)[!?.]{0,2}$/i;

/** Whether a value was made up for a test or a document, by what it says. What looks generated never was. */
export function isThrowAway(value: string): boolean {
  if (value.length > 40) return false;
  const spelt = value.replaceAll(/[013457@$!]/g, (sign) => letters[sign] ?? sign);
  return words.test(value) || words.test(spelt) || sequence.test(value);
}
