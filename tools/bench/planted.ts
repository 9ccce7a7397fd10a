// Makes secrets that nobody issued, when they are needed. None of them stands in a file of this project, and none opens anything.
import { createHash, generateKeyPairSync } from "node:crypto";

const base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base36 = "abcdefghijklmnopqrstuvwxyz0123456789";
const upper36 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

let drawn = 0;

/** Text that looks random and is the same in each run, so that no test fails once in a thousand runs. */
export function random(length: number, alphabet = base62): string {
  let text = "";
  while (text.length < length) {
    drawn++;
    for (const byte of createHash("sha256").update(`planted ${drawn}`).digest()) {
      // The largest bytes are left out, as they would make the alphabet's first letters more frequent.
      if (byte < 256 - (256 % alphabet.length)) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text.slice(0, length);
}

const hex = (length: number): string => random(length, "0123456789abcdef");
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function pem(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString().trim() + "\n";
}

function rsaPem(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

/** How to make a secret of each kind. Prefixes are put together here, as a whole token would be a finding in this very file. */
export const makers: Readonly<Record<string, () => string>> = {
  "RSA private key": rsaPem,
  "Slack webhook": () =>
    `https://hooks.slack.com/services/T${random(10, upper36)}/B${random(10, upper36)}/${random(24)}`,
  "Slack bot token": () => ["xoxb", random(12, "123456789"), random(12, "123456789"), random(24)].join("-"),
  "GitHub token": () => `ghp_${random(36)}`,
  "GitHub fine-grained token": () => `github_pat_${random(22)}_${random(59)}`,
  "GitLab token": () => `glpat-${random(20)}`,
  "npm token": () => `npm_${random(36)}`,
  "AWS access key": () => `AKIA${random(16, upper36)}`,
  "GCP service account key": () =>
    JSON.stringify({ type: "service_account", private_key_id: hex(40), private_key: rsaPem() }),
  "Stripe key": () => `sk_live_${random(24)}`,
  "SendGrid key": () => `SG.${random(22)}.${random(43)}`,
  "Grafana token": () => `glsa_${random(32)}_${hex(8)}`,
  "Hetzner token": () => random(64),
  "JWT": () =>
    [
      base64url({ alg: "HS256", typ: "JWT" }),
      base64url({ sub: random(12), iat: Number(random(9, "123456789")) }),
      random(43),
    ].join("."),
  "Postgres URI": () => `postgres://app_${random(6, base36)}:${random(20)}@db.internal:5432/app`,
  "Redis URI": () => `redis://:${random(24)}@cache:6379/0`,
  "Basic auth URI": () => `https://deploy:${random(18)}@registry.internal/v2/`,
  "Swarm join token": () => `SWMTKN-1-${random(50, base36)}-${random(25, base36)}`,
  "Swarm unlock key": () => `SWMKEY-1-${random(43)}`,
  "PyPI token": () => `pypi-AgE${random(60)}`,
  "Vault token": () => `hvs.${random(95)}`,
  "Docker Hub token": () => `dckr_pat_${random(27)}`,
  "age key": () => `AGE-SECRET-KEY-1${random(58, upper36)}`,
  "Pulumi token": () => `pul-${hex(40)}`,
  "Google API key": () => `AIza${random(35)}`,
  "generated literal": () => `${random(43, `${base62}+/`)}=`,
};

/** A private key small enough to be split over lines by hand. */
export const smallKey = pem;

/** A secret of a kind. */
export function plant(kind: string): string {
  const make = makers[kind];
  if (make === undefined) throw new Error(`no maker of ${kind}`);
  return make();
}
