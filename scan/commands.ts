// Passwords that commands take by place or by a short option: `curl -u user:…`, `mysql -p…`, `printf … | docker secret create`.
import { wordsFrom, type CommandWord } from "./command-words.ts";
import type { Match } from "./finding.ts";
import { holdsInAnyCase, holdsOneOf, placesOf } from "./hints.ts";
import { isCommonplace } from "./placeholders.ts";
import { isGiven, isSecretValue, isStrong } from "./values.ts";

interface Form {
  command: RegExp;
  /** Options whose next word is the password. */
  next?: RegExp;
  /** Options that the password follows in the same word. */
  glued?: RegExp;
  /** Options whose next word is `user:password`, or has it behind another sign. */
  pair?: RegExp;
  /** Words that the password stands behind, counted from the first of them. */
  after?: RegExp;
  /** Words one of which must be there. */
  having?: RegExp;
  /** Whether the last word is the password. */
  last?: boolean;
}

const forms: readonly Form[] = [
  {
    command: /^(?:curl|http|https|xh|wget|aria2c)$/,
    pair: /^(?:-u|--user|-a|--auth|-U|--proxy-user)$/,
    glued: /^(?:-u|--user=|--auth=|--proxy-user=)[^:\s]*:(?=.)/,
  },
  { command: /^(?:mysql|mariadb|mycli)/, glued: /^-p(?=.)/, after: /^password$/ },
  { command: /^sshpass$/, next: /^-p$/, glued: /^-p(?=.)/ },
  { command: /^redis-(?:cli|benchmark)$|^valkey-cli$/, next: /^(?:-a|--pass)$/ },
  {
    command:
      /^(?:docker|podman|nerdctl|buildah|skopeo|helm|oras|crane|regctl|az|cf|oc|npm|vault|argocd|jfrog|jf|heroku|fly|snyk|sentry-cli)$/,
    next: /^(?:-p|--creds?)$/,
    glued: /^-p(?==?.)=?|^--creds?=[^:]*:/,
    having: /^(?:login|copy)$/,
  },
  { command: /^(?:vault)$/, after: /^login$/ },
  { command: /^mongo|^cqlsh$|^psql$|^clickhouse-client$|^arangosh$|^neo4j|^cypher-shell$/, next: /^-p$/ },
  { command: /^ldap(?:search|add|modify|delete|passwd|whoami)$|^slappasswd$/, next: /^-[ws]$/, glued: /^-w(?=.)/ },
  { command: /^(?:htpasswd)$/, last: true, having: /^-[A-Za-z]*b/ },
  { command: /^twine$/, next: /^-p$/ },
  { command: /^openssl$/, having: /^passwd$/, next: /^-(?:[156]|apr1)$/ },
  {
    command: /^(?:zip|unzip|sqlcmd|bcp|mosquitto_(?:pub|sub)|ipmitool|isql|tsql|ssh-keygen)$/,
    next: /^-[PN]$/,
    glued: /^-P(?=.)/,
  },
  { command: /^7z[ar]?$|^rar$|^unrar$/, glued: /^-h?p(?=.)/ },
  {
    command:
      /^(?:kadmin|cadaver|influx|smbclient|impala-shell|beeline|lftp|ncftp|swaks|sendemail|openvpn|rclone|snowsql|xfreerdp)$/,
    next: /^(?:-w|-password|-p|-xp|-ap)$/,
    pair: /^(?:-u|-U)$/,
    glued: /^\/p:/,
  },
  { command: /^rabbitmqctl$/, after: /^(?:add_user|change_password|authenticate_user)$/, last: true },
  { command: /^mc$/, having: /^(?:alias|config|host)$/, last: true },
  { command: /^(?:gh|glab|wrangler|op|doppler|flyctl)$/, next: /^(?:-b|--body|--value)$/ },
  { command: /^net$/, having: /^user$/, after: /^user$/, last: true },
  { command: /^(?:dsadd|schtasks|winexe|psexec)$/, next: /^(?:\/rp|\/p|-p)$/, having: /./ },
  { command: /^(?:keytool|jarsigner|apksigner)$/, next: /^-(?:store|key|src|dest)\w*pass\w*$|^--ks-pass$/ },
];

