import assert from "node:assert/strict";
import { findTokens } from "../../scan/tokens.ts";
import { random } from "../../tools/bench/planted.ts";

const hex = (length: number): string => random(length, "0123456789abcdef");
const digits = (length: number): string => random(length, "123456789");
const capitals = (length: number): string => random(length, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A text with a credential, and the same with what makes it none. */
const cases: readonly (readonly [kind: string, text: string, nearMiss: string])[] = [
  ["docker-swarm-token", `SWMTKN-1-${random(50, "abc123xyz789")}-${hex(25)}`, `SWMTKN-1-${hex(50)}`],
  ["docker-swarm-unlock-key", `SWMKEY-1-${random(43)}`, `SWMKEY-1-${random(20)}`],
  ["jwt", `eyJ${random(20)}.eyJ${random(30)}.${random(43)}`, `eyJ${random(20)}.eyJ${random(30)}`],
  ["age-secret-key", `AGE-SECRET-KEY-1${capitals(58)}`, `age1${hex(58)}`],
  ["google-api-key", `AIza${random(35)}`, `AIza${random(30)}`],
  ["google-oauth-secret", `GOCSPX-${random(28)}`, `GOCSPX-${random(20)}`],
  ["gitlab-token", `glrt-${random(20)}`, `glrt-${random(10)}`],
  ["pypi-token", `pypi-AgE${random(60)}`, `pypi-${random(60)}`],
  ["rubygems-token", `rubygems_${hex(48)}`, `rubygems_${hex(40)}`],
  ["pulumi-access-token", `pul-${hex(40)}`, `pul-${hex(42)}`],
  ["terraform-token", `${random(14)}.atlasv1.${random(67)}`, `${random(14)}.atlasv1.${random(40)}`],
  ["digitalocean-token", `dop_v1_${hex(64)}`, `dop_v1_${hex(60)}`],
  ["slack-token", `xoxe.xoxp-1-${random(60)}`, `xoxe-${random(10)}`],
  [
    "slack-webhook",
    `https://hooks.slack.com/workflows/T${capitals(8)}/A${capitals(8)}/${digits(18)}/${random(24)}`,
    "https://hooks.slack.com/workflows/T0/A0/x",
  ],
  ["npm-token", `//registry.npmjs.org/:_authToken=${random(36)}`, "//registry.npmjs.org/:_authToken=${NPM_TOKEN}"],
  [
    "teams-webhook",
    `https://a.webhook.office.com/webhookb2/${hex(36)}@${hex(36)}/IncomingWebhook/${hex(32)}/${hex(36)}`,
    `https://a.webhook.office.com/webhookb2/${hex(36)}`,
  ],
  [
    "discord-webhook",
    `https://discord.com/api/webhooks/${digits(18)}/${random(68)}`,
    `https://discord.com/api/webhooks/${digits(18)}`,
  ],
  ["telegram-bot-token", `${digits(10)}:AA${random(33)}`, `${digits(10)}:AA${random(20)}`],
  ["stripe-key", `whsec_${random(32)}`, `whsec_${random(12)}`],
  ["twilio-key", `SK${hex(32)}`, `SK${hex(40)}`],
  ["mailgun-key", `key-${hex(32)}`, `monkey-${hex(32)}`],
  ["sentry-token", `sntrys_${random(80)}`, `sntrys_${random(20)}`],
  ["new-relic-key", `NRAK-${capitals(27)}`, `NRAK-${capitals(12)}`],
  ["grafana-token", base64(`{"k":"${random(32)}","n":"ci","id":1}`), base64(`{"k":"${random(12)}"}`)],
  ["azure-storage-key", `AccountKey=${random(86)}==;`, `AccountKey=${random(40)};`],
  ["postman-key", `PMAK-${hex(24)}-${hex(34)}`, `PMAK-${hex(24)}`],
  ["atlassian-token", `ATATT3${random(180)}`, `ATATT3${random(20)}`],
  ["doppler-token", `dp.st.prd.${random(43)}`, `dp.st.${random(20)}`],
  ["basic-auth-header", `Basic ${base64(`deploy:${random(14)}`)}`, `Basic ${base64("deploy:password")}`],
  ["bearer-token", `Authorization: Bearer ${random(40)}`, "Authorization: Bearer the-token-of-your-account"],
];

describe("a token of a known form", () => {
  for (const [kind, text, nearMiss] of cases) {
    it(`is found as ${kind}, and something much like it is not`, () => {
      assert.deepEqual(
        findTokens(` ${text} `).map((match) => match.kind),
        [kind],
      );
      assert.deepEqual(findTokens(` ${nearMiss} `), []);
    });
  }

  it("is none when it is too regular to have been issued, or says that it is an example", () => {
    assert.deepEqual(findTokens(`AIza${"x".repeat(35)} AIza${"EXAMPLE".repeat(5)} pul-${"0123456789".repeat(4)}`), []);
  });
});
