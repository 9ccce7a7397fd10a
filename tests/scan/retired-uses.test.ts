import assert from "node:assert/strict";
import { retiredNames } from "../../scan/retired-names.ts";
import { findRetiredUses } from "../../scan/retired-uses.ts";

const isRetired = retiredNames([".env.production"]);

const uses = (file: string, text: string): number[] => findRetiredUses(file, text, isRetired).map(({ line }) => line);

/** Lines of a file, each of which is a use, or none of which is. */
type Lines = Record<string, readonly string[]>;

const step = (command: string): string =>
  `jobs:\n  a:\n    steps:\n      - run: |\n${command.replaceAll(/^/gm, "          ")}\n`;

const shell = [
  "touch .env.production",
  ": > .env.production",
  "> config/.env.production",
  'echo "DB=$DB" >> .env.production',
  'printf "%s" "$A" | tee .env.production',
  "echo A | sudo tee -a ./.env.production >/dev/null",
  "cat <<EOF > .env.production",
  "cp .env.staging .env.production",
  "mv a env/production",
  "ln -sf ../shared/production.env .env",
  "install -m 600 a .env.production",
  "mkdir -p .env.production",
  "dd if=a of=.env.production",
  "curl -o .env.production https://example.com/a",
  ". ./.env.production",
  "source .env.production",
  "set -a; . /srv/app/.env.production; set +a",
  "export $(cat .env.production | xargs)",
  'export "$(grep -v "^#" .env.production)"',
  "eval `cat .env.production`",
  "while read -r line; do echo $line; done < .env.production",
  "docker run --env-file .env.production busflow/api",
  "docker compose --env-file=env/production up -d",
  "docker run -v ./.env.production:/app/.env:ro busflow/api",
  "node --env-file=.env.production index.js",
  "kubectl create secret generic a --from-env-file=.env.production",
  "dotenv -f .env.production -- npm start",
  "ENV_FILE=.env.production npm start",
  "COMPOSE_ENV_FILES=.env.production docker compose up",
  "load_settings .env.production",
  'bash -c "cp .env.production /tmp"',
  "ssh host 'cat > .env.production'",
  "git add -f .env.production",
  "git show HEAD~3:.env.production",
  "scp host:/srv/.env.production .",
  "sops -d secrets.yaml > .env.production",
  "find . -name a -exec cp {} .env.production \\;",
  "if [ -f .env.production ]; then . .env.production; fi",
  'cp .env.p"rod"uction a',
  "MODE=production; source .env.$MODE",
  "for f in .env .env.production; do cat $f; done",
  "cp a \\\n  .env.production",
  "cp .env.produc\\\ntion a",
  "for s in staging production; do touch .env.$s; done",
  'F=".env"; F="$F.production"; . "$F"',
  ". .env.$(echo production)",
  ". .env.p*",
  'for f in .env.*; do . "$f"; done',
  'echo "$A" > ".env.$STAGE"',
  'powershell -c "Set-Content .env.production x"',
  "cp ${FILE:-.env.production} a",
  "dotenv -c production -- npm start",
  "npx dotenv-cli -c=production npm start",
  "npx dotenv-vault pull production",
  "NODE_ENV=production dotenv-flow -- npm start",
  "pnpm exec dotenvx run --env production -- npm start",
  "./node_modules/.bin/env-cmd -e production npm start",
  "cp .env.vault /srv/app",
];

const harmless = [
  'echo ".env.production must not return"',
  "rm -f .env.production",
  "git rm --cached .env.production",
  "test ! -e .env.production",
  "[ -e .env.production ] && exit 1",
  "if [[ -f .env.production ]]; then exit 1; fi",
  "git ls-files | grep -q .env.production && exit 1",
  "find . -name .env.production",
  "# cp .env.production a",
  "npm test # not with .env.production",
  'fail ".env.production is retired"',
  "check_absent .env.production",
  "vite build --mode production",
  "dotenv -c test -- npm start --mode production",
  "NODE_ENV=production npm start",
  "cp .env.example .env.test",
  "git checkout env/production",
  "docker build --target env-prod .",
  "git log -- .env.production",
  "cp src/env.production.ts src/env.ts",
  "tools/ci/check_no_env_production.sh",
];