/** What commands are called, as patterns. */
const names = (
  "curl https? xh wget aria2c mysql\\w* mariadb[\\w-]* mycli sshpass redis-(?:cli|benchmark) valkey-cli docker podman " +
  "nerdctl buildah skopeo helm oras crane regctl az cf oc npm vault argocd jfrog jf heroku fly flyctl snyk sentry-cli " +
  "mongo\\w* cqlsh psql clickhouse-client arangosh neo4j\\w* cypher-shell ldap(?:search|add|modify|delete|passwd|whoami) " +
  "slappasswd htpasswd zip unzip sqlcmd bcp mosquitto_(?:pub|sub) ipmitool isql tsql ssh-keygen 7z 7za 7zr rar unrar kadmin " +
  "cadaver influx smbclient impala-shell beeline lftp ncftp swaks sendemail openvpn rclone snowsql xfreerdp twine " +
  "rabbitmqctl mc gh glab wrangler op doppler net dsadd schtasks winexe psexec openssl keytool jarsigner apksigner"
).split(" ");
const commandName = new RegExp(String.raw`(?:${names.join("|")})(?=["']?,?[ \t])`, "y");
/** How commands begin; a name of two letters with what may follow it. */
const beginnings = placesOf(
  ...names.flatMap((name) => {
    const beginning = /^(?:[\w-](?!\?))+/.exec(name)?.[0] ?? name;
    return beginning.length > 2 ? [beginning] : Array.from(` \t"',`, (end) => beginning + end);
  }),
);

/** Whether a command may begin at a place: at no word's middle, unless that is a path such as /usr/bin/. */
function mayBegin(text: string, at: number): boolean {
  if (!/[\w.$/-]/.test(text.charAt(at - 1))) return true;
  if (text.charAt(at - 1) !== "/") return false;
  let start = at - 1;
  while (start > 0 && /[\w./-]/.test(text.charAt(start - 1))) start--;
  return start < at - 1 && text.charAt(start) === "/" && text.charAt(start - 1) !== "$";
}

