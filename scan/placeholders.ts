// Placeholders: what stands where a secret could stand and is not one, such as references, templates, examples, words.
import { Buffer } from "node:buffer";

/** What a template engine, a shell or a build puts a value in for. A default in it is a literal of its own. */
const templates: readonly RegExp[] = [
  /\$\{\{[^{}]*\}\}/g,
  /\{\{(?:[^{}]|\{[^{}]*\})*\}\}/g,
  /<%[^%>]*%>/g,
  /[#%$@]\{[^{}]*\}/g,
  /\$\((?:[a-z][\w-]*\s|<|\.?\/)[^()]*\)/g,
  /(?<![^\s:/@=,"'-])\$\$?[A-Z_][A-Z\d_]{2,}(?=$|[\s:/@,{"'-])/g,
  /\$\([A-Z_]{3,}\)/g,
];

const defaultInTemplate =
  /(?::?[-=]|\bdefault\s*\(\s*|\|\|\s*|\bdefault\s+|(?<=^\$\{[\w.-]{1,80}):(?![?+]))\s*["']?([^"'{}()|\s][^"'{}()|]*)["']?\s*\)?\s*(?:\|[^{}]*)?\}{1,2}$/;

/** A value that is encrypted: by SOPS, eyaml, Jasypt, Spring. */
const ciphertext =
  /^(?:ENC\[AES256_GCM,data:[\w+/=]*,iv:[\w+/]{43}=,tag:[\w+/]{22}==,type:\w+\]|ENC\[PKCS7,[\w+/=\s]{16,}\]|ENC\((?=[\w+/=]*[\d+/=])[\w+/=]{16,}\)|\{cipher\}[\w+/=-]{16,})$/;
/** What is written as if it were encrypted. */
const asCiphertext = /^(?:ENC[[(](?:AES256_GCM,data:|PKCS7,)?([^\])]*)[\])]?|\{cipher\}(.*))$/s;

/** What remains of a value when everything that a template puts in is taken away; the default of a template remains. */
export function literalOf(value: string): string {
  const wrapped = ciphertext.test(value) ? null : asCiphertext.exec(value);
  if (wrapped !== null) return literalOf(wrapped[1] ?? wrapped[2] ?? "");
  if (!/[${<#%@]/.test(value)) return value;
  let text = value.slice(0, 2000);
  for (const template of templates) {
    text = text.replaceAll(template, (found) =>
      found.startsWith("$(") ? "" : (defaultInTemplate.exec(found)?.[1] ?? "").trim(),
    );
  }
  return text;
}

/** The whole value comes from somewhere else. */
const reference =
  /^\$\((?:[a-z][a-z./-]*|[A-Z_]+=\S*|<\S*)$|^\$(?:[A-Z_][A-Z\d_]*|[a-z][A-Za-z_]*\d?|[\d@*#?])$|^\$\([^()]*\)$|^<[^<>]*>?$|^%[\w.-]+%$|^%[sdvqr]$|^:[a-z]\w*$|^\?+$|^@[\w.-]+@$|^@[a-z][a-z_./-]*$|^@Microsoft\.KeyVault|^!(?:Ref|Sub|GetAtt|vault|ImportValue|Join|env|ENV|secret|include|var|reference|file|FindInMap|Select|Base64|encrypted)\b|^\*[a-z_-]+$|^&[a-z_-]+(?:\s|$)|^`[^`]*`$|^\{[^{}]*\}$|^\{\d*\}$|^\[[\w -]*\]$|process\.env\b|os\.environ|getenv\(|ENV\[|^(?:var|local|data|module|secrets?|vars|params?|self|this|config|settings|each|env|inputs|github|steps|needs|resolve|ssm|vault|op|secretsmanager|arn|urn|file|ref|keyvault|azurekeyvault|doppler|bws|gcp|awssm|sm|projects)(?:\.\w|:(?!\w*\s)|\/)|^\.{3,}|^…|^\*{3,}|^AQICA|^\$ANSIBLE_VAULT|^arn:aws|^"?\$\{/;

/** What its reader is to fill in or was blackened: no secret anywhere. */
const blank =
  /(?:^|[-_ .<[(])(?:your|ihr|votre|my)[-_ ]?\w*[-_ ]?(?:here|password|passwd|secret|token|key|value|pass|user|api|db|database)|^(?:your|enter|insert|put|paste|add|fill|set|use|replace|provide|type|choose|pick)[-_ ](?:\w+[-_ ])*\w+$|(?:^|[-_ ])here$|place_?-?holder|redacted|x{5,}|X{4,}|^[xX]{3,}["']?$|\*{3,}|\.{3,}|…|^-+$|^_+$|^\?+$|^#+$|removed|masked|hidden|censored|<[\w -]+>|to[-_]?be[-_](?:set|filled|replaced|defined|changed|provided)|^(?:tbd|todo|fixme|n\/?a|none|null|nil|undefined|unset|unused|empty|void|disabled|false|true|yes|no|on|off|optional|required|string|str|text|bytes|bool(?:ean)?|int(?:eger)?|number|any|object|array|secretstr|char|varchar|type|\[\]|\{\}|~|-)$|change[-_ ]?(?:before|in|for)[-_ ]|not[-_ ]?(?:a[-_ ])?(?:real|secret|used|needed|set)/i;

const example =
  /example|sample|dummy|change_?-?(?:me|this|it)|(?:^|[-_ .])(?:fake|mock|todo|replace|insert|invalid|test(?:ing|s)?|unit|stub)(?:$|[-_ .\d])|^test|foo_?-?bar|lorem|supersecret|mysecret|my_?-?password|secret123|password123|deadbeef|hunter2|^(?:super|very|top)[-_]?(?:secret|secure)|secret$|password$|passwd$/i;

const sequence = /0?123456789|abcd?1234|abcdefgh|abcdef0?123|1234567|qwerty|0000000/i;

/** Values that documents and local set-ups use in a secret's place. */
const commonplace =
  /^(?:pass(?:word|wd|phrase|code)?[\d!]{0,5}|pwd\d*|pw\d*|p[a@]ssw[o0]rd\d*|secret\d*|token\d*|admin\d*|root\d*|guest|user(?:name)?\d*|login|postgres(?:ql)?|pg|mysql|mariadb|redis|rabbitmq|mongo(?:db)?|elastic|minio(?:admin)?|default|foo|bar|baz|abc\d*|test\w{0,4}|dev(?:elop(?:ment)?)?|local(?:host)?|ci|value|key|credentials?|bearer|basic|docker|app|db|database|1234\d*|letmein|github|x|y|z|s3cr3t|open-?sesame|(?:secret|access)[_-]?key|pass[-_]?word)$/i;

/** Whether a value only stands for a secret: `${TOKEN}`, `<password>`, `changeme`, `AKIA…EXAMPLE`. */
export function isPlaceholder(value: string): boolean {
  return isReference(value) || isBlank(value) || example.test(value) || commonplace.test(value) || isMonotonous(value);
}

/** Whether a value waits for its reader's own: `YOUR_TOKEN_HERE`, `<password>`, `***`. Nobody logs in with it, wherever it stands. */
export function isBlank(value: string): boolean {
  return value === "" || blank.test(value);
}

/** Whether a value is one that everybody tries first: `postgres`, `password1`. */
export function isCommonplace(value: string): boolean {
  return commonplace.test(value) || example.test(value);
}

/** Whether a value names where the secret comes from: a variable, a template, a file that is mounted. */
export function isReference(value: string): boolean {
  const literal = literalOf(value);
  if (literal !== value && !/\w{4}/.test(literal.replace(/^(?:Bearer|Basic|token)\b/i, ""))) return true;
  return (
    ciphertext.test(value) ||
    reference.test(literal) ||
    variableName.test(value) ||
    versionName.test(literal) ||
    /^(?:\/run\/secrets\/|\/var\/run\/secrets\/|\/etc\/)/.test(value)
  );
}

/** The name of an environment variable, as some actions take it. */
const variableName = /^(?=.*(?:PASS|PWD|SECRET|TOKEN|KEY))[A-Z][A-Z\d]*(?:_[A-Z\d]+)*$/;

/** The name of a version of a secret on a Swarm: `shop_db_writer_v5`. */
const versionName = /^[a-z][a-z\d]*(?:[_-][a-z\d]+)+_v[1-9]\d{0,3}$/;

/** Whether a token of a provider is one of its documentation's: too regular to have been issued. */
export function isMonotonous(value: string): boolean {
  if (sequence.test(value)) return true;
  if (/(.)\1{5}/.test(value)) return true;
  const [repeated] = /(.{4,20})\1\1+/.exec(value.slice(0, 1000)) ?? [];
  if (repeated !== undefined && repeated.length > value.length / 2) return true;
  return new Set(value.slice(0, 1000)).size <= Math.max(3, Math.min(8, value.length / 6));
}

/**
 * Whether a value is made of words, as names are: `busflow_db_writer_v1`, `token_type_2`, `sha256Digest`. Split in the same way,
 * what a generator made has more and shorter pieces, with digits in between.
 */
export function isName(value: string): boolean {
  if (/^[a-z]{2,}(?:[_-][a-z]{2,})*(?:[_-]v?\d{1,3})?$/.test(value)) return true;
  const words = value
    .split(/[-_./:@\s,+]+|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .filter((word) => word !== "");
  if (words.length > value.length / 3.5) return false;
  return words.every((word) =>
    /^(?:(?:[a-z]+|[A-Z][a-z]+|[A-Z]{2,})\d{0,3}|[A-Z]|[vV]?\d{1,4}|v\d(?:alpha|beta)\d)$/.test(word),
  );
}

/** What a value says in base64; undefined where it is none, or no text. */
export function decodedText(value: string): string | undefined {
  if (value.length < 8 || value.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const text = Buffer.from(value, "base64").toString("latin1").trim();
  return /^[\x20-\x7e]{6,}$/.test(text) ? text : undefined;
}