const found: Lines = {
  "Dockerfile": [
    "COPY .env.production .env",
    "ADD --chown=1 .env.production /app/",
    "COPY config/production.env /app/.env",
    'COPY [".env.production", "/app/.env"]',
    "COPY <<EOF /app/.env.production",
    "COPY --from=build /app/.env.production /app/",
    "RUN touch .env.production",
    "COPY .env* ./",
    "COPY .env.${STAGE} .env",
    "ENV ENV_FILE=.env.production",
    "RUN --mount=type=secret,id=env,target=/app/.env.production npm run build",
    'RUN ["cp", "a", ".env.production"]',
    "RUN <<EOF\ncp a .env.production\nEOF",
    "ARG MODE=production\nCOPY .env.${MODE} .env",
    'CMD ["sh", "-c", ". ./.env.production && exec node index.js"]',
  ],
  "compose.yml": [
    "services: { a: { env_file: .env.production } }",
    "services: { a: { env_file: [a, ./env/production] } }",
    "services: { a: { env_file: [{ path: .env.production, required: false }] } }",
    "include: [{ path: a.yml, env_file: .env.production }]",
    'services: { a: { volumes: ["./.env.production:/app/.env:ro"] } }',
    'services: { a: { env_file: ".env.${STAGE}" } }',
    "configs: { a: { file: .env.production } }",
    "services: { a: { env_file: '.env.${MODE:-production}' } }",
    "services: { a: { command: sh -c '. ./.env.production && exec node a.js' } }",
  ],
  ".github/workflows/a.yml": [
    ...["touch .env.production", 'echo "${{ secrets.ENV }}" > .env.production'].map(step),
    step("touch .env.${{ matrix.stage }}"),
    "jobs: { a: { steps: [{ with: { path: 'a\n\n  .env.production' } }] } }",
    "jobs: { a: { steps: [{ uses: a/b@v1, with: { file_name: .env.production } }] } }",
    `env: { MODE: production }\n${step("cp .env.$MODE .env")}`,
    `env:\n  MODE: production\n${step("cp a .env.${{ env.MODE }}")}`,
  ],
  "package.json": [
    '{ "scripts": { "start": "dotenv -e .env.production -- node a.js" } }',
    '{ "scripts": { "start": "node --env-file=.env.production a.js" } }',
    '{ "files": [".env.production"] }',
  ],
  "k8s/a.yaml": ["data:\n  .env.production: |\n    A=1\n", "configMapGenerator: [{ name: a, envs: [env/production] }]"],
  "chart/templates/a.yaml": ["{{ if .Values.a }}\nenvFile: .env.production\n{{ end }}"],
  ".vscode/launch.json": ['{ "configurations": [{ "envFile": "${workspaceFolder}/.env.production" }] } // a'],
  "Makefile": [
    "run:\n\t@cp .env.production .env",
    "ENV ?= production\nrun:\n\tcp .env.$(ENV) .env",
    "include .env.production",
  ],
  "deploy/app.service": ["[Service]\nEnvironmentFile=-/srv/app/.env.production"],
  ".gitignore": [".env*\n!.env.production", "!.env.*", "!**/production.env", "!.env*"],
  "src/a.ts": [
    'dotenv.config({ path: ".env.production" });',
    "config({\n  path: '.env.production',\n});",
    'process.loadEnvFile(".env.production");',
    'writeFileSync(".env.production", text);',
    'const text = readFileSync(path.join(root, ".env.production"), "utf8");',
    'ConfigModule.forRoot({ envFilePath: [".env.production"] });',
    'execSync("cp .env.production .env");',
    'const envFile = "env/production";',
    'new local.File("e", { filename: ".env.production" });',
    "config({ path: '.env.' + 'production' });",
    "dotenv.config({ path: `.env.${process.env.NODE_ENV}` });",
  ],
  "vite.config.ts": [
    'const env = loadEnv("production", process.cwd(), "");',
    "dotenvFlow.config({ silent: true, node_env: 'production' });",
  ],
  "deploy.bat": [
    'for /f "usebackq delims=" %%a in (".env.production") do set %%a',
    "FOR /F %%a in (.env.production) do set %%a",
    "type .env.production",
    "call :load %~dp0.env.production",
  ],
  "app/settings.py": [
    'load_dotenv(".env.production")',
    "with open('.env.production') as f:",
    'env_file = ".env.production"',
  ],
  "a.rs": ['dotenv::from_filename(".env.production");'],
  "a.php": ["Dotenv::createImmutable(__DIR__, '.env.production');"],
  "mise.toml": ['[env]\n_.file = ".env.production"'],
  "main.tf": ['resource "local_file" "a" {\n  filename = ".env.production"\n}'],
  "docker-bake.hcl": ['secret = ["type=secret,id=env,src=.env.production"]'],
  "bin/start": ["#!/bin/sh\n. ./.env.production"],
  "tests/setup.sh": [". ./.env.production"],
};

