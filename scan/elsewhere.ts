// What a name with a secret's word in it is given when that is no secret: an address, a path, an expression, a type, an algorithm.
/** A web address without anything in it that was generated, as webhooks have. */
export function isAddress(text: string): boolean {
  return (
    /^(?:https?|file|tcp|unix|ssh|git):\/\/[^@]*$/i.test(text) &&
    !text.split(/[/?=&]/).some((part) => part.length >= 16 && isDense(part))
  );
}

/** An address, a path, an expression, a date, a type: what a name with a secret's word in it is given otherwise. */
export function isElsewhere(text: string): boolean {
  return (
    isAddress(text) ||
    /^\{[^]*[:"'][^]*\}$|^\[[^]*["',][^]*\]$/.test(text) ||
    /^(?:file|data|urn|arn|ref|env|op|vault|ssm|secret|sops|enc|mailto|tel|chrome|about|blob|git|ssh|s3|gs|pkg|npm):\S/i.test(
      text,
    ) ||
    (/^(?:\.{0,2}|~|[A-Za-z]:)[\\/](?:[\w.@-]+[\\/])*[\w.@*-]*$/.test(text) && !isDense(text)) ||
    /^(?:[\w.-]+\/)+[\w.-]+\.\w{1,5}$/.test(text) ||
    /^[\w.-]+\.(?:txt|json|ya?ml|pem|key|crt|ts|js|go|py|rb|java|html?|css|md|php|sh|conf|cfg|xml|toml|env|com|org|net|io|local|internal)$/i.test(
      text,
    ) ||
    /^[\w.*-]+:\d{2,5}(?:[:/]|$)/.test(text) ||
    /\\x[\da-f]{2}[^]*\\x[\da-f]{2}|^\$\(shell\b/.test(text) ||
    /^[a-z]+\/[a-z][\w.+-]*(?:;|$)/.test(text) ||
    isSetting(text) ||
    isAlgorithm(text) ||
    isExpression(text) ||
    // A key that is meant to be public, a digest that says so, the scope of a signature, `name=value`, a link, an option.
    /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|age1|RSA-PUB)\s|^(?:hmac-)?(?:sha|md)-?\d{1,3}[:-]\w|aws4_request|%2F[\w-]+%2F|^#\/\w|^[a-z]+(?:[A-Z][a-z]+)*[\])}]+$|^\$2[abxy]\$(?!\d\d\$[./\w]{53})|\]\((?:https?:|[#/.])|^--?[a-z]+(?:-[a-z]+)*=|^%[sdvqxw][/:.]/.test(
      text,
    ) ||
    /\\[dwsb]\{\d|\[\d-\d\]|\(\?[:=!P]/.test(text) ||
    /^(?:[\w-]+\.)*[a-z][a-z\d]*(?:[-_.][a-z\d]+)*(?:\/[a-z\d]+(?:[-_.][a-z\d]+)*)+$/.test(text) ||
    /^\d{4}-\d\d-\d\d|^\d+(?:\.\d+){1,3}$|^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$/.test(text) ||
    /^[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)*(?:\[[^\]]*\])*\(.*\)[;,]?$|^[\w$.]+(?:\[[^\]]*\])+$/.test(
      text,
    ) ||
    (/^[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_]\w*)+$/.test(text) && !isDense(text)) ||
    (/^(?:[.#][a-z]+(?:[-_][a-z\d]+)*)+$|^\[[\w-]+[=\]]|^<\/?\w|=>|^--[a-z]|^\(\?|\\[dwsb][+*{]|\[\^|\]\)?[*+]\$?$|^\^.*\$$/i.test(
      text,
    ) &&
      !isDense(text))
  );
}

/** Whether a value is itself a setting, as commands take them: `client_id="account"`. */
function isSetting(text: string): boolean {
  const [, value] = /^[a-z][a-z_]{2,30}[a-z]\d?=(["'\w:/.,-]*)$/.exec(text) ?? [];
  return value !== undefined && !isDense(value);
}

/** What algorithms and types of keys are called, in parts: `chacha20-poly1305`, `RSA-OAEP-256`, `scram-sha-256`. */
const algorithm =
  /^(?:x?chacha|poly|aes|gcm|cbc|ctr|ccm|siv|kw|rsa|dsa|ecdsa|eddsa|ed|ec|ecdh|es|hs|rs|ps|p|k|x|curve|secp|r|prime|v|scram|hmac|sha|md|argon|d|i|id|pbkdf|scrypt|bcrypt|blake|b|s|oaep|pkcs|pss|mgf|tls|with|and|dir|encryption|base|encoded|ssha|crypt|kdf|hkdf|fernet|secretbox|ietf)$/;

function isAlgorithm(text: string): boolean {
  if (text.length > 40 || !/[a-z]{3}|^(?:[ehrp]s|e[cd]|md)\d/i.test(text)) return false;
  const parts = text.toLowerCase().split(/[-_/+. ]|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/);
  return parts.length > 1 && parts.every((part) => /^\d{1,4}$/.test(part) || algorithm.test(part));
}

/** Names, calls, indexes and assertions in a chain. */
const chain = /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*|\.?\([^()]*\)|\[[^[\]]*\])+$/;
/** A call or a literal of a type that goes on in the next line. */
const opened =
  /^[A-Za-z_$][\w$.]*(?:\((?:\[\]\w*)?)$|^(?:new )?(?:\[\]|map\[[\w.*]+\])[\w.*]+(?:\{\w*)?$|^[\w.]+\(\[\]\w/;

/** What stands between two strings that are put together. */
const spliced = /^\+\s?[A-Za-z_][\w.]*\(/;

/** Code: a value that a program takes from elsewhere, or a type. */
function isExpression(text: string): boolean {
  if (spliced.test(text)) return true;
  if (isDense(text)) return false;
  return opened.test(text) || (chain.test(text) && /[.(][^\w]|\]\.|\)/.test(text));
}

/** Whether letters and digits change as often as in what a generator made. */
export function isDense(text: string): boolean {
  let changes = 0;
  for (let index = 1; index < text.length && index < 200; index++) {
    if (classOf(text.charCodeAt(index)) !== classOf(text.charCodeAt(index - 1))) changes++;
  }
  return text.length >= 12 && changes >= Math.min(text.length, 200) * 0.4 && /\d/.test(text) && /[A-Za-z]/.test(text);
}

function classOf(code: number): number {
  if (code >= 48 && code <= 57) return 0;
  if (code >= 97 && code <= 122) return 1;
  if (code >= 65 && code <= 90) return 2;
  return 3;
}
