import assert from "node:assert/strict";
import { plainSettingsIn } from "../../scan/dotenv-rules.ts";
import { projectDir } from "../../tools/paths.ts";
import { plant, random } from "../../tools/bench/planted.ts";

/** What is found in a file, as `line kind`. */
async function found(file: string, text: string): Promise<string[]> {
  return (await plainSettingsIn(projectDir)(file, text)).map(({ line, kind }) => `${line} ${kind}`);
}

const weak = ["change", "me"].join("");
const name = ["PASS", "WORD"].join("");

describe("a .env file", () => {
  for (const file of [".env.staging", "app/.env", ".envrc"]) {
    it(`is refused as ${file} with a value, and taken with empty keys`, async () => {
      assert.deepEqual(await found(file, "# what it needs\n\nA=\nexport B=''\nC=\"\" # later\n"), []);
      assert.deepEqual(await found(file, "# what it needs\nA=\nPORT=3000\n"), ["3 dotenv-file"]);
    });
  }

  it("may have a port where it is a template by its name, and no secret", async () => {
    for (const file of [".env.example", "app/.env.sample", ".env.template"]) {
      assert.deepEqual(await found(file, "A=\nPORT=3000\n"), [], file);
    }
  });

  it("is none under another name", async () => {
    for (const file of ["env.ts", "docs/.environment/a.md", "a.env.ts"]) assert.deepEqual(await found(file, "A=1"), []);
  });
});

describe("a compose file", () => {
  const compose = (service: string): string => `services:\n  api:\n    image: busflow/api:1\n${service}\n`;

  it("is refused with env_file, in each of its forms", async () => {
    for (const form of ["env_file: .env", "env_file: [a, b]", "env_file:\n      - path: a\n        required: false"]) {
      assert.deepEqual(await found("docker/compose.yml", compose(`    ${form}`)), ["4 compose-env-file"]);
    }
    assert.deepEqual(await found("docker/compose.yml", compose("    labels: { env_file: a }")), []);
    const included = "include:\n  - path: a.yml\n    env_file: a\n";
    assert.deepEqual(await found("docker/compose.yml", included), ["3 compose-env-file"]);
  });

  for (const [what, value] of [
    ["a password, be it a weak one", weak],
    ["a generated password", random(20)],
    ["a number", "123456"],
  ] as const) {
    it(`is refused with ${what} in its environment, as a mapping and as a list`, async () => {
      const kinds = ["5 compose-environment"];
      assert.deepEqual(await found("a.yml", compose(`    environment:\n      DB_${name}: ${value}`)), kinds);
      assert.deepEqual(await found("a.yaml", compose(`    environment:\n      - DB_${name}=${value}`)), kinds);
    });
  }

  it("is refused with a token or a URI's password under any name", async () => {
    for (const value of [
      plant("Swarm join token"),
      plant("Postgres URI"),
      `postgres://app:${weak}@db/app`,
      plant("Hetzner token"),
    ]) {
      assert.deepEqual(await found("a.yml", compose(`    environment: { X: "${value}" }`)), ["4 compose-environment"]);
    }
  });

  it("is taken with references, paths, switches and names", async () => {
    for (const entry of [
      `DB_${name}: \${DB}`,
      `DB_${name}: $DB`,
      `DB_${name}_FILE: /run/secrets/busflow_db_writer`,
      `DB_${name}: /run/secrets/busflow_db_writer`,
      `DB_${name}:`,
      `DB_${name}: ""`,
      `REQUIRE_${name}: "true"`,
      "SECRETS: busflow_db_writer,busflow_db_reader",
      "DATABASE_URL: postgres://app:${PW}@db/app",
      "TOKEN_TYPE: bearer",
    ]) {
      assert.deepEqual(await found("a.yml", compose(`    environment:\n      ${entry}`)), [], entry);
    }
  });

  it("is read through anchors and merge keys, and the place is where the value stands", async () => {
    const text = `x-env: &env\n  DB_${name}: ${weak}\nservices:\n  api:\n    environment: *env\n  web:\n    environment:\n      <<: [*env]\n      A: b\n`;
    assert.deepEqual(await found("a.yml", text), ["2 compose-environment", "2 compose-environment"]);
  });

  it("is known by what is in it: another YAML with an environment is none", async () => {
    assert.deepEqual(await found("a.yml", `api:\n  environment:\n    DB_${name}: ${weak}\n`), []);
    assert.deepEqual(await found("a.yml", "services: [\n"), []);
  });
});