const none: Lines = {
  "docs/runbook.md": ["Never `cp .env.production .env`: the file is retired.", "```sh\nsource .env.production\n```"],
  "tests/a.test.ts": ['writeFileSync(".env.production", "");', 'await run("docker run --env-file .env.production a");'],
  "policy/retired-files.yaml": ["- .env.production"],
  ".gitignore": [".env.production", "!.env.example", "*\n!*.ts", "# !.env.production"],
  ".github/workflows/a.yml": [
    "on: { push: { paths: [.env.production] } }",
    "jobs: { a: { steps: [{ name: no .env.production, run: npm test }] } }",
    ...harmless.map(step),
  ],
  "Dockerfile": [
    "# COPY .env.production .",
    "ENV NODE_ENV=production\nCOPY env /env",
    "RUN rm -f .env.production",
    "COPY . .",
  ],
  ".vscode/settings.json": ['{ "files.exclude": { "**/.env.production": true } }'],
  "vite.config.ts": ["const env = loadEnv(mode, process.cwd());", 'build({ mode: "production" });'],
  "scan/a.ts": [
    'export const alwaysRetired = [".env.production"] as const;',
    'if (existsSync(".env.production")) throw new Error("cp .env.production is not allowed");',
    "// dotenv.config({ path: '.env.production' })",
    'const isProduction = process.env["NODE_ENV"] === "production";',
    'const problem = "The file .env.production is retired.";',
  ],
  "compose.yml": ["services: { a: { environment: { NODE_ENV: production } } } # env_file: .env.production"],
};

describe("a retired file is made, carried or read", () => {
  for (const command of shell) {
    it(`by ${command}`, () => {
      assert.equal(uses("deploy.sh", `set -e\n${command}\n`).length, 1);
      assert.equal(uses(".github/workflows/a.yml", step(command)).length > 0, true, "in a workflow");
    });
  }

  for (const [file, texts] of Object.entries(found)) {
    for (const text of texts) {
      it(`in ${file} by ${JSON.stringify(text)}`, () => {
        assert.notDeepEqual(uses(file, `${text}\n`), []);
      });
    }
  }

  it("on the lines that do so", () => {
    assert.deepEqual(uses("a.sh", "set -e\ncp \\\n  .env.production a\ntrue\n. .env.production\n"), [2, 5]);
    assert.deepEqual(uses("a.yml", `services:\n  a:\n    env_file:\n      - .env.production\n`), [4]);
  });
});

describe("a retired file is only spoken of, looked for or removed", () => {
  for (const command of harmless) {
    it(`by ${command}`, () => {
      assert.deepEqual(uses("deploy.sh", `set -e\n${command}\n`), []);
    });
  }

  for (const [file, texts] of Object.entries(none)) {
    it(`in ${file}`, () => {
      for (const text of texts) assert.deepEqual(uses(file, `${text}\n`), [], text);
    });
  }

  it("in a long line, which takes no longer than it must", () => {
    const started = performance.now();
    for (const piece of ["cp env .env.prod ", "$(", '"', "env=prod;", "!.env", "'.env ", "`.env `", "${env:-"]) {
      uses("a.sh", piece.repeat(100_000));
      uses("a.yaml", `a: ${piece.repeat(20_000)}`);
      uses("a.ts", piece.repeat(100_000));
      uses("a.sh", `${piece.repeat(20)}\n`.repeat(2000));
    }
    assert.ok(performance.now() - started < 60_000, `${performance.now() - started} ms`);
  });
});
