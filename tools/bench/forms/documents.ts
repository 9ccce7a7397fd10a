// Secrets in documents, in data, and as whole files.
import { indent, toBase64, type Form } from "./form.ts";

export const markdown: Form[] = [
  ["export", "README.md", ({ key }) => `# Set-up\n\n\`\`\`sh\nexport API_TOKEN=${key}\nnpm start\n\`\`\`\n`],
  ["indented command", "docs/run.md", ({ alnum }) => `Then:\n\n    curl -u ops:${alnum} https://api.internal\n`],
  ["inline code", "docs/access.md", ({ word }) => `The admin's password is \`${word}\`.\n`],
  ["bold", "docs/login.md", ({ word }) => `- **User:** admin\n- **Password:** ${word}\n`],
  ["table", "docs/accounts.md", ({ word }) => `| user | password |\n| --- | --- |\n| admin | ${word} |\n`],
  ["YAML block", "docs/stack.md", ({ password }) => `\`\`\`yaml\nenvironment:\n  DB_PASSWORD: ${password}\n\`\`\`\n`],
  ["JSON block", "docs/api.md", ({ key }) => `\`\`\`json\n{ "client_secret": "${key}" }\n\`\`\`\n`],
  [
    "link",
    "docs/hooks.md",
    ({ draw }) =>
      `Post to [the channel](https://hooks.slack.com/services/T${draw.text(10, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}/B${draw.text(10, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}/${draw.text(24)}).\n`,
  ],
  ["user / password", "docs/test.md", ({ word }) => `Log in with admin / ${word}.\n`],
  ["reStructuredText", "docs/setup.rst", ({ key }) => `Set it::\n\n    SECRET_KEY = "${key}"\n`],
  ["AsciiDoc", "docs/setup.adoc", ({ password }) => `----\nspring.datasource.password=${password}\n----\n`],
  ["plain text", "notes.txt", ({ word }) => `server: web1\nuser: root\npassword: ${word}\n`],
  ["German note", "zugang.txt", ({ word }) => `Benutzer: root\nPasswort: ${word}\n`],
  [
    "docker secret create",
    "docs/secrets.md",
    ({ alnum }) => `\`\`\`\n$ printf '${alnum}' | docker secret create db_v2 -\n\`\`\`\n`,
  ],
  ["changelog", "CHANGELOG.md", ({ draw }) => `- replaced the token ghp_${draw.text(36)}\n`],
  ["issue template", ".github/ISSUE_TEMPLATE/bug.md", ({ key }) => `Log:\n\n    Authorization: Bearer ${key}\n`],
];

export const data: Form[] = [
  [
    "notebook source",
    "load.ipynb",
    ({ password }) =>
      JSON.stringify(
        { cells: [{ cell_type: "code", source: ["import x\n", `password = "${password}"\n`] }] },
        undefined,
        1,
      ),
  ],
  [
    "notebook output",
    "run.ipynb",
    ({ key }) =>
      JSON.stringify({ cells: [{ cell_type: "code", outputs: [{ text: [`API_TOKEN=${key}\n`] }] }] }, undefined, 1),
  ],
  [
    "notebook magic",
    "env.ipynb",
    ({ key }) =>
      JSON.stringify({ cells: [{ cell_type: "code", source: [`%env OPENAI_API_KEY=${key}\n`] }] }, undefined, 1),
  ],
  ["CSV with a head", "users.csv", ({ word }) => `user,password,role\nops,${word},admin\n`],
  ["CSV quoted", "export.csv", ({ alnum }) => `"name";"api_token"\n"ops";"${alnum}"\n`],
  [
    "CSV of a password manager",
    "passwords.csv",
    ({ word }) => `name,url,username,password\nGit,https://git.internal,ops,${word}\n`,
  ],
  ["TSV", "accounts.tsv", ({ word }) => `login\tpassword\nops\t${word}\n`],
  [
    "Jest snapshot",
    "__snapshots__/api.test.js.snap",
    ({ key }) => `exports[\`login 1\`] = \`\nObject {\n  "accessToken": "${key}",\n}\n\`;\n`,
  ],
  [
    "cassette",
    "fixtures/login.yaml",
    ({ key }) => `interactions:\n- request:\n    headers:\n      Authorization:\n      - Bearer ${key}\n`,
  ],
  [
    "HAR",
    "trace.har",
    ({ key }) => JSON.stringify({ headers: [{ name: "Authorization", value: `Bearer ${key}` }] }, undefined, 2),
  ],
  ["log", "app.log", ({ password }) => `2026-01-01 10:00:00 INFO connecting with user=app password=${password}\n`],
  [
    "lock file with a token in a URI",
    "yarn.lock",
    ({ alnum }) =>
      `"@app/a@1.0.0":\n  version "1.0.0"\n  resolved "https://ci:${alnum}@npm.internal/@app/a/-/a-1.0.0.tgz"\n`,
  ],
  [
    "package-lock with a token",
    "package-lock.json",
    ({ draw }) =>
      JSON.stringify(
        { packages: { a: { resolved: `git+https://x-access-token:ghp_${draw.text(36)}@github.com/a/b.git` } } },
        undefined,
        2,
      ),
  ],
  [
    "diff",
    "fix.patch",
    ({ password }) => `--- a/a.env\n+++ b/a.env\n@@ -1 +1 @@\n-DB_PASSWORD=\n+DB_PASSWORD=${password}\n`,
  ],
  ["GraphQL", "login.graphql", ({ word }) => `mutation { login(user: "ops", password: "${word}") { id } }\n`],
  ["HTTP file", "api.http", ({ key }) => `GET https://api.internal/v1\nAuthorization: Bearer ${key}\n`],
  ["Gherkin", "login.feature", ({ word }) => `Given I log in as "admin" with password "${word}"\n`],
  ["LDIF", "users.ldif", ({ word }) => `dn: cn=ops,dc=app\nuserPassword: ${word}\n`],
  [
    "LDIF base64",
    "ops.ldif",
    ({ draw }) => `dn: cn=ops,dc=app\nuserPassword:: ${toBase64(`{SSHA}${draw.text(32)}`)}\n`,
  ],
  [
    "source map",
    "app.js.map",
    ({ key }) =>
      JSON.stringify({
        version: 3,
        sources: ["a.ts"],
        sourcesContent: [`const apiSecret = "${key}";\n`],
        mappings: "AAAA",
      }),
  ],
  ["SVG", "logo.svg", ({ key }) => `<svg><!-- api_token=${key} --></svg>\n`],
];

