// The tokens of providers that secretlint knows: well-kept patterns, with the exceptions that their documentations need.
import type { Match } from "./finding.ts";
import { isDocumentation } from "./tokens.ts";

interface Rule {
  kind: string;
  /** A pattern that matches every text in which the rule finds anything: it is many times faster than the rule itself. */
  hint: RegExp;
}

/** The rules that are used. */
const rules: Readonly<Record<string, Rule>> = {
  "aws": {
    kind: "aws-access-key",
    hint: /A(?:KIA|GPA|IDA|ROA|IPA|NPA|NVA|SIA|3T)[A-Z0-9]|(?:SECRET|[Ss]ecret)_?(?:ACCESS|[Aa]ccess)_?(?:KEY|[Kk]ey)/,
  },
  "npm": { kind: "npm-token", hint: /npm_[A-Za-z0-9]{36}/ },
  "slack": { kind: "slack-token", hint: /xox[a-z]-|xapp-|hooks\.slack\.com/ },
  "openai": { kind: "openai-key", hint: /T3BlbkFJ/ },
  "anthropic": { kind: "anthropic-key", hint: /sk-ant-/ },
  "groq": { kind: "groq-key", hint: /gsk_/ },
  "huggingface": { kind: "hugging-face-token", hint: /hf_/ },
  "linear": { kind: "linear-key", hint: /lin_api_/ },
  "notion": { kind: "notion-token", hint: /ntn_/ },
  "sendgrid": { kind: "sendgrid-key", hint: /SG\./ },
  "shopify": { kind: "shopify-token", hint: /shp(?:pa|ca|at|ss)_/ },
  "stripe": { kind: "stripe-key", hint: /[sr]k_(?:live|test)_/ },
  "github": { kind: "github-token", hint: /gh[opusr]_|github_pat_/ },
  "gitlab": { kind: "gitlab-token", hint: /glpat-/ },
  "grafana": { kind: "grafana-token", hint: /gl(?:c|sa)_/ },
  "hashicorp-vault": { kind: "vault-token", hint: /hv[sbr]\./ },
  "vercel": { kind: "vercel-token", hint: /vc[piark]_/ },
  "databricks": { kind: "databricks-token", hint: /dapi/ },
  "docker": { kind: "docker-hub-token", hint: /dckr_pat_/ },
  "figma": { kind: "figma-token", hint: /figd_/ },
  "cloudflare": { kind: "cloudflare-token", hint: /cf(?:k|ut|at)_/ },
  "tailscale": { kind: "tailscale-key", hint: /tskey-/ },
  "1password": { kind: "1password-token", hint: /ops_ey/ },
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
  const names = Object.keys(rules).filter((name) => rules[name]?.hint.test(text));
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
