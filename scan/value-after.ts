// Finds the value that a text gives to a name, in the many ways to write that: `name: value`, `NAME=value`, `name := "value"`,
// `define('NAME', 'value')`, `<name>value</name>`, `NAME || "value"`, `--name value`, `| name | value |`.
import type { FileKind } from "./file-kinds.ts";
import { bareAt, besideUser, lineBefore, lineFrom, quotedAt, type Literal, type NameAt } from "./literal-at.ts";
import { pairedWith } from "./paired.ts";
import { isStrong } from "./values.ts";

const closers = String.raw`(?:\\{0,3}["'\`*]{1,2})?[\])}]{0,3}`;
/** A type between name and sign: `: string =`, `string =`, `: &'static str =`, `{ get; set; } =`. */
const type = String.raw`(?:\[\w{0,4}\])?(?:\s{0,4}[!?]?:\s{0,4}[[&A-Za-z_][\w<>&'\[\]|.? ]{0,40}?|\s{1,4}(?:string|String|text|str|char\b[ *]{0,2}|As\s{1,4}\w{1,20}))?(?:\s{0,4}\{[\w\s;]{1,40}\})?`;
const assignment = new RegExp(
  String.raw`${closers}(?:${type}\s{0,12}(?:\|\|=|\?\?=|:=|!==?|={1,3}(?!>))|\s{0,12}(?:\?=|=>|\+=|->|<<<|<-|:(?!:)\*{0,2}))\s{0,12}`,
  "y",
);
const sentence =
  /["'`*]{0,3}(?:[ \t](?:for|of|to|on|fuer|von)[ \t](?:the[ \t])?[\w.@-]{1,40}){0,2}(?:[ \t]{1,3}(?:is|was|are|lautet|ist)[ \t]{0,2}:?|:)[ \t]{1,3}/y;
/** A value that is made of a literal on the spot, or falls back to it. */
const wrapper =
  /(?:(?:new )?(?:Some|String|str|bytes|SecretStr|SecretString|Secret|Secure\w*|\w*[Ss]ecureString|NetworkCredential|Buffer\.from|atob|b64decode|base64\.\w+|StringValue|Field|Optional\.of|Value|Data|encode|ConvertTo-SecureString|\w*Credentials?)(?:\(|\s)\s{0,4}(?:-String\s|default\s?=\s?|\w+\s?=\s?)?|(?:process\.env|import\.meta\.env)[\w.[\]"']{1,60}\s{0,4}(?:\|\||\?\?)\s{0,4}|(?:os\.(?:environ\.get|getenv)|System\.getenv|ENV\.fetch|env|getenv|config)\(\s?["'][\w.-]{1,60}["']\s?(?:,\s{0,4}(?:default\s?=\s?)?|\)\s{0,4}(?:or|\?:|\|\||\?\?)\s{0,4})|ENV\[["']\w{1,60}["']\]\s{0,4}\|\|\s{0,4}|\[\]byte\(|<<(?=")|\{\s{0,4}["'](?=\w)|\[\s{0,8}(?=["'])|\(\s{0,12}(?=["']))/y;
const fallback = new RegExp(
  String.raw`${closers}(?:!|\.get\(\))?\s{0,4}(?:\|\||\?\?|\?:|\bor\b|,|\.(?:unwrap_or\w{0,8}|or_?[eE]lse\w{0,6}|getOrElse)\((?:\|_?\||\(\)\s?[=-]>)?|\{(?=\s{0,4}["']))[ \t]{0,12}(?:default\w{0,8}\s{0,2}[:=]\s{0,2}|<<|\[\]byte\()?`,
  "y",
);
/** The argument behind an option, in a list of them. */
const nextArgument = /["'],\s{0,40}/y;
const call = /(?:::(?:new|from)|\.of)?\s?[({]\s{0,8}(?:[NE](?='))?/y;
const space = /["']?\s{1,4}(?:=\s*|to\s|by\slazy\s\{\s?|(?:PIC\s\S{1,20}\s)?VALUE\s{1,4}|db\s)?(?=[NE]?["'])/y;
const chained =
  /(?:["'`][^"'`\n()]{0,20}["'`]?)?\)?\.(?:fill|type|sendKeys|send_keys|setValue|equals|equalsIgnoreCase|contentEquals|insertText|eq)\(\s{0,8}/y;
const element =
  /["']?(?:\s[\w:]{1,20}="[^"\n]{0,80}"){0,3}\s?>\s{0,12}(?:<!\[CDATA\[)?([^<>\s][^<>\n]{0,2000}?)\s*(?:\]\]>)?<\//y;
const nextElement =
  /<\/[\w:]{1,20}>\s{0,40}<(?:string|value|data|td|dd)(?:\s[\w:]{1,20}="[^"\n]{0,60}"){0,2}>\s{0,12}([^<\s][^<\n]{0,2000})</iy;
/** Behind a name that is compared or copied: `strcmp(password, "…")`; in a pair of its own: `{password, "…"}`, `set :password, "…"`. */
const besideName =
  /(?:(?:cmp|[Ee]quals?|[Cc]ompare|cpy|eql\?)\w{0,12}\s?\((?:[^()"'\n]{0,30}\()?[^()"'\n]{0,40}|[{:])$/;
/** Before a name: `"…" === password`, `"…".equals(password)`, `MOVE "…" TO PASSWORD`. */
const yoda =
  /["']([^"'\n]{6,200})["'](?:\s?[!=]={1,2}\s?|\.(?:equals|equalsIgnoreCase|contentEquals|eql\?)\(\s?|\sTO\s)(?:[\w.]{1,40}\.|[$@&*])?$/;
/** As Robot Framework sets a variable: `${PASSWORD}    …`. */
const inColumns = /\}(?:[ ]{2,20}|\t{1,4})(?:=[ ]{1,10})?(\S{3,400})(?=\s|$)/y;
const table = /[`"'*]{0,3}\s{0,40}\|\s{0,40}[`"'*]{0,2}([^\s|`"'][^\s|`]{0,400}?)[`"'*]{0,2}\s{0,40}\|/y;
const inTemplate = /:?[-=?]([^}\n]{1,400})\}|:([^}\n:]{1,400})\}/y;

/** A line of settings up to a name: indentation, a list's dash, what a shell or a build puts before. */
const lineStart =
  /^\s*(?:[-*+?]\s+)?(?:(?:export|set|setx|local|readonly|declare(?: -\w+)?|typeset|ENV|ARG|SetEnv|env|val|var|let|const|define|Environment=|\$env:|set -\w+|\*?\[?)\s*)?["']?$/i;
const takesSpace =
  /(?:^|\s)(?:ENV|ARG|setenv|SetEnv|setx|set -\w+|fastcgi_param|proxy_set_header|config set|configure set|git config(?: --\w+)*|config:set|secret set|-(?:e|v) )\s*["']?$|\blogin \S+\s+$|\b(?:put|set)\s+\S*[/.]$/;
const comment = /^\s*(?:#|\/\/|\*|--|;|%|<!--|rem\b|')|(?:\s(?:\/\/|#|--)|\/\*)\s?[^"']*$/i;

/** The value that a name is given; undefined when it is given none. */
export function valueAfter(text: string, name: NameAt, kind: FileKind): Literal | undefined {
  const before = lineBefore(text, name.start);
  if (/[#$%]\{$/.test(before) || /\$\{[A-Z_]*$/.test(before))
    return matched(text, inTemplate, name.end) ?? (kind === "config" ? matched(text, inColumns, name.end) : undefined);
  // The end of a path: /etc/passwd.
  if (/\w\/$/.test(before) && !/\b(?:put|set)\s+\S*$/.test(before))
    return /["'][\w./-]*$/.test(before) ? pairedWith(text, name, before, kind === "config") : undefined;
  const after = text.charAt(name.end);
  assignment.lastIndex = name.end;
  if (assignment.test(text)) {
    const at = assignment.lastIndex;
    const quoted = quotedAt(text, wrapped(text, at), kind === "code");
    if (quoted !== undefined) return quoted;
    const direct = text.slice(name.end, at);
    if (direct.includes("\n"))
      return (
        pairedWith(text, name, before, kind === "config") ??
        (kind === "config" && text.charAt(at) === "-" ? strong(nextItem(text, name.end)) : undefined)
      );
    return bareValue(text, at, before, kind, direct) ?? pairedWith(text, name, before, kind === "config");
  }
  const isOption = text.charAt(name.start) === "-";
  return (
    pairedWith(text, name, before, kind === "config") ??
    valueBefore(text, name, before) ??
    quotedAfter(
      text,
      fallback,
      name.end,
      after !== "," ||
        /env/i.test(before) ||
        (besideName.test(before) && (!/[{:]$/.test(before) || !text.slice(name.start, name.end).includes("."))),
    ) ??
    (isOption ? quotedAfter(text, nextArgument, name.end, true) : undefined) ??
    quotedAfter(
      text,
      call,
      name.end,
      before.endsWith(".") || !/^(?:secret|token|password)$/i.test(text.slice(name.start, name.end)),
    ) ??
    quotedAfter(text, chained, name.end, true) ??
    quotedAfter(text, space, name.end, true) ??
    matched(text, element, name.end) ??
    matched(text, nextElement, name.end) ??
    (kind === "prose" ? matched(text, table, name.end) : undefined) ??
    said(text, name, kind) ??
    (before.endsWith("$") ? undefined : spaced(text, name, before, kind, isOption))
  );
}

function wrapped(text: string, at: number): number {
  wrapper.lastIndex = at;
  const found = wrapper.exec(text);
  if (found === null) return at;
  const inner = wrapped2(text, wrapper.lastIndex);
  return /["']$/.test(found[0]) && found[0].startsWith("{") ? at : inner;
}

function wrapped2(text: string, at: number): number {
  wrapper.lastIndex = at;
  return wrapper.test(text) ? wrapper.lastIndex : at;
}

function quotedAfter(text: string, link: RegExp, at: number, isAllowed: boolean): Literal | undefined {
  link.lastIndex = at;
  return isAllowed && link.test(text) ? quotedAt(text, link.lastIndex, false) : undefined;
}

function matched(text: string, pattern: RegExp, at: number): Literal | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  const value = found?.[1] ?? found?.[2];
  if (found === null || value === undefined) return undefined;
  const start = at + found[0].indexOf(value);
  return { text: value.trim(), start, end: start + value.length };
}

function bareValue(text: string, at: number, before: string, kind: FileKind, link: string): Literal | undefined {
  const isStart = lineStart.test(before);
  const isComment = comment.test(before);
  if ((kind === "code" || kind === "data") && !isComment && !/["'`]/.test(before))
    return kind === "code" && link === "=" && /^\s*[\w.-]*$/.test(before) ? inTextOfLines(text, at) : undefined;
  if (kind === "prose" || isComment) return besideUser(text, at) ?? bareAt(text, at, false);
  if (kind !== "config" || !isStart) return bareAt(text, at, false);
  const line = bareAt(text, at, true);
  // A shell's word ends where its next one begins, and so does a pair in a mapping on one line.
  if (line === undefined || !/\s/.test(line.text)) return line;
  return /^["'\])]*=$/.test(link) || /^[{[]/.test(line.text) ? bareAt(text, at, false) : line;
}

/** What a network device puts between a name and its value, and a value that is no word. */
const device_ =
  /^((?:(?:\d|plain(?:text|-text)?|clear(?:text)?|ascii(?:-text)?|text|simple|cipher|irreversible-cipher|md5|sha\d{0,3}|hmac-\w{1,10}|read|write|r[ow]|read-?only|read-?write|set-key|key|string|key-string|unencrypted|password|secret)\s{1,4}){0,4})["']?(?=\S*\d)(?=\S*[A-Za-z])[^\s"']{8,200}["']?(?=;?(?:\s|$))/;

/** A setting in a text of several lines, which a program holds: nothing but the value is behind its sign. */
function inTextOfLines(text: string, at: number): Literal | undefined {
  const line = lineFrom(text, at);
  return /^[^\s,;)"'`]{8,}$/.test(line) && isStrong(line)
    ? { text: line, start: at, end: at + line.length }
    : undefined;
}

/** A value behind white space alone: an option's, a Dockerfile's, a line of two words. */
function spaced(text: string, name: NameAt, before: string, kind: FileKind, isOption: boolean): Literal | undefined {
  const [gap] =
    /^["']?,?[ \t]{1,8}(?:--(?:plaintext|iscrypted) )?["']?(?=[^\s"'=:|&;,({-]|-[A-Za-z]{3,}\d)/.exec(
      text.slice(name.end, name.end + 40),
    ) ?? [];
  if (gap === undefined) return isOption && kind === "config" ? nextItem(text, name.end) : undefined;
  const at = name.end + gap.length;
  if (isOption || takesSpace.test(before)) return bareAt(text, at, false);
  const isDevice =
    kind === "config" ||
    (kind === "prose" &&
      /^\s*(?:set|enable|add|username|snmp|tacacs|radius|crypto)\b/.test(before + text.slice(name.start, name.end)));
  const device = isDevice && !comment.test(before) ? device_.exec(lineFrom(text, at)) : null;
  if (device !== null && /^\s*(?:[\w.:/[\]=-]+\s+){0,9}$/.test(before)) {
    const place = at + (device[1]?.length ?? 0);
    return quotedAt(text, place, false) ?? bareAt(text, place, false);
  }
  const isLine = kind === "config" && /^\s*$/.test(before) && /^\S+\s*;?\s*$/.test(lineFrom(text, at));
  return isLine ? bareAt(text, at, false) : undefined;
}

/** A literal that stands before the name that it is compared with or moved to. */
function valueBefore(text: string, name: NameAt, before: string): Literal | undefined {
  const found = yoda.exec(before);
  const value = found?.[1];
  if (found === null || value === undefined || /["'(]/.test(text.charAt(name.end))) return undefined;
  const start = name.start - before.length + found.index + 1;
  return { text: value, start, end: start + value.length };
}

/** What is a secret by itself: a list below `secrets` has their names, as in compose files. */
function strong(item: Literal | undefined): Literal | undefined {
  return item !== undefined && isStrong(item.text) ? item : undefined;
}

/** The next item of a YAML list, where an option is an item. */
function nextItem(text: string, at: number): Literal | undefined {
  const [gap] = /^["']?:?[ \t]*\r?\n[ \t]*-[ \t]+/.exec(text.slice(at, at + 60)) ?? [];
  if (gap === undefined) return undefined;
  return quotedAt(text, at + gap.length, false) ?? bareAt(text, at + gap.length, true);
}

/** A value that a sentence tells: the password is `…`. */
function said(text: string, name: NameAt, kind: FileKind): Literal | undefined {
  sentence.lastIndex = name.end;
  const isRead = kind === "prose" || comment.test(lineBefore(text, name.start));
  if (!isRead || !sentence.test(text)) return undefined;
  const at =
    sentence.lastIndex + (/^\*{1,2}/.exec(text.slice(sentence.lastIndex, sentence.lastIndex + 2))?.[0].length ?? 0);
  return quotedAt(text, at, false) ?? bareAt(text, at, false);
}
