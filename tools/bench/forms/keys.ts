// Private keys, tokens and URIs: what is a secret whatever stands around it.
import { generateKeyPairSync } from "node:crypto";
import { makers } from "../planted.ts";
import { indent, toBase64, type Form } from "./form.ts";
import { alphabets, type Values } from "./values.ts";

const dashes = "-".repeat(5);
const block = (what: string, body: string): string =>
  `${dashes}BEGIN ${what}${dashes}\n${body.replaceAll(/.{64}/g, "$&\n").trimEnd()}\n${dashes}END ${what}${dashes}\n`;

const rsa = (): string =>
  generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();

export const privateKeys: Form[] = [
  ["PKCS #8 file", "tls/server.key", ({ pem }) => pem],
  ["PKCS #1 file", "id_rsa", rsa],
  ["SEC 1 file", "ec.pem", ({ ecPem }) => ecPem],
  [
    "OpenSSH",
    "deploy/id_ed25519",
    ({ draw }) => block("OPENSSH PRIVATE KEY", `b3BlbnNzaC1rZXktdjEA${draw.text(340, alphabets.base64)}`),
  ],
  [
    "encrypted PKCS #8",
    "enc.key",
    ({ draw }) => block("ENCRYPTED PRIVATE KEY", `MIIE${draw.text(400, alphabets.base64)}`),
  ],
  ["PGP", "release.asc", ({ draw }) => block("PGP PRIVATE KEY BLOCK", `\nlQ${draw.text(400, alphabets.base64)}`)],
  [
    "PuTTY",
    "key.ppk",
    ({ draw }) =>
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: a\nPrivate-Lines: 1\n${draw.text(48, alphabets.base64)}\nPrivate-MAC: ${draw.text(64, alphabets.hex)}\n`,
  ],
  ["in a string with \\n", "src/key.ts", ({ pem }) => `const key = ${JSON.stringify(pem)};\n`],
  ["in a .env value", "key.env", ({ pem }) => `TLS_KEY="${pem.trim().replaceAll("\n", "\\n")}"\n`],
  ["in a template literal", "src/tls.ts", ({ pem }) => `export const key = \`${pem}\`;\n`],
  [
    "concatenated lines",
    "Key.java",
    ({ pem }) =>
      `String key = ${pem
        .trim()
        .split("\n")
        .map((line) => `"${line}\\n"`)
        .join(" +\n  ")};\n`,
  ],
  ["YAML block", "tls.yaml", ({ pem }) => `tls:\n  key: |\n    ${indent(pem, "    ")}\n`],
  ["base64", "tls.b64.yaml", ({ pem }) => `key: ${toBase64(pem)}\n`],
  ["in a comment", "old.py", ({ pem }) => `# ${indent(pem, "# ")}\n`],
  ["in Markdown", "docs/key.md", ({ pem }) => `Key:\n\n    ${indent(pem, "    ")}\n`],
  ["XML", "saml.xml", ({ pem }) => `<key>${pem}</key>\n`],
  ["without its end", "cut.key", ({ pem }) => pem.split(`${dashes}END`)[0] ?? ""],
  ["one line", "one-line.conf", ({ pem }) => `ssl_key = ${pem.trim().replaceAll("\n", " ")}\n`],
  ["CRLF", "win.key", ({ pem }) => pem.replaceAll("\n", "\r\n")],
  ["age", "age.txt", ({ draw }) => `# created: 2026-01-01\nAGE-SECRET-KEY-1${draw.text(58, alphabets.bech32)}\n`],
  [
    "RSA in XML",
    "rsa.xml",
    ({ draw }) => `<RSAKeyValue><Modulus>${draw.text(171)}=</Modulus><D>${draw.text(171)}=</D></RSAKeyValue>\n`,
  ],
  [
    "PEM with a heading",
    "dsa.pem",
    ({ draw }) =>
      block(
        "RSA PRIVATE KEY",
        `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${draw.text(32, "0123456789ABCDEF")}\n\n${draw.text(400, alphabets.base64)}`,
      ),
  ],
];

