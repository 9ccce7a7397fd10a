// Placeholders: what stands where a secret could stand and is not one, such as references, templates, examples, words.

/** The whole value, or the part of it that would be the secret, comes from somewhere else. */
const reference =
  /\$\{|\$\(|\{\{|^\$\w|<[^<>]*>?|^%\w+%$|%[sdvq]|^\{[^{}]*\}|^[!@]|process\.env|os\.environ|getenv|\.\.\.|…|\*\*\*|^\[[\w -]*\]|\\\(|^#\{/;

const example =
  /example|sample|place_?-?holder|dummy|change_?-?(?:me|this|it)|(?:^|[-_ ])your[-_ ]|redacted|xxxx|0000000|(?:^|[-_ .])(?:fake|mock|todo|replace|insert|invalid|test(?:ing)?)(?:$|[-_ .\d])|foo_?-?bar|lorem|not[-_ ]?(?:a|real)|to[-_]?be[-_]|removed|masked|hidden|supersecret|mysecret|secret123|deadbeef|hunter2/i;

const sequence = /0?123456789|abcdefgh|abcdef0?123|1234567|qwerty/i;

/** Values that documents and local set-ups use in a secret's place. */
const commonplace =
  /^(?:pass(?:word|wd|phrase)?\d{0,3}|pwd|pw|secret|token|admin|root|guest|user(?:name)?|login|postgres(?:ql)?|mysql|redis|rabbitmq|minio|none|null|nil|true|false|undefined|default|foo|bar|baz|abc\d*|test\w{0,4}|string|empty|required|optional|value|key|credentials?)$/i;

/** Whether a value only stands for a secret: `${TOKEN}`, `<password>`, `changeme`, `AKIA…EXAMPLE`. */
export function isPlaceholder(value: string): boolean {
  return isReference(value) || example.test(value) || commonplace.test(value) || isMonotonous(value);
}

/** Whether a value names where the secret comes from: a variable, a template, a file that is mounted. */
export function isReference(value: string): boolean {
  return reference.test(value) || variableName.test(value) || value.startsWith("/run/secrets/");
}

/** The name of an environment variable, as some actions take it. */
const variableName = /^(?=.*(?:PASS|PWD|SECRET|TOKEN|KEY))[A-Z][A-Z\d]*(?:_[A-Z\d]+)*$/;

/** Whether a token of a provider is one of its documentation's: too regular to have been issued. */
export function isMonotonous(value: string): boolean {
  if (sequence.test(value)) return true;
  if (/(.)\1{5}/.test(value)) return true;
  return new Set(value).size <= Math.max(3, Math.min(8, value.length / 6));
}

/**
 * Whether a value is made of words, as names are: `busflow_db_writer_v1`, `token_type_2`, `sha256Digest`. Split in the same way,
 * what a generator made has more and shorter pieces, with digits in between.
 */
export function isName(value: string): boolean {
  const words = value
    .split(/[-_./:@\s,+]+|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .filter((word) => word !== "");
  if (words.length > value.length / 3.5) return false;
  return words.every((word) => /^(?:(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)\d{0,3}|v?\d{1,4})$/.test(word));
}