export const rawFiles: Form[] = [
  ["secrets/ one line", "secrets/db_password", ({ alnum }) => `${alnum}\n`],
  ["secrets/ without an end of line", "secrets/api_key.txt", ({ key }) => key],
  ["secrets/ word", "secrets/grafana_admin", ({ word }) => `${word}\n`],
  [".secrets/", ".secrets/smtp_password", ({ symbols }) => `${symbols}\n`],
  ["docker/secrets/", "docker/secrets/jwt.txt", ({ base64 }) => `${base64}\n`],
  ["secret/", "deploy/secret/redis", ({ password }) => `${password}\n`],
  ["file named by what it is", "db_password.txt", ({ password }) => `${password}\n`],
  ["token file", "deploy/api_token", ({ key }) => `${key}\n`],
  ["passwd file", "restic-password", ({ word }) => `${word}\n`],
  ["credentials folder", "credentials/registry", ({ alnum }) => `ci\n${alnum}\n`],
  ["binary-looking key", "secrets/aead.key", ({ hex }) => `${hex}\n`],
  ["secret with an ending", "config/session.secret", ({ key }) => `${key}\n`],
  ["erlang cookie", ".erlang.cookie", ({ draw }) => draw.text(20, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")],
];

const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, "utf16le");

export const encodings: Form[] = [
  ["UTF-16 settings", "app.ini", ({ password }) => utf16(`[db]\r\npassword=${password}\r\n`)],
  ["UTF-16 PowerShell", "deploy.ps1", ({ symbols }) => utf16(`$password = '${symbols}'\r\n`)],
  [
    "UTF-16 big-endian",
    "app.properties",
    ({ alnum }) => Buffer.from(`\uFEFFdb.password=${alnum}\n`, "utf16le").swap16(),
  ],
  ["UTF-8 with a mark", "conf.env", ({ password }) => `\uFEFFDB_PASSWORD=${password}\n`],
  [
    "Latin-1",
    "latin.ini",
    ({ password }) => Buffer.from(`; Schl\u00fcssel f\u00fcr die Datenbank\npassword=${password}\n`, "latin1"),
  ],
  ["CRLF", "crlf.yml", ({ password }) => `db:\r\n  user: app\r\n  password: ${password}\r\n`],
  ["CR alone", "cr.properties", ({ password }) => `a=1\rdb.password=${password}\rb=2\r`],
  [
    "base64 of settings",
    "cloud.yaml",
    ({ password }) => `user_data: ${toBase64(`DB_HOST=db\nDB_PASSWORD=${password}\n`)}\n`,
  ],
  [
    "base64 in a shell",
    "decode.sh",
    ({ password }) => `echo ${toBase64(`password=${password}`)} | base64 -d > app.conf\n`,
  ],
  ["base64 twice", "twice.yaml", ({ alnum }) => `value: ${toBase64(toBase64(`db_password=${alnum}`))}\n`],
  [
    "base64 over lines",
    "lines.yaml",
    ({ pem }) => `value: |\n  ${indent(toBase64(pem).replaceAll(/.{64}/g, "$&\n"), "  ")}\n`,
  ],
  ["escaped unicode", "escaped.json", ({ draw }) => `{"pass\\u0077ord": "${draw.text(24)}"}\n`],
  ["percent encoding", "uri.txt", ({ draw }) => `postgres://app:${draw.text(10)}%24${draw.text(8)}%2F@db:5432/app\n`],
  ["HTML entities", "conf.xml", ({ draw }) => `<a password="${draw.text(12)}&amp;${draw.text(8)}"/>\n`],
  ["tabs", "tabs.conf", ({ password }) => `password\t=\t${password}\n`],
  ["non-breaking space", "nbsp.txt", ({ password }) => `password:\u00a0${password}\n`],
];

export const multiLine: Form[] = [
  ["YAML folded", "folded.yaml", ({ draw }) => `password: >-\n  ${draw.text(20)}\n  ${draw.text(20)}\n`],
  ["YAML literal", "literal.yaml", ({ password }) => `password: |\n  ${password}\n`],
  ["YAML on the next line", "next.yaml", ({ password }) => `password:\n  ${password}\n`],
  ["YAML quoted over lines", "quoted.yaml", ({ draw }) => `api_token: "${draw.text(20)}\\\n  ${draw.text(20)}"\n`],
  ["properties continued", "cont.properties", ({ draw }) => `api.secret=${draw.text(16)}\\\n    ${draw.text(16)}\n`],
  ["shell continued", "cont.sh", ({ alnum }) => `mysql \\\n  --user=root \\\n  --password=${alnum} \\\n  app\n`],
  ["value on the next line", "next.json", ({ key }) => `{\n  "client_secret":\n    "${key}"\n}\n`],
  ["Python parentheses", "par.py", ({ draw }) => `API_SECRET = (\n    "${draw.text(20)}"\n    "${draw.text(20)}"\n)\n`],
  ["template literal", "tpl.ts", ({ password }) => `const conf = \`\nhost=db\ndb_password=${password}\n\`;\n`],
  [
    "JSON string with lines",
    "lines.json",
    ({ password }) => JSON.stringify({ file: `host=db\npassword=${password}\n` }),
  ],
  ["XML over lines", "lines.xml", ({ password }) => `<password>\n  ${password}\n</password>\n`],
  ["HCL heredoc", "heredoc.tf", ({ password }) => `config = <<EOF\ndb_password=${password}\nEOF\n`],
];

const names: readonly [name: string, style?: "word" | "symbols"][] = [
  ["service_account_password"],
  ["SERVICE_PASSWORD"],
  ["source_db_password", "word"],
  ["sourceToken"],
  ["storePassword", "word"],
  ["TRUSTSTORE_PASSWORD"],
  ["secretManagerToken"],
  ["password_manager_password", "word"],
  ["issuer_secret"],
  ["provider_api_key"],
  ["hostPassword"],
  ["type_password", "word"],
  ["index_write_token"],
  ["cursor_api_key"],
  ["hashing_secret"],
  ["signature_key"],
  ["COOKIE_SECRET", "symbols"],
  ["csrf_secret"],
  ["env_password", "word"],
  ["public_api_secret"],
  ["next_auth_secret"],
  ["DB_PASS", "symbols"],
  ["dbpw", "word"],
  ["smtp_pw", "word"],
  ["passwort", "word"],
  ["kennwort", "word"],
  ["mot_de_passe", "word"],
  ["contrasena", "word"],
  ["passcode"],
  ["pin_code_secret"],
  ["bind_pw", "word"],
  ["encryptionKey"],
  ["aead_key"],
  ["hmac"],
  ["salt_key"],
  ["master_key", "symbols"],
  ["licenseKey"],
  ["webhookSecret"],
  ["clientSecretValue"],
  ["token2"],
  ["refresh_token"],
  ["bearer"],
  ["appKey"],
  ["connectionPassword", "symbols"],
  ["authorization"],
  ["seed_phrase_password", "word"],
];

/** One value under names that have a word in them which could say that they are not secret, or that few lists have. */
export const namedSettings: Form[] = names.map(([name, style]) => [
  name,
  "config/settings.yml",
  (values) => `host: db\n${name}: ${style === "symbols" ? `'${values.symbols}'` : values[style ?? "alnum"]}\n`,
]);