export const uris: Form[] = [
  ["Postgres", "src/url.ts", ({ alnum }) => `connect("postgresql://app:${alnum}@db:5432/app");\n`],
  ["MySQL word", "db.yml", ({ draw }) => `url: mysql://root:Winter${draw.between(1000, 9999)}@db/app\n`],
  ["Redis without a user", "cache.py", ({ alnum }) => `r = redis.from_url("redis://:${alnum}@cache:6379/0")\n`],
  ["rediss", "queue.rb", ({ alnum }) => `url = "rediss://default:${alnum}@cache:6380"\n`],
  ["AMQP", "amqp.go", ({ alnum }) => `amqp.Dial("amqp://app:${alnum}@mq:5672/")\n`],
  [
    "MongoDB with replicas",
    "mongo.js",
    ({ alnum }) => `connect('mongodb+srv://app:${alnum}@c0.internal/app?retryWrites=true');\n`,
  ],
  ["JDBC parameters", "jdbc.properties", ({ alnum }) => `url=jdbc:mysql://db:3306/app?user=app&password=${alnum}\n`],
  ["JDBC Oracle", "oracle.properties", ({ alnum }) => `url=jdbc:oracle:thin:app/${alnum}@db:1521:xe\n`],
  [
    "SQLAlchemy",
    "alembic/env.py",
    ({ alnum }) => `engine = create_engine("postgresql+asyncpg://app:${alnum}@db/app")\n`,
  ],
  ["SMTP", "mail.yml", ({ alnum }) => `dsn: smtp://app:${alnum}@mail:587\n`],
  ["LDAP", "ldap.conf", ({ alnum }) => `uri: ldap://cn=admin:${alnum}@ldap:389\n`],
  ["FTP", "ftp.sh", ({ alnum }) => `curl ftp://web:${alnum}@files/a\n`],
  ["token alone", "gh.txt", ({ draw }) => `https://ghp_${draw.text(36)}@github.com/a/b.git\n`],
  [
    "Sentry with a secret",
    "sentry.py",
    ({ draw }) => `dsn = "https://${draw.text(32, alphabets.hex)}:${draw.text(32, alphabets.hex)}@sentry.internal/2"\n`,
  ],
  [
    "S3 presigned",
    "link.md",
    ({ draw }) =>
      `https://b.s3.amazonaws.com/a?X-Amz-Credential=AKIA${draw.text(16, alphabets.base32)}%2F20260101&X-Amz-Signature=${draw.text(64, alphabets.hex)}\n`,
  ],
  [
    "Azure SAS",
    "sas.txt",
    ({ draw }) => `https://a.blob.core.windows.net/c?sv=2022-11-02&sig=${draw.text(42)}%2B%3D\n`,
  ],
  [
    "Azure connection string",
    "azure.cs",
    ({ draw }) =>
      `var c = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${draw.text(86, alphabets.base64)}==;";\n`,
  ],
  ["Go DSN", "dsn.go", ({ alnum }) => `sql.Open("mysql", "app:${alnum}@tcp(db:3306)/app")\n`],
  [
    "libpq words",
    "pq.go",
    ({ alnum }) => `sql.Open("postgres", "host=db user=app password=${alnum} sslmode=disable")\n`,
  ],
  ["proxy", "proxy.conf", ({ alnum }) => `http_proxy=http://ci:${alnum}@proxy:3128\n`],
];

const capital = (draw: Values["draw"], length: number): string => draw.text(length, alphabets.base32);
const hexOf = (draw: Values["draw"], length: number): string => draw.text(length, alphabets.hex);

