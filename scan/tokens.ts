// Credentials that can be told by their form alone, where secretlint has no rule for them.
import { Buffer } from "node:buffer";
import type { Match } from "./finding.ts";
import { isMonotonous, isPlaceholder, isReference } from "./placeholders.ts";

interface TokenRule {
  kind: string;
  /**
   * Begins with fixed letters, as far as that goes: these are found many times faster than anything else. Where the credential is
   * only a part of what it matches, that is the first group.
   */
  pattern: RegExp;
  /** Texts one of which is in every match of a pattern that does not begin with fixed letters; where none is there, nothing is matched. */
  hints?: readonly string[];
  /** A further look at the credential. */
  accepts?: (credential: string) => boolean;
}

const rules: readonly TokenRule[] = [
  { kind: "docker-swarm-token", pattern: /SWMTKN-1-[0-9a-z]{40,60}-[0-9a-z]{20,30}/g },
  { kind: "docker-swarm-unlock-key", pattern: /SWMKEY-1-[A-Za-z0-9+/]{40,60}={0,2}/g },
  { kind: "jwt", pattern: /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g },
  { kind: "age-secret-key", pattern: /AGE-SECRET-KEY-1[0-9A-Z]{50,}/g },
  { kind: "google-api-key", pattern: /AIza[\w-]{35}(?![\w-])/g },
  { kind: "google-oauth-secret", pattern: /GOCSPX-[\w-]{28}/g },
  { kind: "gitlab-token", pattern: /gl(?:ptt|dt|rt|cbt|oas|soat|ft|imt|agent)-[\w-]{20,}/g },
  { kind: "pypi-token", pattern: /pypi-AgE[\w-]{50,}/g },
  { kind: "rubygems-token", pattern: /rubygems_[0-9a-f]{48}/g },
  { kind: "pulumi-access-token", pattern: /\bpul-[0-9a-f]{40}(?!\w)/g },
  { kind: "terraform-token", pattern: /\.atlasv1\.[\w-]{60,}/g },
  { kind: "digitalocean-token", pattern: /do[opr]_v1_[0-9a-f]{64}/g },
  { kind: "slack-token", pattern: /\bxox[es](?:\.xox[bp])?-[\w-]{20,}/g },
  {
    kind: "slack-webhook",
    pattern: /hooks\.slack\.com\/(?:workflows|triggers)\/(\w{6,}\/\w{6,}\/[\w/]{16,})/g,
  },
  {
    kind: "npm-token",
    pattern: /:_(?:authToken|auth|password)\s*=\s*([\w+/-]{16,}={0,2})/g,
  },
  {
    kind: "teams-webhook",
    pattern: /webhook\.office\.com\/webhookb2\/[\w@-]{40,}\/IncomingWebhook\/([\w/-]{30,})/g,
  },
  { kind: "discord-webhook", pattern: /\.com\/api\/webhooks\/\d{15,}\/([\w-]{50,})/g },
  { kind: "telegram-bot-token", pattern: /(?<![\w-])\d{8,10}:AA[\w-]{33}(?![\w-])/g, hints: [":AA"] },
  { kind: "stripe-key", pattern: /whsec_[A-Za-z0-9+/]{32,}/g },
  { kind: "twilio-key", pattern: /\bSK[0-9a-f]{32}(?!\w)/g },
  { kind: "mailgun-key", pattern: /\bkey-[0-9a-f]{32}(?!\w)/g },
  { kind: "sentry-token", pattern: /sntry[su]_[\w+/=-]{40,}/g },
  { kind: "new-relic-key", pattern: /NRAK-[A-Z0-9]{27}/g },
  { kind: "grafana-token", pattern: /eyJrIjoi[A-Za-z0-9]{50,}={0,2}/g },
  { kind: "azure-storage-key", pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/g },
  { kind: "postman-key", pattern: /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/g },
  { kind: "atlassian-token", pattern: /ATATT3[\w=-]{60,}/g },
  { kind: "doppler-token", pattern: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,}/g },
  { kind: "jwe", pattern: /eyJ[\w-]{10,}\.[\w-]*\.[\w-]{10,}\.[\w-]{10,}\.[\w-]{16,}/g },
  { kind: "mailchimp-key", pattern: /\b[0-9a-f]{32}-us\d{1,2}\b/g, hints: ["-us"] },
  { kind: "sonarqube-token", pattern: /\bsq[pua]_[0-9a-f]{40}\b/g },
  { kind: "buildkite-token", pattern: /\bbk[a-z]{2}_[0-9a-f]{40}\b/g },
  { kind: "airtable-token", pattern: /\bpat\w{14}\.[0-9a-f]{64}\b/g },
  { kind: "supabase-key", pattern: /\bsb[p_](?:secret_)?[\w-]{31,}/g },
  { kind: "brevo-key", pattern: /xkeysib-[0-9a-f]{64}-\w{16}/g },
  { kind: "google-oauth-token", pattern: /\bya29\.[\w-]{40,}|\b1\/\/0[\w-]{40,}/g },
  { kind: "azure-sas", pattern: /[?&]sig=([\w%+/]{40,}={0,2})/g },
  { kind: "dynatrace-token", pattern: /dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}/g },
  {
    kind: "xml-private-key",
    pattern: /<\/(?:Modulus|InverseQ|DQ)>\s{0,40}<D>([\w+/=\s]{40,2000})<\/D>|<D>([\w+/=]{100,2000})<\/D>/g,
  },
  {
    kind: "password-hash",
    pattern:
      /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$[^\s"']{40,200}|\{S{0,2}(?:SHA|SHA256|SHA512|MD5)\}[A-Za-z0-9+/]{20,}={0,2}/g,
  },
  {
    kind: "password-hash",
    pattern: /\${1,2}(?:1|5|6|7|y|apr1|sha1)\${1,2}(?:rounds=\d+\${1,2})?[^\s$"':,]{1,64}\${1,2}[./A-Za-z0-9]{20,}/g,
  },
  {
    kind: "password-hash",
    pattern: /\b(?:pbkdf2[_:-]sha\d{1,3}|scrypt)[$:][^\s"']{30,200}|SCRAM-SHA-256\$\d+:[^\s"']{60,200}/g,
  },
  { kind: "uri-with-password", pattern: /jdbc:oracle:\w{1,8}:\w{1,40}\/([^@\s"'${}]{6,200})@/g },
  {
    kind: "uri-with-password",
    pattern: /[\w.-]{1,40}:([^\s:@"'`${}<>]{6,200})@(?:tcp|unix)\(/g,
    hints: ["@tcp(", "@unix("],
  },
  {
    kind: "uri-with-password",
    pattern: /%3A%2F%2F[\w.-]{0,40}%3A([^\s"'@&]{6,200}?)%40/gi,
    accepts: (password) => !isPlaceholder(password),
  },
  {
    kind: "basic-auth-header",
    pattern: /\b[Bb]asic ([A-Za-z0-9+/]{12,}={0,2})(?![\w+/])/g,
    accepts: isUserAndPassword,
  },
  {
    kind: "bearer-token",
    pattern: /\b[Bb]earer ([\w.~+/-]{24,}=*)/g,
    accepts: (token) => /\d/.test(token) && /[A-Za-z]/.test(token) && !isPlaceholder(token),
  },
];

/** The tokens of providers in a text. */
export function findTokens(text: string): Match[] {
  const matches: Match[] = [];
  for (const { kind, pattern, hints, accepts } of rules) {
    if (hints?.some((hint) => text.includes(hint)) === false) continue;
    for (const found of text.matchAll(pattern)) {
      const value = found[1] ?? found[0];
      const start = found.index + found[0].indexOf(value);
      if (isDocumentation(value) || accepts?.(value) === false) continue;
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
    /^([\x21-\x7e]+):([\x21-\x7e]+)$/.exec(Buffer.from(base64, "base64").toString("latin1")) ?? [];
  return user !== undefined && password !== undefined && !isPlaceholder(password) && password !== user;
}
