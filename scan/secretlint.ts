// The tokens of providers that secretlint knows: well-kept patterns, with the exceptions that their documentations need.
import type { Match } from "./finding.ts";
import { holdsInAnyCase, holdsOneOf } from "./hints.ts";
import { isDocumentation } from "./tokens.ts";

interface Rule {
  kind: string;
  /** Whether a part is in the text without which the rule finds nothing. */
  mayBeIn: (text: string) => boolean;
  /** A pattern that also matches every such text: it is many times faster than the rule itself. */
  pattern: RegExp;
}

/** The rules that are used. */
const rules: Readonly<Record<string, Rule>> = {
  "aws": {
    kind: "aws-access-key",
    mayBeIn: holdsInAnyCase(
      "A3T",
      "AKIA",
      "AGPA",
      "AIDA",
      "AROA",
      "AIPA",
      "ANPA",
      "ANVA",
      "ASIA",
      "secretaccess",
      "secret_access",
    ),
    pattern:
      /A(?:KIA|GPA|IDA|ROA|IPA|NPA|NVA|SIA|3T)(?![A-Z0-9]{0,9}EXAMPLE)[A-Z0-9]{16}|(?:SECRET|[Ss]ecret)_?(?:ACCESS|[Aa]ccess)_?(?:KEY|[Kk]ey)["']?\s*(?::|=>|=)\s*["']?[\w/+=]{40}/,
  },
  "npm": { kind: "npm-token", mayBeIn: holdsOneOf("npm_"), pattern: /npm_[A-Za-z0-9]{36}/ },
  "slack": {
    kind: "slack-token",
    mayBeIn: holdsOneOf("xox", "xapp-", "hooks.slack.com"),
    pattern: /(?:xox[abopr]|xapp)-[a-z\d]{1,40}-[a-z\d]|hooks\.slack\.com\/services\/T[a-z\d]/i,
  },
  "openai": { kind: "openai-key", mayBeIn: holdsOneOf("T3BlbkFJ"), pattern: /[\w-]{20}T3BlbkFJ[\w-]{20}/ },
  "anthropic": { kind: "anthropic-key", mayBeIn: holdsOneOf("sk-ant-"), pattern: /sk-ant-[\w-]{90}/ },
  "groq": { kind: "groq-key", mayBeIn: holdsOneOf("gsk_"), pattern: /gsk_\w{52}/ },
  "huggingface": { kind: "hugging-face-token", mayBeIn: holdsOneOf("hf_"), pattern: /hf_[A-Za-z]{34}/ },
  "linear": { kind: "linear-key", mayBeIn: holdsOneOf("lin_api_"), pattern: /lin_api_\w{32}/ },
  "notion": { kind: "notion-token", mayBeIn: holdsOneOf("ntn_"), pattern: /ntn_\d/ },
  "sendgrid": { kind: "sendgrid-key", mayBeIn: holdsOneOf("SG."), pattern: /SG\.\w{1,128}\.\w/ },
  "shopify": {
    kind: "shopify-token",
    mayBeIn: holdsOneOf("shppa_", "shpca_", "shpat_", "shpss_"),
    pattern: /shp(?:pa|ca|at|ss)_\w{32}/,
  },
  "stripe": { kind: "stripe-key", mayBeIn: holdsOneOf("k_live_", "k_test_"), pattern: /[sr]k_(?:live|test)_\w{24}/ },
  "github": {
    kind: "github-token",
    mayBeIn: holdsOneOf("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    pattern: /gh[oprsu]_\w{36}|ghs_\d|github_pat_\w{82}/,
  },
  "gitlab": { kind: "gitlab-token", mayBeIn: holdsOneOf("glpat-"), pattern: /glpat-[\w-]{20}/ },
  "grafana": { kind: "grafana-token", mayBeIn: holdsOneOf("glc_", "glsa_"), pattern: /gl(?:c|sa)_[\w+/]{32}/ },
  "hashicorp-vault": {
    kind: "vault-token",
    mayBeIn: holdsOneOf("hvs.", "hvb.", "hvr."),
    pattern: /hv[sbr]\.[\w-]{90}/,
  },
  "vercel": {
    kind: "vercel-token",
    mayBeIn: holdsOneOf("vcp_", "vci_", "vca_", "vcr_", "vck_"),
    pattern: /vc[piark]_[A-Za-z0-9]{20}/,
  },
  "databricks": { kind: "databricks-token", mayBeIn: holdsOneOf("dapi"), pattern: /dapi[A-Fa-f0-9]{32}/ },
  "docker": { kind: "docker-hub-token", mayBeIn: holdsOneOf("dckr_pat_"), pattern: /dckr_pat_[\w-]{27}/ },
  "figma": { kind: "figma-token", mayBeIn: holdsOneOf("figd_"), pattern: /figd_[\w-]{40}/ },
  "cloudflare": {
    kind: "cloudflare-token",
    mayBeIn: holdsOneOf("cfk_", "cfut_", "cfat_"),
    pattern: /cf(?:k|ut|at)_\w{48}/,
  },
  "tailscale": { kind: "tailscale-key", mayBeIn: holdsOneOf("tskey-"), pattern: /tskey-[a-z]+-\w{8}/ },
  "1password": { kind: "1password-token", mayBeIn: holdsOneOf("ops_ey"), pattern: /ops_ey[\w+/=]{100}/ },
};

const idPrefix = "@secretlint/secretlint-rule-";

/** An AWS account's number is no secret; an access key's id comes with its key more often than not. */
const settings = { options: { enableIDScanRule: true }, allowMessageIds: ["AWSAccountID"] };

/** The rules are loaded when the first text needs them: most trees have no such text. */
let linter: Promise<(text: string, names: readonly string[]) => Promise<Match[]>> | undefined;

/** Secretlint compares all that it finds in a text with each other, so it gets a large one in parts of about this many characters. */
const partLength = 32_768;
/** How much of a line that is cut stands in both parts: no token is longer. */
const overlap = 4096;

/** What secretlint finds in a text. */
export async function findBySecretlint(text: string): Promise<Match[]> {
  const isWanted = ({ mayBeIn, pattern }: Rule): boolean => mayBeIn(text) && pattern.test(text);
  const names = Object.keys(rules).filter((name) => rules[name] !== undefined && isWanted(rules[name]));
  if (names.length === 0) return [];
  linter ??= load();
  const lint = await linter;
  const matches: Match[] = [];
  for (const [from, to] of partsOf(text)) {
    const found = await lint(text.slice(from, to), names);
    matches.push(...found.map((match) => ({ ...match, start: match.start + from, end: match.end + from })));
  }
  return matches;
}

/** The beginning and the end of each part: whole lines, as far as that goes. */
function partsOf(text: string): [number, number][] {
  const parts: [number, number][] = [];
  for (let from = 0; from < text.length;) {
    const most = from + partLength;
    const lineEnd = most >= text.length ? text.length : text.lastIndexOf("\n", most) + 1;
    const isCut = lineEnd <= from;
    const to = isCut ? most : lineEnd;
    parts.push([from, to]);
    from = isCut ? to - overlap : to;
  }
  return parts;
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
