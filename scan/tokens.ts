// Credentials that can be told by their form alone, where secretlint has no rule for them.
import { Buffer } from "node:buffer";
import type { Match } from "./finding.ts";
import { holdsInAnyCase, holdsOneOf } from "./hints.ts";
import { decodedText, isMonotonous, isPlaceholder, isReference } from "./placeholders.ts";

interface TokenRule {
  kind: string;
  /** Whether a part is in the text without which nothing matches. */
  mayBeIn: (text: string) => boolean;
  /** Where the credential is only a part of what it matches, that is the first group. */
  pattern: RegExp;
  /** A further look at the credential. */
  accepts?: (credential: string, strict: boolean) => boolean;
}

const digits = Array.from("0123456789");
const hexDigits = Array.from("0123456789abcdef");
const letters = Array.from("abcdefghijklmnopqrstuvwxyz");

const rules: readonly TokenRule[] = [
  {
    kind: "docker-swarm-token",
    mayBeIn: holdsOneOf("SWMTKN-1-"),
    pattern: /SWMTKN-1-[0-9a-z]{40,60}-[0-9a-z]{20,30}/g,
  },
  {
    kind: "docker-swarm-unlock-key",
    mayBeIn: holdsOneOf("SWMKEY-1-"),
    pattern: /SWMKEY-1-[A-Za-z0-9+/]{40,60}={0,2}/g,
  },
  { kind: "jwt", mayBeIn: holdsOneOf("eyJ"), pattern: /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g },
  { kind: "age-secret-key", mayBeIn: holdsOneOf("AGE-SECRET-KEY-1"), pattern: /AGE-SECRET-KEY-1[0-9A-Z]{50,}/g },
  { kind: "google-api-key", mayBeIn: holdsOneOf("AIza"), pattern: /AIza[\w-]{35}(?![\w-])/g },
  { kind: "google-oauth-secret", mayBeIn: holdsOneOf("GOCSPX-"), pattern: /GOCSPX-[\w-]{28}/g },
  {
    kind: "gitlab-token",
    mayBeIn: holdsOneOf("glptt-", "gldt-", "glrt-", "glcbt-", "gloas-", "glsoat-", "glft-", "glimt-", "glagent-"),
    pattern: /gl(?:ptt|dt|rt|cbt|oas|soat|ft|imt|agent)-[\w-]{20,}/g,
  },
  { kind: "pypi-token", mayBeIn: holdsOneOf("pypi-AgE"), pattern: /pypi-AgE[\w-]{50,}/g },
  { kind: "rubygems-token", mayBeIn: holdsOneOf("rubygems_"), pattern: /rubygems_[0-9a-f]{48}/g },
  { kind: "pulumi-access-token", mayBeIn: holdsOneOf("pul-"), pattern: /\bpul-[0-9a-f]{40}(?!\w)/g },
  { kind: "terraform-token", mayBeIn: holdsOneOf(".atlasv1."), pattern: /\.atlasv1\.[\w-]{60,}/g },
  {
    kind: "digitalocean-token",
    mayBeIn: holdsOneOf("doo_v1_", "dop_v1_", "dor_v1_"),
    pattern: /do[opr]_v1_[0-9a-f]{64}/g,
  },
  { kind: "slack-token", mayBeIn: holdsOneOf("xoxe", "xoxs"), pattern: /\bxox[es](?:\.xox[bp])?-[\w-]{20,}/g },
  {
    kind: "slack-webhook",
    mayBeIn: holdsOneOf("hooks.slack.com/"),
    pattern: /hooks\.slack\.com\/(?:workflows|triggers)\/(\w{6,}\/\w{6,}\/[\w/]{16,})/g,
  },
  {
    kind: "npm-token",
    mayBeIn: holdsOneOf(":_auth", ":_password"),
    pattern: /:_(?:authToken|auth|password)\s*=\s*([\w+/-]{16,}={0,2})/g,
  },
  {
    kind: "teams-webhook",
    mayBeIn: holdsOneOf("webhook.office.com/"),
    pattern: /webhook\.office\.com\/webhookb2\/[\w@-]{40,}\/IncomingWebhook\/([\w/-]{30,})/g,
  },
  {
    kind: "discord-webhook",
    mayBeIn: holdsOneOf(".com/api/webhooks/"),
    pattern: /\.com\/api\/webhooks\/\d{15,}\/([\w-]{50,})/g,
  },
  { kind: "telegram-bot-token", mayBeIn: holdsOneOf(":AA"), pattern: /(?<![\w-])\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  { kind: "stripe-key", mayBeIn: holdsOneOf("whsec_"), pattern: /whsec_[A-Za-z0-9+/]{32,}/g },
  {
    kind: "twilio-key",
    mayBeIn: holdsOneOf(...hexDigits.map((digit) => `SK${digit}`)),
    pattern: /\bSK[0-9a-f]{32}(?!\w)/g,
  },
  {
    kind: "mailgun-key",
    mayBeIn: holdsOneOf(...hexDigits.map((digit) => `key-${digit}`)),
    pattern: /\bkey-[0-9a-f]{32}(?!\w)/g,
  },
  { kind: "sentry-token", mayBeIn: holdsOneOf("sntrys_", "sntryu_"), pattern: /sntry[su]_[\w+/=-]{40,}/g },
  { kind: "new-relic-key", mayBeIn: holdsOneOf("NRAK-"), pattern: /NRAK-[A-Z0-9]{27}/g },
  { kind: "grafana-token", mayBeIn: holdsOneOf("eyJrIjoi"), pattern: /eyJrIjoi[A-Za-z0-9]{50,}={0,2}/g },
  { kind: "azure-storage-key", mayBeIn: holdsOneOf("AccountKey="), pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/g },
  { kind: "postman-key", mayBeIn: holdsOneOf("PMAK-"), pattern: /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/g },
  { kind: "atlassian-token", mayBeIn: holdsOneOf("ATATT3"), pattern: /ATATT3[\w=-]{60,}/g },
  {
    kind: "doppler-token",
    mayBeIn: holdsOneOf("dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."),
    pattern: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,}/g,
  },
  { kind: "jwe", mayBeIn: holdsOneOf("eyJ"), pattern: /eyJ[\w-]{10,}\.[\w-]*\.[\w-]{10,}\.[\w-]{10,}\.[\w-]{16,}/g },
  {
    kind: "mailchimp-key",
    mayBeIn: holdsOneOf(...digits.map((digit) => `-us${digit}`)),
    pattern: /\b[0-9a-f]{32}-us\d{1,2}\b/g,
  },
  { kind: "sonarqube-token", mayBeIn: holdsOneOf("sqp_", "squ_", "sqa_"), pattern: /\bsq[pua]_[0-9a-f]{40}\b/g },
  {
    kind: "buildkite-token",
    mayBeIn: holdsOneOf(...letters.map((letter) => `bk${letter}`)),
    pattern: /\bbk[a-z]{2}_[0-9a-f]{40}\b/g,
  },
  { kind: "airtable-token", mayBeIn: holdsOneOf("pat"), pattern: /\bpat\w{14}\.[0-9a-f]{64}\b/g },
  {
    kind: "supabase-key",
    mayBeIn: holdsOneOf("sbp_", "sb_secret_"),
    pattern: /\bsb(?:p_[\da-f]{40}|_secret_[\w-]{20,})/g,
  },
  { kind: "brevo-key", mayBeIn: holdsOneOf("xkeysib-"), pattern: /xkeysib-[0-9a-f]{64}-\w{16}/g },
  {
    kind: "google-oauth-token",
    mayBeIn: holdsOneOf("ya29.", "1//0"),
    pattern: /\bya29\.[\w-]{40,}|\b1\/\/0[\w-]{40,}/g,
  },
  { kind: "azure-sas", mayBeIn: holdsOneOf("sig="), pattern: /[?&]sig=([\w%+/]{40,}={0,2})/g },
  { kind: "dynatrace-token", mayBeIn: holdsOneOf("dt0c01."), pattern: /dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}/g },
  {
    kind: "xml-private-key",
    mayBeIn: holdsOneOf("<D>"),
    pattern: /<\/(?:Modulus|InverseQ|DQ)>\s{0,40}<D>([\w+/=\s]{40,2000})<\/D>|<D>([\w+/=]{100,2000})<\/D>/g,
  },
  {
    kind: "password-hash",
    mayBeIn: holdsOneOf("$2a$", "$2b$", "$2x$", "$2y$", "$argon2", "SHA}", "SHA256}", "SHA512}", "MD5}"),
    pattern:
      /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$[^\s"']{40,200}|\{S{0,2}(?:SHA|SHA256|SHA512|MD5)\}[A-Za-z0-9+/]{20,}={0,2}/g,
  },
  {
    kind: "password-hash",
    mayBeIn: holdsOneOf("$1$", "$5$", "$6$", "$7$", "$y$", "$apr1$", "$sha1$"),
    pattern: /\${1,2}(?:1|5|6|7|y|apr1|sha1)\${1,2}(?:rounds=\d+\${1,2})?[^\s$"':,]{1,64}\${1,2}[./A-Za-z0-9]{20,}/g,
  },
  {
    kind: "password-hash",
    mayBeIn: holdsOneOf("pbkdf2_sha", "pbkdf2:sha", "pbkdf2-sha", "scrypt$", "scrypt:", "SCRAM-SHA-256$"),
    pattern: /\b(?:pbkdf2[_:-]sha\d{1,3}|scrypt)[$:][^\s"']{30,200}|SCRAM-SHA-256\$\d+:[^\s"']{60,200}/g,
  },
  {
    kind: "uri-with-password",
    mayBeIn: holdsOneOf("jdbc:oracle:"),
    pattern: /jdbc:oracle:\w{1,8}:\w{1,40}\/([^@\s"'${}]{6,200})@/g,
  },
  {
    kind: "uri-with-password",
    mayBeIn: holdsOneOf("@tcp(", "@unix("),
    pattern: /[\w.-]{1,40}:([^\s:@"'`${}<>]{6,200})@(?:tcp|unix)\(/g,
    accepts: (password, strict) => strict || !isPlaceholder(password),
  },
  {
    kind: "uri-with-password",
    mayBeIn: holdsInAnyCase("%3A%2F%2F"),
    pattern: /%3A%2F%2F[\w.-]{0,40}%3A([^\s"'@&]{6,200}?)%40/gi,
    accepts: (password) => !isPlaceholder(password),
  },
  {
    kind: "session-cookie",
    mayBeIn: holdsOneOf("ookie", "-b "),
    pattern:
      /(?:[Cc]ookie\\?["']?\s{0,4}:\s{0,40}(?:-\s)?\\?["']?|\s-(?:b|-cookie) ["']?)(?:[^\s"';]{1,80};\s?){0,8}[\w.-]{0,30}(?:[Ss]ess|SESS|[Ss]id|SID|[Aa]uth|[Tt]oken)[\w.-]{0,20}=([\w%.+/-]{16,})/g,
    accepts: (cookie) => /\d/.test(cookie) && !isPlaceholder(cookie),
  },
  {
    kind: "basic-auth-header",
    mayBeIn: holdsOneOf("Basic ", "basic ", "AUTH PLAIN "),
    pattern: /\b(?:[Bb]asic|AUTH PLAIN) ([A-Za-z0-9+/]{12,}={0,2})(?![\w+/])/g,
    accepts: isUserAndPassword,
  },
  {
    kind: "bearer-token",
    mayBeIn: holdsOneOf("Bearer ", "bearer "),
    pattern: /\b[Bb]earer ([\w.~+/-]{24,}=*)/g,
    accepts: (token) =>
      /\d/.test(token) && /[A-Za-z]/.test(token) && !isPlaceholder(token) && !/\s/.test(decodedText(token) ?? ""),
  },
];

/**
 * The tokens of providers in a text.
 *
 * @param strict takes every password in an address for one, `password` and `postgres` too, as in a file that configures something
 */
export function findTokens(text: string, strict = false): Match[] {
  const matches: Match[] = [];
  for (const { kind, pattern, mayBeIn, accepts } of rules) {
    if (!mayBeIn(text)) continue;
    for (const found of text.matchAll(pattern)) {
      const value = found[1] ?? found[0];
      const start = found.index + found[0].indexOf(value);
      if (isDocumentation(value) || accepts?.(value, strict) === false) continue;
      matches.push({ kind, start, end: start + value.length, value });
    }
  }
  return matches;
}

/** Whether a token is one that nobody issued, as in a provider's own manual. */
export function isDocumentation(token: string): boolean {
  return isMonotonous(token) || isReference(token) || /EXAMPLE|example|x{4}|X{4}/.test(token);
}

function isUserAndPassword(base64: string): boolean {
  const [, user, password] =
    /^\0?([\x21-\x7e]+)[:\0]([\x21-\x7e]+)$/.exec(Buffer.from(base64, "base64").toString("latin1")) ?? [];
  return user !== undefined && password !== undefined && !isPlaceholder(password) && password !== user;
}