/** Tokens whose form gives their issuer away, or that stand under their issuer's name. */
const tokens: readonly [issuer: string, name: string, make: (draw: Values["draw"]) => string][] = [
  ["OpenAI", "key", (draw) => `sk-proj-${draw.text(74)}T3BlbkFJ${draw.text(74)}`],
  ["Anthropic", "key", (draw) => `sk-ant-api03-${draw.text(93)}AA`],
  ["Hugging Face", "hub", (draw) => `hf_${draw.text(34)}`],
  ["GitHub app", "gh", (draw) => `ghs_${draw.text(36)}`],
  ["GitHub OAuth", "gh", (draw) => `gho_${draw.text(36)}`],
  ["GitLab runner", "runner", (draw) => `glrt-${draw.text(20)}`],
  ["GitLab deploy", "deploy", (draw) => `gldt-${draw.text(20)}`],
  ["Bitbucket", "bb", (draw) => `ATBB${draw.text(32)}`],
  ["Shopify", "shop", (draw) => `shpat_${hexOf(draw, 32)}`],
  ["DigitalOcean", "do", (draw) => `dop_v1_${hexOf(draw, 64)}`],
  ["Databricks", "dbx", (draw) => `dapi${hexOf(draw, 32)}`],
  ["Linear", "linear", (draw) => `lin_api_${draw.text(40)}`],
  ["Notion", "notion", (draw) => `ntn_${draw.text(46)}`],
  ["Tailscale", "ts", (draw) => `tskey-auth-k${draw.text(11)}CNTRL-${draw.text(32)}`],
  ["Sentry", "sentry", (draw) => `sntryu_${hexOf(draw, 64)}`],
  ["PlanetScale", "ps", (draw) => `pscale_tkn_${draw.text(43)}`],
  ["RubyGems", "gem", (draw) => `rubygems_${hexOf(draw, 48)}`],
  ["crates.io", "crates", (draw) => `cio${draw.text(32)}`],
  ["Stripe restricted", "stripe", (draw) => `rk_live_${draw.text(24)}`],
  ["Square", "square", (draw) => `EAAA${draw.text(60)}`],
  ["Twilio", "TWILIO_AUTH_TOKEN", (draw) => hexOf(draw, 32)],
  ["Datadog", "DD_API_KEY", (draw) => hexOf(draw, 32)],
  ["Cloudflare", "CLOUDFLARE_API_TOKEN", (draw) => draw.text(40)],
  ["Mailchimp", "mailchimp", (draw) => `${hexOf(draw, 32)}-us12`],
  ["Mailgun", "mailgun", (draw) => `key-${hexOf(draw, 32)}`],
  ["Telegram", "bot", (draw) => `${draw.text(10, "123456789")}:AA${draw.text(33)}`],
  [
    "Discord webhook",
    "hook",
    (draw) => `https://discord.com/api/webhooks/${draw.text(18, "123456789")}/${draw.text(68)}`,
  ],
  [
    "Teams webhook",
    "hook",
    (draw) =>
      `https://a.webhook.office.com/webhookb2/${uuid(draw)}@${uuid(draw)}/IncomingWebhook/${hexOf(draw, 32)}/${uuid(draw)}`,
  ],
  [
    "Slack app",
    "slack",
    (draw) => ["xapp", "1", `A${capital(draw, 10)}`, draw.text(13, alphabets.digits), hexOf(draw, 64)].join("-"),
  ],
  ["Google OAuth", "google", (draw) => `GOCSPX-${draw.text(28)}`],
  ["Google refresh", "google", (draw) => `1//0${draw.text(60)}`],
  ["AWS session", "aws_session_token", (draw) => `IQoJb3JpZ2luX2Vj${draw.text(200)}`],
  ["Azure AD", "azure_client_secret", (draw) => `${draw.text(3)}8Q~${draw.text(34)}`],
  ["Okta", "okta_token", (draw) => `00${draw.text(40)}`],
  ["Fly", "fly", (draw) => `FlyV1 fm2_${draw.text(120)}`],
  ["Doppler", "doppler", (draw) => `dp.pt.${draw.text(43)}`],
  ["Vault batch", "vault", (draw) => `hvb.${draw.text(140)}`],
  ["Consul", "CONSUL_HTTP_TOKEN", (draw) => uuid(draw)],
  ["Heroku", "HEROKU_API_KEY", (draw) => uuid(draw)],
  ["New Relic", "nr", (draw) => `NRAK-${capital(draw, 27)}`],
  ["Artifactory", "art", (draw) => `AKCp${draw.text(69)}`],
  ["SonarQube", "sonar", (draw) => `sqp_${hexOf(draw, 40)}`],
  ["Buildkite", "bk", (draw) => `bkua_${hexOf(draw, 40)}`],
  ["Figma", "figma", (draw) => `figd_${draw.text(40)}`],
  ["Airtable", "airtable", (draw) => `pat${draw.text(14)}.${hexOf(draw, 64)}`],
  [
    "Age plugin",
    "age",
    (draw) => `AGE-PLUGIN-YUBIKEY-1${capital(draw, 20)}AGE-SECRET-KEY-1${draw.text(58, alphabets.bech32)}`,
  ],
];

const uuid = (draw: Values["draw"]): string => [8, 4, 4, 4, 12].map((length) => hexOf(draw, length)).join("-");

export const providerTokens: Form[] = [
  ...Object.entries(makers).map(([kind, make]): Form => [
    kind,
    "src/setting.ts",
    () => `export const setting = ${JSON.stringify(make())};\n`,
  ]),
  ...tokens.map(([issuer, name, make]): Form => [issuer, "conf/app.yml", ({ draw }) => `${name}: ${make(draw)}\n`]),
];

export const jsonWebTokens: Form[] = [
  ["header", "call.http", ({ jwt }) => `Authorization: Bearer ${jwt}\n`],
  ["cookie", "cookies.txt", ({ jwt }) => `Set-Cookie: session=${jwt}; HttpOnly\n`],
  ["code", "src/jwt.ts", ({ jwt }) => `const t = "${jwt}";\n`],
  ["YAML", "anon.yaml", ({ jwt }) => `anon: ${jwt}\n`],
  ["Kubernetes base64", "sa.yaml", ({ jwt }) => `apiVersion: v1\nkind: Secret\ndata:\n  token: ${toBase64(jwt)}\n`],
  ["Markdown", "docs/jwt.md", ({ jwt }) => `Use this one:\n\n\`${jwt}\`\n`],
  [
    "JWE",
    "jwe.txt",
    ({ draw }) =>
      `${Buffer.from(JSON.stringify({ alg: "dir", enc: "A256GCM" })).toString("base64url")}..${draw.text(16)}.${draw.text(60)}.${draw.text(22)}\n`,
  ],
];