describe("a stack config", () => {
  const config = (entry: string): string => `encryptionsalt: v1:a:v1:b:c\nconfig:\n  ${entry}\n`;
  const encrypted = `v1:${random(16)}:${random(60)}`;

  it("is refused with a plain text under the values, whatever it looks like", async () => {
    const key = "busflow-secrets:values";
    assert.deepEqual(await found("Pulumi.prod.yaml", config(`${key}: { db_writer: { "1": word } }`)), [
      "3 plain-stack-config",
    ]);
    assert.deepEqual(await found("Pulumi.prod.yaml", config(`${key}: { db_writer: { "1": 4711 } }`)), [
      "3 plain-stack-config",
    ]);
    assert.deepEqual(await found("Pulumi.prod.yaml", config(`${key}: '{"db_writer":{"1":"word"}}'`)), [
      "3 plain-stack-config",
    ]);
    assert.deepEqual(
      await found("Pulumi.prod.yaml", config(`${key}: { db_writer: { "1": { secure: ${encrypted} } } }`)),
      [],
    );
    assert.deepEqual(await found("Pulumi.prod.yaml", config(`${key}: {}`)), []);
    const renamed = config(`shop:values: { db_writer: { "1": word } }`);
    assert.deepEqual(await found("Pulumi.prod.yaml", renamed), ["3 plain-stack-config"], "the project is renamed");
  });

  it("is refused with a text under secure: that was never encrypted", async () => {
    const text = config(`busflow-secrets:values: { db_writer: { "1": { secure: ${random(20)} } } }`);
    assert.deepEqual(await found("Pulumi.prod.yaml", text), ["3 plain-secure"]);
    const byCloud = `config:\n  a:b: { secure: ${random(60)} }\n`;
    assert.deepEqual(await found("Pulumi.prod.yaml", byCloud), []);
  });

  it("is refused with a password of a provider, and taken with it encrypted and with other settings", async () => {
    const key = `docker:registry${name.toLowerCase()}`;
    assert.deepEqual(await found("infra/Pulumi.dev.yml", config(`${key}: ${weak}`)), ["3 plain-stack-config"]);
    assert.deepEqual(await found("infra/Pulumi.dev.yml", config(`${key}: { secure: ${encrypted} }`)), []);
    assert.deepEqual(await found("Pulumi.dev.yaml", config("docker:host: unix:///run/docker.sock")), []);
    assert.deepEqual(await found("Pulumi.yaml", config(`${key}: ${weak}`)), []);
  });
});

describe("a workflow", () => {
  const file = ".github/workflows/ci.yml";
  const job = (rest: string): string => `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n${rest}\n`;

  it("is refused with a literal in env, with and run", async () => {
    assert.deepEqual(await found(file, job(`    env:\n      DB_${name}: ${weak}`)), ["6 workflow-literal"]);
    const step = `    steps:\n      - uses: a/b@v1\n        with:\n          ${name.toLowerCase()}: ${weak}`;
    assert.deepEqual(await found(file, job(step)), ["8 workflow-literal"]);
    const run = `    steps:\n      - run: |\n          set -e\n          export DB_${name}=${weak}\n          psql --${name.toLowerCase()}=${weak}`;
    assert.deepEqual(await found(file, job(run)), ["8 workflow-literal", "9 workflow-literal"]);
  });

  it("is taken with the repository's secrets, switches and variables", async () => {
    const lines = [
      "    env:",
      "      TOKEN: ${{ secrets.TOKEN }}",
      "    steps:",
      "      - uses: a/b@v1",
      `        with: { persist-credentials: false, token: '', server-${name.toLowerCase()}: DB_${name} }`,
      `        env: { ACCOUNT: build-${random(12)}@project-${random(20)}.internal }`,
      `      - run: DB_${name}="$OTHER" npm test`,
    ];
    assert.deepEqual(await found(file, job(lines.join("\n"))), []);
  });

  it("is none in another folder", async () => {
    assert.deepEqual(await found("docs/ci.yml", job(`    env:\n      DB_${name}: ${weak}`)), []);
  });
});
