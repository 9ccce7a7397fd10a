import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { scanText } from "../../scan/text.ts";
import { makers, plant, random, smallKey } from "../../tools/bench/planted.ts";
import { there } from "../support/there.ts";

/** What is found in a file, as `line kind`. */
async function found(file: string, text: string): Promise<string[]> {
  return (await scanText(file, text)).map(({ line, kind }) => `${line} ${kind}`);
}

async function assertClean(file: string, text: string): Promise<void> {
  assert.deepEqual(await found(file, text), [], text);
}

/** A text in lines of some length, indented. */
function folded(text: string, width: number): string {
  return (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).map((part) => `  ${part}`).join("\n");
}

const expectedKinds: Readonly<Record<string, string>> = {
  "RSA private key": "private-key",
  "Slack webhook": "slack-webhook",
  "Slack bot token": "slack-token",
  "GitHub token": "github-token",
  "GitHub fine-grained token": "github-token",
  "GitLab token": "gitlab-token",
  "npm token": "npm-token",
  "AWS access key": "aws-access-key",
  "GCP service account key": "private-key",
  "Stripe key": "stripe-key",
  "SendGrid key": "sendgrid-key",
  "Grafana token": "grafana-token",
  "Hetzner token": "high-entropy-literal",
  "JWT": "jwt",
  "Postgres URI": "uri-with-password",
  "Redis URI": "uri-with-password",
  "Basic auth URI": "uri-with-password",
  "Swarm join token": "docker-swarm-token",
  "Swarm unlock key": "docker-swarm-unlock-key",
  "PyPI token": "pypi-token",
  "Vault token": "vault-token",
  "Docker Hub token": "docker-hub-token",
  "age key": "age-secret-key",
  "Pulumi token": "pulumi-access-token",
  "Google API key": "google-api-key",
};

