// The tokens of providers that secretlint knows: well-kept patterns, with the exceptions that their documentations need.
import type { Match } from "./finding.ts";
import { isDocumentation } from "./tokens.ts";

/** The rules that are used, by the kind that they find, each with words one of which is in every text that it matches. */
const rules: Readonly<Record<string, { kind: string; hints: readonly string[] }>> = {
  "aws": {
    kind: "aws-access-key",
    hints: [
      ..."AKIA AGPA AIDA AROA AIPA ANPA ANVA ASIA A3T".split(" "),
      ..."SECRET_ACCESS_KEY secret_access_key".split(" "),
    ],
  },
  "npm": { kind: "npm-token", hints: ["npm_"] },
  "slack": { kind: "slack-token", hints: ["xox", "xapp-", "hooks.slack.com"] },
  "openai": { kind: "openai-key", hints: ["T3BlbkFJ"] },
  "anthropic": { kind: "anthropic-key", hints: ["sk-ant-"] },
  "groq": { kind: "groq-key", hints: ["gsk_"] },
  "huggingface": { kind: "hugging-face-token", hints: ["hf_"] },
  "linear": { kind: "linear-key", hints: ["lin_api_"] },
  "notion": { kind: "notion-token", hints: ["ntn_"] },
  "sendgrid": { kind: "sendgrid-key", hints: ["SG."] },
  "shopify": { kind: "shopify-token", hints: ["shppa_", "shpca_", "shpat_", "shpss_"] },
  "stripe": { kind: "stripe-key", hints: ["sk_live_", "sk_test_", "rk_live_", "rk_test_"] },
  "github": { kind: "github-token", hints: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"] },
  "gitlab": { kind: "gitlab-token", hints: ["glpat-"] },
  "grafana": { kind: "grafana-token", hints: ["glc_", "glsa_"] },
  "hashicorp-vault": { kind: "vault-token", hints: ["hvs.", "hvb.", "hvr."] },
  "vercel": { kind: "vercel-token", hints: ["vcp_", "vci_", "vca_", "vcr_", "vck_"] },
  "databricks": { kind: "databricks-token", hints: ["dapi"] },
  "docker": { kind: "docker-hub-token", hints: ["dckr_pat_"] },
  "figma": { kind: "figma-token", hints: ["figd_"] },
  "cloudflare": { kind: "cloudflare-token", hints: ["cfk_", "cfut_", "cfat_"] },
  "tailscale": { kind: "tailscale-key", hints: ["tskey-"] },
  "1password": { kind: "1password-token", hints: ["ops_ey"] },
};

const idPrefix = "@secretlint/secretlint-rule-";

/** An AWS account's number is no secret; an access key's id comes with its key more often than not. */
const settings = { options: { enableIDScanRule: true }, allowMessageIds: ["AWSAccountID"] };

/** Loaded when the first text needs it: most trees have none that does. */
let linter: Promise<(text: string, names: readonly string[]) => Promise<Match[]>> | undefined;

/** What secretlint finds in a text. */
export async function findBySecretlint(text: string): Promise<Match[]> {
  const names = Object.keys(rules).filter((name) => rules[name]?.hints.some((hint) => text.includes(hint)));
  if (names.length === 0) return [];
  linter ??= load();
  return await (
    await linter
  )(text, names);
}

async function load(): Promise<(text: string, names: readonly string[]) => Promise<Match[]>> {
  const [{ lintSource }, preset] = await Promise.all([
    import("@secretlint/core"),
    import("@secretlint/secretlint-rule-preset-recommend"),
  ]);
  return async (content, names) => {
    // The preset as a whole would obey comments in the scanned text that switch rules off.
    const chosen = preset.rules.filter(({ meta }) => names.includes(meta.id.slice(idPrefix.length)));
    const config = {
      rules: chosen.map((rule) => ({ id: rule.meta.id, rule, ...settings })),
    };
    const source = { content, filePath: "text", contentType: "text" } as const;
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
    return messages.flatMap(({ ruleId, messageId, range: [start, end] }) => {
      const value = content.slice(start, end);
      const kind = kindOf(ruleId.slice(idPrefix.length), messageId);
      return isDocumentation(value) ? [] : [{ kind, start, end, value }];
    });
  };
}

function kindOf(name: string, messageId: string): string {
  if (messageId === "AWSSecretAccessKey") return "aws-secret-key";
  if (messageId === "IncomingWebhook") return "slack-webhook";
  return rules[name]?.kind ?? name;
}