/** Whatever the command: a user by an option, and a password by another; what a database's tools take as `user/password@…`. */
const mayNameUser = holdsOneOf(" -u", " -U", " -l", " -L", "-user", "--login");
const anyCommand: readonly { mayBeIn: (text: string) => boolean; pattern: RegExp }[] = [
  {
    mayBeIn: mayNameUser,
    pattern:
      /\s(?:-[uUlL]|--?user(?:name)?|--login)[ =]?["']?[\w.@\\-]{1,40}["']?\s(?:[^\n|;&]{0,80}?\s)?-(?:p|P|pw|w|pass)[ =]?["']?([^\s"']{6,80})/g,
  },
  {
    mayBeIn: mayNameUser,
    pattern:
      /\s-(?:p|P|pw|w|pass)[ =]?["']?([^\s"'-][^\s"']{5,80})["']?\s(?:[^\n|;&]{0,80}?\s)?(?:-[uUlL]|--?user(?:name)?|--login)[ =]?["']?[\w.@\\-]{1,40}/g,
  },
  {
    mayBeIn: holdsInAnyCase("sqlplus", "sqlldr", "expdp", "impdp", "rman", "userid=", "connect", "conn ", "target"),
    pattern:
      /\b(?:sqlplus|sqlldr|expdp|impdp|rman|userid=|connect|conn|target)[ =]?[^\n/]{0,30}?\b\w{2,30}\/([^\s@/"']{6,60})@[\w.:/-]+/gi,
  },
  { mayBeIn: holdsOneOf(" using "), pattern: /\buser \w{2,30} using ([^\s;"']{6,60})/gi },
  { mayBeIn: holdsOneOf("password password "), pattern: /\bpassword password ([^\s;"']{6,60})/g },
  {
    mayBeIn: holdsOneOf("PASS ", "LOGIN ", "AUTH "),
    pattern: /^\s*(?:>\s|C:\s\w{1,6}\s|\w{0,8}>\s)?(?:PASS|LOGIN \S{2,40}|AUTH) ["']?([^\s"']{8,80})["']?\s*$/gm,
  },
  { mayBeIn: holdsOneOf('"AUTH" "'), pattern: /"AUTH" "([^"\n]{8,80})"/g },
];

/** The passwords that commands are given. @param isSettings whether weak ones count too */
export function findCommands(text: string, isSettings = false): Match[] {
  const matches: Match[] = [];
  const add = (start: number, end: number): void => {
    const value = text.slice(start, end);
    if (isGiven(value) && value.length >= 3 && (isSettings || (!isCommonplace(value) && isPasswordLike(value)))) {
      matches.push({ kind: "command-password", start, end, value });
    }
  };
  for (const place of beginnings(text)) {
    commandName.lastIndex = place;
    const name = commandName.exec(text)?.[0];
    if (name === undefined || !mayBegin(text, place)) continue;
    const words = wordsFrom(text, skipQuote(text, place + name.length));
    for (const form of forms) {
      if (!form.command.test(name) || (form.having && !words.some(({ text: word }) => form.having?.test(word))))
        continue;
      for (const [start, end] of passwordsOf(form, words)) add(start, end);
    }
  }
  for (const { 0: command, index } of text.matchAll(/(?<![\w.-])net(?:\.exe)?[ \t]+use[ \t][^\n]{1,500}/gi)) {
    for (const [start, end] of passwordsOfNetUse(command)) add(index + start, index + end);
  }
  for (const { mayBeIn, pattern } of anyCommand) {
    for (const found of mayBeIn(text) ? text.matchAll(pattern) : []) {
      const value = found[1] ?? "";
      const start = found.index + found[0].lastIndexOf(value);
      if (isStrong(value)) add(start, start + value.length);
    }
  }
  return matches;
}

/** The password stands behind the share, or behind the user. Backslashes are no escapes here. */
function passwordsOfNetUse(command: string): [number, number][] {
  const words = [...command.matchAll(/(?<=\s)(?:"([^"]*)"|[^\s"&|]\S*)/g)];
  return words.flatMap(({ 0: word, 1: quoted, index }, at): [number, number][] => {
    const former = words[at - 1]?.[0] ?? "";
    if (!/^"?\\\\|^\/user:/i.test(former) || /^(?:\/|\*$)/.test(word)) return [];
    const start = quoted === undefined ? index : index + 1;
    return [[start, start + (quoted ?? word).length]];
  });
}

/** In scripts a command's password counts when it is no name, flag, or word of a sentence. */
function isPasswordLike(value: string): boolean {
  return (
    isSecretValue(value, true, "file") ||
    (/^\w{6,}$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value) && !/^[a-z]+\d{1,3}$/i.test(value))
  );
}

function skipQuote(text: string, at: number): number {
  return /["']/.test(text.charAt(at)) ? at + 1 : at;
}

function passwordsOf(form: Form, words: readonly CommandWord[]): [number, number][] {
  const places: [number, number][] = [];
  for (const [index, { text, start, end }] of words.entries()) {
    const following = words[index + 1];
    const glued = form.glued?.exec(text);
    if (glued) places.push([start + glued[0].length, end]);
    if (following !== undefined && form.next?.test(text) && !following.text.startsWith("-"))
      places.push([following.start, following.end]);
    if (following !== undefined && form.pair?.test(text)) {
      const at = following.text.search(/[:%,]/);
      if (at > 0) places.push([following.start + at + 1, following.end]);
    }
    if (form.after?.test(text)) {
      const value = words[index + (form.last === true ? 2 : 1)];
      if (value !== undefined) places.push([value.start, value.end]);
    }
  }
  const last = words.at(-1);
  if (form.last === true && form.after === undefined && last !== undefined && words.length > 2)
    places.push([last.start, last.end]);
  return places;
}
