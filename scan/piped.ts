// Secrets that a command reads from its input, written beside it: `printf … | docker secret create`, `<<< "…"`, `-pass pass:…`, and
// statements of SQL that name no setting: `IDENTIFIED BY '…'`.
import type { Match } from "./finding.ts";
import { holdsInAnyCase, holdsOneOf } from "./hints.ts";
import { isCommonplace } from "./placeholders.ts";
import { isGiven, isSecretValue } from "./values.ts";

/** What takes a secret from its input. */
const sink =
  /\b(?:docker|podman|nomad|kubectl|fly|flyctl|wrangler|gh|az|gcloud|aws|doppler|vercel|heroku|pulumi|firebase|op|cosign)\b[^\n|;&]{0,80}\b(?:secrets?|secret (?:create|set|put)|--secret|versions add|env add)\b|--password-stdin|\bchpasswd\b|\bpasswd\b[^\n|]{0,20}--stdin|\bsudo\b[^\n|]{0,30}-\w*S|\bkinit\b|\bsmbpasswd\b|--passwd-on-stdin|\bpasswd\s[\w-]{1,30}(?=\s*(?:\n|$))|\bcryptsetup\b|--passphrase-fd|\bgh auth login\b|\bvault (?:kv put|write|login)\b|--with-token|\bpass insert\b|\bsu -c|\bopenssl (?:enc|rsa|passwd)\b|\bdocker-credential-/g;

/** What writes the secret into it. Where none is, no sink is looked for. */
const mayProduce = holdsOneOf("echo", "printf");
const producer =
  /(?:echo|printf)(?:[ \t]+-[neE]+)?(?:[ \t]+["']?(?:%s(?:\\n)?){1,2}["']?)?[ \t]+(?:"([^"\n]{3,400})"|'([^'\n]{3,400})'|([^\s"'|]{3,400}))[ \t]*\|[^|;&]{0,40}$/;
const hereString = /^[^\n;&]{0,120}?<<<[ \t]*(?:"([^"\n]{3,400})"|'([^'\n]{3,400})'|([^\s"']{3,400}))/;
const hereDocument = /^[^\n;&]{0,120}?<<-?[ \t]*["']?(\w+)["']?[^\n]{0,40}\n[ \t]*([^\n]{3,400})\n[ \t]*\1/;

const statements: readonly { mayBeIn: (text: string) => boolean; pattern: RegExp }[] = [
  {
    mayBeIn: holdsOneOf("send"),
    pattern:
      /assword[^\n]{0,80}\n\s{0,20}(?:\w{1,20}\.)?send(?:_user|line)?[\s(]{1,4}(?:--\s{1,4})?b?["']([^"'\n]{4,200}?)(?:\\[rn])?["']/g,
  },
  { mayBeIn: holdsOneOf("crypt"), pattern: /\bcrypt\s?\('([^'\n]{4,200})'/g },
  {
    mayBeIn: holdsOneOf("PASS", "SECRET", "TOKEN", "KEY"),
    pattern: /(?<=[\s"'])s[/|#]\W{0,4}\w{0,40}(?:PASS|SECRET|TOKEN|KEY)\w{0,20}\W{0,4}[/|#]([^\s/|#"']{6,200})[/|#]/g,
  },
  {
    mayBeIn: holdsInAnyCase("identified"),
    pattern:
      /\bIDENTIFIED\s{1,4}(?:WITH\s{1,4}["'`]?\w{1,40}["'`]?\s{1,4})?(?:BY|AS)\s{1,4}(?:PASSWORD\s{1,4})?\\?["'`]([^"'`\n\\]{3,400})/gi,
  },
  { mayBeIn: holdsOneOf("PASSWORD"), pattern: /\bPASSWORD\s?\(\s?'([^'\n]{3,400})'/g },
  {
    mayBeIn: holdsOneOf("pass:"),
    pattern: /(?:^|[\s"'[,=])(?:-?-?pass(?:in|out|word)?[\s"',=]{1,4})?pass:([^\s"'`,|\]]{3,200})/g,
  },
];

/** The secrets that commands read and statements set. */
export function findPiped(text: string, isSettings = false): Match[] {
  const matches: Match[] = [];
  const add = (start: number, value: string, isPassword: boolean): void => {
    const isCounted =
      isGiven(value) && (isSettings || (!isCommonplace(value) && isSecretValue(value, isPassword, "file")));
    if (isCounted) matches.push({ kind: "command-password", start, end: start + value.length, value });
  };
  const isProduced = mayProduce(text) || text.includes("<<");
  for (const { index, 0: found } of isProduced ? text.matchAll(sink) : []) {
    const from = Math.max(0, index - 500);
    const line = text.slice(from, index).replace(/^[^]*\n/, "");
    const written = producer.exec(line);
    const value = written?.[1] ?? written?.[2] ?? written?.[3];
    if (value !== undefined) {
      const password = /^[\w.-]+:(.+)$/.exec(value)?.[1];
      const secret = found.includes("chpasswd") && password !== undefined ? password : value.replace(/(?:\\n)+$/, "");
      add(index - line.length + line.lastIndexOf(value) + value.indexOf(secret), secret, true);
    }
    const rest = text.slice(index, index + 900);
    const here = hereString.exec(rest) ?? hereDocument.exec(rest);
    const given = here === null ? undefined : here.length > 3 ? (here[1] ?? here[2] ?? here[3]) : here[2];
    if (given !== undefined) add(index + rest.indexOf(given), given.trim(), true);
  }
  for (const { mayBeIn, pattern } of statements) {
    for (const found of mayBeIn(text) ? text.matchAll(pattern) : []) {
      const value = found[1] ?? "";
      add(found.index + found[0].lastIndexOf(value), value, true);
    }
  }
  return matches;
}
