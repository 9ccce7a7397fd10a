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

  it("may be a script that sets nothing, as .envrc", async () => {
    assert.deepEqual(await found(".envrc", "use flake\nlayout node\nPATH_add ./bin\n"), []);
    assert.deepEqual(await found(".envrc", "use flake\nexport PORT=3000\n"), ["2 dotenv-file"]);
    assert.deepEqual(await found(".env", "use flake\n"), ["1 dotenv-file"]);
  });

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

  it("is one in whatever form its keys are written, in JSON and under any name", async () => {
    const secret = `DB_${name}: ${weak}`;
    for (const [file, text] of [
      ["a.yml", `"serv\\u0069ces":\n  a:\n    environment: { ${secret} }\n`],
      ["a.yml", `services:\n  a:\n    "env\\u0069ronment": { ${secret} }\n`],
      ["a.yml", `  services:\n    a:\n      environment: { ${secret} }\n`],
      ["a.yml", `{ services: { a: { environment: { ${secret} } } } }\n`],
      ["a.yml", `x-a: &e environment\nservices:\n  a:\n    *e : { ${secret} }\n`],
      ["a.yml", `services:\n  a:\n    ? environment\n    : { ${secret} }\n`],
      ["stack", `services:\n  a:\n    environment: { ${secret} }\n`],
      ["a.json", JSON.stringify({ services: { a: { environment: { [`DB_${name}`]: weak } } } })],
    ] as const) {
      assert.deepEqual(
        (await found(file, text)).map((one) => one.split(" ")[1]),
        ["compose-environment"],
        text,
      );
    }
  });

  it("is read with all of its documents, which Compose merges", async () => {
    const text = `${compose("    environment: { A: b }")}---\n${compose(`    environment: { DB_${name}: ${weak} }`)}`;
    assert.deepEqual(await found("a.yml", text), ["9 compose-environment"]);
  });

  it("is a finding when it is too long or too deep to be read, and comes to its end with mappings that bring themselves in", async () => {
    const text = compose("    environment: { A: b }");
    assert.deepEqual(await found("a.yml", `${text}# ${"x".repeat(500_000)}\n`), ["1 unread-settings"]);
    assert.deepEqual(await found("a.yml", `${text}x-a: ${"[".repeat(101)}${"]".repeat(101)}\n`), ["1 unread-settings"]);
    assert.deepEqual(await found("a.yml", `${text}x-a:\n  ${"- ".repeat(101)}a\n`), ["1 unread-settings"]);
    const circle = `services: &all\n  <<: *all\n  api: &api\n    <<: [*api, *all]\n    environment: { DB_${name}: ${weak} }\n`;
    assert.deepEqual(await found("a.yml", circle), ["5 compose-environment"]);
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

  it("is not refused for the names of its secrets, which services list", async () => {
    const both = (listed: string): string =>
      config(`shop:secrets: { pg16-app: { current: 1 } }\n  shop:services: { api: { secrets: [${listed}] } }`);
    assert.deepEqual(await found("Pulumi.prod.yaml", both("pg16-app")), []);
    assert.deepEqual(await found("Pulumi.prod.yaml", both("pg16-app, pg17-App")), ["4 plain-stack-config"]);
  });

  it("is refused with a value in a list, in JSON, behind an alias of its own, and in the project's file for every stack", async () => {
    const key = "busflow-secrets:values";
    const list = await found("Pulumi.prod.yaml", config(`${key}: { db_writer: [word, { a: word }] }`));
    assert.deepEqual(list, ["3 plain-stack-config", "3 plain-stack-config"]);
    const json = JSON.stringify({ config: { [key]: { db_writer: { "1": "word" } } } });
    assert.deepEqual(await found("Pulumi.prod.json", json), ["1 plain-stack-config"]);
    const circle = config(`${key}: &a { db_writer: { "1": word, "2": *a } }`);
    assert.deepEqual(await found("Pulumi.prod.yaml", circle), ["3 plain-stack-config"]);
    const ofAll = await found("Pulumi.yaml", config(`${key}: { value: { db_writer: { "1": word } } }`));
    assert.deepEqual(ofAll, ["3 plain-stack-config"]);
    const typed = `docker:registry${name}: { type: string, default: ${weak}, secret: true }`;
    assert.deepEqual(await found("Pulumi.yaml", config(typed)), ["3 plain-stack-config"]);
  });

  it("is a finding when it is too long to be read", async () => {
    assert.deepEqual(await found("Pulumi.prod.yaml", config(`a: ${"x".repeat(500_000)}`)), ["1 unread-settings"]);
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

  it("may have a word as the password of a service that the job starts, and gives it to that service alone", async () => {
    const own = ["dragon", "fly"].join("");
    const service = `    services: { db: { image: "postgres:16", env: { DB_${name}: ${own} } } }\n`;
    const using = (env: string): string => job(`${service}    steps:\n      - run: x\n        env: { ${env} }`);
    assert.deepEqual(await found(file, using(`PG${name}: ${own}`)), []);
    assert.deepEqual(await found(file, using(`URL: postgres://app:${own}@localhost:5432/app`)), []);
    assert.deepEqual(await found(file, using(`URL: postgres://app:${own}@db/app`)), []);
    assert.deepEqual(await found(file, using(`URL: postgres://app:${own}@db.busflow.eu/app`)), ["8 workflow-literal"]);
    assert.deepEqual(await found(file, using(`PG${name}: butterfly`)), ["8 workflow-literal"]);
    const other = `${using("A: b")}\n  b:\n    env: { DB_${name}: ${own} }\n`;
    assert.deepEqual(await found(file, other), ["11 workflow-literal"]);
    const strong = job(`    services: { db: { image: x, env: { DB_${name}: ${random(20)} } } }`);
    assert.deepEqual(await found(file, strong), ["5 workflow-literal"]);
  });

  it("is a finding when it is too long to be read", async () => {
    assert.deepEqual(await found(file, job(`    # ${"x".repeat(500_000)}`)), ["1 unread-settings"]);
  });

  it("is none in another folder", async () => {
    assert.deepEqual(await found("docs/ci.yml", job(`    env:\n      DB_${name}: ${weak}`)), []);
  });
});