describe("the scanner", () => {
  for (const [secret, kind] of Object.entries(expectedKinds)) {
    it(`finds a ${secret} as ${kind}: in a string, and in base64`, async () => {
      const value = plant(secret);
      assert.deepEqual(await found("a.ts", `const one = 1;\nconst two = ${JSON.stringify(value)};\n`), [`2 ${kind}`]);
      const encoded = Buffer.from(value).toString("base64");
      assert.deepEqual(await found("a.yaml", `one: 1\ntwo: ${encoded}\n`), [`2 ${kind}`]);
    });
  }

  it("knows a kind for every secret that the tests can make, except what is only random", () => {
    assert.deepEqual(Object.keys(makers).sort(), [...Object.keys(expectedKinds), "generated literal"].sort());
  });

  it("finds a value that YAML folds, whatever the style", async () => {
    const value = plant("GitHub token");
    const parts = folded(value, 12);
    for (const style of [">-", ">", "|", "|2-", "!!str >-", ""]) {
      assert.deepEqual(
        await found("a.yaml", `a:\n  key: ${style}\n${folded(parts, 99)}\n  b: 1\n`),
        ["2 github-token"],
        style,
      );
    }
    assert.deepEqual(await found("a.yaml", `- >-\n${parts}\n- b\n`), ["1 github-token"]);
    assert.deepEqual(await found("a.yaml", `a: "${value.slice(0, 20)}\\\n  ${value.slice(20)}"\n`), ["1 github-token"]);
  });

  it("finds a URI that YAML folds behind a colon", async () => {
    const uri = plant("Redis URI");
    const at = "redis://:".length;
    assert.deepEqual(await found("a.yml", `url: >-\n  ${uri.slice(0, at)}\n  ${uri.slice(at)}\n`), [
      "1 uri-with-password",
    ]);
  });

  it("finds a private key that YAML folds without regard to its lines", async () => {
    const json = JSON.stringify({ type: "service_account", key: plant("RSA private key") });
    assert.deepEqual(await found("a.yaml", `a:\n  b: >-\n${folded(folded(json, 24), 99)}\nc: 1\n`), ["2 private-key"]);
  });

  it("takes no two settings for one folded value", async () => {
    const half = random(20);
    await assertClean("a.yaml", `ghp_${half}:\n  ${half}:\n    one: ${half}\n`);
  });

  it("finds a value that is continued behind a backslash", async () => {
    const value = plant("GitLab token");
    const text = `deploy --verbose \\\n  --with "${value.slice(0, 12)}\\\n${value.slice(12)}"\n`;
    assert.deepEqual(await found("deploy.sh", text), ["2 gitlab-token"]);
  });

  it("finds a private key: indented, in a string, without its end; one that needs a passphrase", async () => {
    const key = smallKey();
    assert.deepEqual(await found("a.yaml", `tls:\n  key: |\n${key.replaceAll(/^/gm, "    ")}\n`), ["3 private-key"]);
    assert.deepEqual(await found("a.json", JSON.stringify({ key })), ["1 private-key"]);
    const long = plant("RSA private key");
    assert.deepEqual(await found("id", long.split("\n").slice(0, 5).join("\n")), ["1 private-key"]);
    const [first = "", ...lines] = long.split("\n");
    for (const encrypted of [
      [first.replace("RSA", "ENCRYPTED"), ...lines],
      [first, "Proc-Type: 4,ENCRYPTED", "", ...lines],
    ]) {
      assert.deepEqual(await found("id", encrypted.join("\n")), ["1 private-key"]);
    }
    await assertClean("a.md", `${first}\n...\n`);
  });

  it("finds base64 in base64, and a password in the base64 of a whole file", async () => {
    const twice = Buffer.from(Buffer.from(plant("Slack webhook")).toString("base64")).toString("base64");
    assert.deepEqual(await found("a.yaml", `a: ${twice}`), ["1 slack-webhook"]);
    const name = ["PASS", "WORD"].join("");
    const file = Buffer.from(`# settings\nDB_${name}=${random(12)}9\n`).toString("base64");
    assert.deepEqual(await found("a.json", JSON.stringify({ file })), ["1 secret-assignment"]);
  });

  it("finds what is given to something with a secret's name, in every way to write that", async () => {
    const value = `${random(6)}7${random(5)}`;
    const name = ["pass", "word"].join("");
    const other = { key: "api" + "Key", token: "APP_" + "TOKEN" };
    for (const [file, text] of [
      ["a.ts", `const db = { ${name}: "${value}" };`],
      ["a.ts", `const db${name}: string = '${value}';`],
      ["a.json", `{"db.${name}": "${value}"}`],
      ["a.py", `os.environ["DB_${name.toUpperCase()}"] = "${value}"`],
      ["a.go", `${other.key} := "${value}"`],
      ["a.yaml", `db:\n  ${name}: ${value} # secret`],
      ["a.ini", `${other.key} = ${value}`],
      ["a.sh", `export DB_${name.toUpperCase()}=${value}`],
      [".netrc", `machine git.internal login deploy ${name} ${value}`],
      ["a.sh", `psql --${name} ${value}`],
      ["Dockerfile", `ENV ${other.token} ${value}`],
    ] as const) {
      const kinds = (await scanText(file, text)).map(({ kind }) => kind);
      assert.deepEqual(kinds, ["secret-assignment"], text);
    }
  });

  it("takes names, references and placeholders for what they are", async () => {
    const name = ["pass", "word"].join("");
    for (const value of [
      "${DB_PASSWORD}",
      "$DB_PASSWORD",
      "{{ vault.db }}",
      "<your-password>",
      "changeme",
      "example-value-1",
      "********",
      "postgres",
      "/run/secrets/busflow_db_writer",
    ]) {
      await assertClean("a.yaml", `${name}: ${value}`);
    }
    await assertClean("a.ts", `const ${name}File = "secrets/db_2024.txt";`);
    await assertClean("a.ts", `const token = "token_type_2";`);
    await assertClean("a.ts", `const ${name} = readSecret1("db");`);
    await assertClean("a.yaml", "secret: busflow_db_writer_v12");
  });

  it("leaves passwords in URIs alone that are none", async () => {
    for (const authority of [
      "u:${PASSWORD}@db",
      "u:<password>@db",
      "u:password@db",
      "postgres:postgres@db",
      "busflow9:busflow9@db",
      "u:p4ss1@db.example.com",
      "db:5432/x@y",
    ]) {
      await assertClean("a.md", `postgres://${authority}/x`);
    }
  });

  it("leaves digests, ids and ciphertexts alone", async () => {
    const base64 = (bytes: number): string => randomBytes(bytes).toString("base64");
    const hex = (bytes: number): string => randomBytes(bytes).toString("hex");
    await assertClean("a.json", `{"integrity": "sha512-${base64(64)}"}`);
    await assertClean("a.json", `{"publicKey": "${base64(33)}", "etag": "${base64(33)}"}`);
    await assertClean("package-lock.json", `{"packages": {"a": "${base64(48)}"}}`);
    await assertClean("go.sum", `example.com/a v1.0.0 h1:${base64(32)}`);
    await assertClean("a.yml", `- uses: actions/checkout@${hex(20)} # v6`);
    await assertClean("Dockerfile", `FROM debian@sha256:${hex(32)}`);
    await assertClean("a.ts", `const id = "${crypto.randomUUID()}"; const digest = "${hex(32)}";`);
    await assertClean("Pulumi.dev.yaml", `a:\n  secure: v1:${base64(9)}:${base64(48)}`);
    await assertClean(
      "a.yaml",
      `ca: |\n  -----BEGIN CERTIFICATE-----\n${folded(base64(400), 64)}\n  -----END CERTIFICATE-----`,
    );
  });

  it("finds no generated literal in minified code, and still a token", async () => {
    const filler = "a=b+c;".repeat(300);
    await assertClean("a.js", `${filler}x="${random(40)}";`);
    assert.deepEqual(await found("a.js", `${filler}x="${plant("npm token")}";`), ["1 npm-token"]);
  });

  it("obeys no comment in the file that switches rules off", async () => {
    const text = `// secretlint-disable\nconst a = "${plant("GitHub token")}"; // secretlint-disable-line\n`;
    assert.deepEqual(await found("a.ts", text), ["2 github-token"]);
  });

  it("names a value by a fingerprint that stays when lines move, and says nothing of it", async () => {
    const value = plant("GitHub token");
    const [before] = await scanText("a.ts", `x = "${value}"`);
    const [after] = await scanText("a.ts", `\n\n  y = '${value}'`);
    const [elsewhere] = await scanText("b.ts", `x = "${value}"`);
    assert.match(there(before).fingerprint, /^[\da-f]{32}$/);
    assert.equal(there(after).fingerprint, there(before).fingerprint);
    assert.notEqual(there(elsewhere).fingerprint, there(before).fingerprint);
    assert.ok(!JSON.stringify(before).includes(value.slice(4, 12)));
  });
});
