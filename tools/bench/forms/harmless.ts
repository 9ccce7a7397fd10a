// What looks like a secret and is none: ciphertexts, references, placeholders, digests, words.
import { indent, toBase64, type Form } from "./form.ts";
import { alphabets } from "./values.ts";

export const encrypted: Form[] = [
  [
    "SOPS value",
    "secrets.enc.yaml",
    ({ draw }) =>
      `db_password: ENC[AES256_GCM,data:${draw.text(24, alphabets.base64)},iv:${draw.text(43, alphabets.base64)}=,tag:${draw.text(22, alphabets.base64)}==,type:str]\nsops:\n  version: 3.9.0\n`,
  ],
  [
    "SOPS dotenv",
    "app.enc.env",
    ({ draw }) =>
      `DB_PASSWORD=ENC[AES256_GCM,data:${draw.text(24, alphabets.base64)},iv:${draw.text(43, alphabets.base64)}=,tag:${draw.text(22, alphabets.base64)}==,type:str]\nsops_version=3.9.0\n`,
  ],
  [
    "SOPS age block",
    "prod.sops.yaml",
    ({ draw }) =>
      `sops:\n  age:\n    - recipient: age1${draw.text(58, alphabets.base36)}\n      enc: |\n        -----BEGIN AGE ENCRYPTED FILE-----\n        ${indent(draw.text(200, alphabets.base64).replaceAll(/.{64}/g, "$&\n"), "        ")}\n        -----END AGE ENCRYPTED FILE-----\n`,
  ],
  [
    "sealed secret",
    "k8s/sealed.yaml",
    ({ draw }) =>
      `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: db\nspec:\n  encryptedData:\n    password: Ag${draw.text(340, alphabets.base64)}\n`,
  ],
  [
    "Ansible vault",
    "group_vars/vault.yml",
    ({ draw }) => `$ANSIBLE_VAULT;1.1;AES256\n${draw.text(400, alphabets.hex).replaceAll(/.{80}/g, "$&\n")}\n`,
  ],
  [
    "Ansible vault value",
    "vars.yml",
    ({ draw }) =>
      `db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ${indent(draw.text(240, alphabets.hex).replaceAll(/.{80}/g, "$&\n"), "  ")}\n`,
  ],
  [
    "Pulumi secure",
    "Pulumi.dev.yaml",
    ({ draw }) =>
      `encryptionsalt: v1:${draw.text(11)}=:v1:${draw.text(16)}:${draw.text(42)}==\nconfig:\n  app:dbPassword:\n    secure: v1:${draw.text(16)}:${draw.text(42)}==\n`,
  ],
  [
    "Travis secure",
    ".travis.yml",
    ({ draw }) => `env:\n  global:\n    secure: "${draw.text(340, alphabets.base64)}="\n`,
  ],
  [
    "Rails credentials",
    "config/credentials.yml.enc",
    ({ draw }) => `${draw.text(300, alphabets.base64)}--${draw.text(16)}--${draw.text(22)}==\n`,
  ],
  ["git-crypt attribute", ".gitattributes", () => "secrets/** filter=git-crypt diff=git-crypt\n"],
  [
    "ejson",
    "secrets.ejson",
    ({ draw }) =>
      JSON.stringify(
        {
          _public_key: draw.text(64, alphabets.hex),
          db_password: `EJ[1:${draw.text(43)}=:${draw.text(32)}:${draw.text(60)}]`,
        },
        undefined,
        2,
      ),
  ],
];

export const references: Form[] = [
  [
    "shell variable",
    "run.sh",
    () => `export PGPASSWORD="$DB_PASSWORD"\ncurl -u "ops:\${API_TOKEN}" https://api.internal\n`,
  ],
  [
    "command",
    "read.sh",
    () => 'DB_PASSWORD=$(cat /run/secrets/db_password)\nTOKEN="$(vault kv get -field=token secret/app)"\n',
  ],
  [
    "compose variable",
    "compose.yaml",
    () => "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?}\n",
  ],
  [
    "compose file",
    "stack.yaml",
    () =>
      "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n    secrets: [db_password]\nsecrets:\n  db_password:\n    external: true\n    name: app_db_password_v3\n",
  ],
  [
    "workflow secret",
    ".github/workflows/ci.yml",
    () => "jobs:\n  a:\n    permissions:\n      id-token: write\n    env:\n      API_TOKEN: ${{ secrets.API_TOKEN }}\n",
  ],
  [
    "Kubernetes secretKeyRef",
    "k8s/api.yaml",
    () =>
      "env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        name: db-credentials\n        key: password\n",
  ],
  [
    "Terraform variable",
    "main.tf",
    () =>
      'resource "x" "y" {\n  password = var.db_password\n  token    = data.vault_generic_secret.app.data["token"]\n}\n',
  ],
  ["Helm template", "templates/secret.yaml", () => "data:\n  password: {{ .Values.db.password | b64enc }}\n"],
  [
    "code",
    "src/conf.ts",
    () => 'const password = config.get("database.password");\nconst token = process.env["API_TOKEN"];\n',
  ],
  ["Python", "app/conf.py", () => 'SECRET_KEY = os.environ["SECRET_KEY"]\npassword = getpass.getpass("Password: ")\n'],
  ["Spring", "application.yml", () => "spring:\n  datasource:\n    password: ${DB_PASSWORD}\n"],
  ["Ansible lookup", "vars.yml", () => `db_password: "{{ lookup('env', 'DB_PASSWORD') }}"\n`],
  ["op reference", "app.env.tpl", () => "DB_PASSWORD=op://prod/db/password\n"],
  [
    "Secrets Manager ARN",
    "task.json",
    () =>
      JSON.stringify(
        {
          secrets: [
            {
              name: "DB_PASSWORD",
              valueFrom: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-AbCdEf",
            },
          ],
        },
        undefined,
        2,
      ),
  ],
  [
    "docker secret create from a file",
    "create.sh",
    () =>
      "docker secret create app_db_password_v3 ./db_password\nopenssl rand -hex 32 | docker secret create app_key_v1 -\n",
  ],
  [
    "stdin",
    "login.sh",
    () => "docker login -u ci --password-stdin registry.internal < /run/secrets/registry\nmysql -u root -p app\n",
  ],
  ["PowerShell", "conf.ps1", () => '$password = $env:DB_PASSWORD\n$cred = Get-Credential -Message "Password"\n'],
  ["npm token variable", ".npmrc", () => "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n"],
  ["URI with variables", "url.sh", () => 'DATABASE_URL="postgres://app:${DB_PASSWORD}@db/app"\n'],
  ["SQL parameter", "role.sql", () => "ALTER ROLE app PASSWORD :'password';\nCREATE USER app IDENTIFIED BY ?;\n"],
  [
    "PHP",
    "db.php",
    () => "<?php\n$password = getenv('DB_PASSWORD');\ndefine('DB_PASSWORD', getenv('WORDPRESS_DB_PASSWORD'));\n",
  ],
  ["Maven", "settings.xml", () => "<server><id>nexus</id><password>${env.NEXUS_PASSWORD}</password></server>\n"],
  ["Jenkins", "Jenkinsfile", () => "environment {\n  DB_PASSWORD = credentials('db-password')\n}\n"],
];

export const placeholders: Form[] = [
  [".env.example empty", ".env.example", () => "APP_PORT=3000\nLOG_LEVEL=info\nDB_PASSWORD=\nAPI_TOKEN=\n"],
  [
    ".env.example with words",
    ".env.example",
    () => "NODE_ENV=development\nDB_HOST=localhost\nDB_PASSWORD=changeme\nAPI_TOKEN=your-token-here\n",
  ],
  [
    ".env.template",
    ".env.template",
    () => "SMTP_PASSWORD=<password>\nJWT_SECRET=<generate with openssl rand -hex 32>\n",
  ],
  ["YOUR…HERE", "docs/api.md", () => "```sh\ncurl -H 'X-Api-Key: YOUR_API_KEY_HERE' https://api.example.com\n```\n"],
  ["your_password", "README.md", () => "```sh\nexport DB_PASSWORD=your_password\nmysql -u root -pYOURPASSWORD\n```\n"],
  ["asterisks", "docs/log.md", () => "password: ********\ntoken: xxxxxxxxxxxxxxxx\n"],
  ["angle brackets", "docs/run.md", () => "docker login -u <user> -p <token>\n"],
  ["commented example", "config/app.yml", () => "# password: changeme\n# token: <your token>\nmode: x\n"],
  [
    "commented command",
    "run.sh",
    () => "# mysql -u root -p$PASSWORD\n# curl -u user:password https://api.example.com\n",
  ],
  ["example.com URI", "docs/uri.md", () => "Use `postgres://user:password@localhost:5432/db`.\n"],
  ["AWS documentation key", "docs/aws.md", () => `aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n`],
  ["ellipsis", "docs/key.md", () => `-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n`],
  [
    "CI service",
    ".github/workflows/test.yml",
    () =>
      "jobs:\n  a:\n    services:\n      db:\n        image: postgres:16\n        env:\n          POSTGRES_PASSWORD: postgres\n        ports: ['5432:5432']\n",
  ],
  [
    "CI service and its URI",
    ".github/workflows/unit.yml",
    () =>
      "jobs:\n  a:\n    services:\n      db:\n        image: mysql:8\n        env:\n          MYSQL_ROOT_PASSWORD: root\n    env:\n      DATABASE_URL: mysql://root:root@localhost:3306/test\n",
  ],
  [
    "test password",
    "tests/login.test.ts",
    () => 'await login({ user: "test", password: "test" });\nconst password = "password";\n',
  ],
  [
    "form label",
    "src/Login.tsx",
    () => '<input type="password" name="password" placeholder="Your password" autoComplete="current-password" />\n',
  ],
  ["REPLACE_ME", "k8s/secret.example.yaml", () => "stringData:\n  password: REPLACE_ME\n"],
  ["TODO", "vars.tfvars", () => 'db_password = "TODO"\napi_token = ""\n'],
  ["null", "conf.json", () => '{ "password": null, "apiKey": "", "secret": false }\n'],
];

export const digests: Form[] = [
  [
    "package-lock",
    "package-lock.json",
    ({ draw }) =>
      JSON.stringify(
        {
          packages: {
            a: {
              version: "1.0.0",
              resolved: "https://registry.npmjs.org/a/-/a-1.0.0.tgz",
              integrity: `sha512-${draw.text(86, alphabets.base64)}==`,
            },
          },
        },
        undefined,
        2,
      ),
  ],
  [
    "go.sum",
    "go.sum",
    ({ draw }) =>
      `example.com/a v1.0.0 h1:${draw.text(43, alphabets.base64)}=\nexample.com/a v1.0.0/go.mod h1:${draw.text(43, alphabets.base64)}=\n`,
  ],
  [
    "requirements hashes",
    "requirements.txt",
    ({ draw }) => `requests==2.32.0 \\\n    --hash=sha256:${draw.text(64, alphabets.hex)}\n`,
  ],
  [
    "image digest",
    "compose.yaml",
    ({ draw }) => `services:\n  api:\n    image: registry.internal/api@sha256:${draw.text(64, alphabets.hex)}\n`,
  ],
  [
    "action pinned",
    ".github/workflows/x.yml",
    ({ draw }) => `jobs:\n  a:\n    steps:\n      - uses: actions/checkout@${draw.text(40, alphabets.hex)} # v4\n`,
  ],
  ["commit in a document", "CHANGELOG.md", ({ draw }) => `- a fix (${draw.text(40, alphabets.hex)})\n`],
  [
    "sub-resource integrity",
    "index.html",
    ({ draw }) =>
      `<script src="a.js" integrity="sha384-${draw.text(64, alphabets.base64)}" crossorigin="anonymous"></script>\n`,
  ],
  ["UUID", "ids.yml", () => "tenant_id: 3f2a8c1e-5b6d-4e7f-8a9b-0c1d2e3f4a5b\n"],
  [
    "public key",
    "id_ed25519.pub",
    ({ draw }) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${draw.text(43, alphabets.base64)} ops@web1\n`,
  ],
  [
    "certificate",
    "ca.crt",
    ({ draw }) =>
      `-----BEGIN CERTIFICATE-----\nMIID${draw.text(500, alphabets.base64).replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  ],
  ["age recipient", ".sops.yaml", ({ draw }) => `creation_rules:\n  - age: age1${draw.text(58, alphabets.base36)}\n`],
  ["checksums", "SHA256SUMS", ({ draw }) => `${draw.text(64, alphabets.hex)}  app.tar.gz\n`],
  ["ETag", "fixtures/head.http", ({ draw }) => `ETag: "${draw.text(32, alphabets.hex)}"\n`],
  [
    "source map",
    "a.js.map",
    () => JSON.stringify({ version: 3, sources: ["a.ts"], mappings: "AAAA,MAAM,CAAC,GAAG,SAAS,IAAI,CAAC;AACtB,OAAO" }),
  ],
  [
    "data URI",
    "style.css",
    ({ draw }) => `a { background: url("data:image/png;base64,iVBORw0KGgo${draw.text(200, alphabets.base64)}"); }\n`,
  ],
  [
    "flake lock",
    "flake.lock",
    ({ draw }) =>
      JSON.stringify(
        {
          nodes: {
            n: { locked: { narHash: `sha256-${draw.text(43, alphabets.base64)}=`, rev: draw.text(40, alphabets.hex) } },
          },
        },
        undefined,
        2,
      ),
  ],
  [
    "Terraform lock",
    ".terraform.lock.hcl",
    ({ draw }) =>
      `provider "x" {\n  hashes = [\n    "h1:${draw.text(43, alphabets.base64)}=",\n    "zh:${draw.text(64, alphabets.hex)}",\n  ]\n}\n`,
  ],
];

export const wordsAbout: Form[] = [
  [
    "secret names",
    "compose.yml",
    () =>
      "services:\n  api:\n    secrets:\n      - source: app_db_password_v3\n        target: db_password\n    labels:\n      app.secret.version: v3\n",
  ],
  [
    "i18n",
    "locales/de.json",
    () =>
      JSON.stringify(
        {
          "password": "Passwort",
          "password.forgotten": "Passwort vergessen?",
          "token.expired": "Der Schlüssel ist abgelaufen.",
        },
        undefined,
        2,
      ),
  ],
  [
    "schema",
    "schema.json",
    () =>
      JSON.stringify(
        {
          properties: {
            password: { type: "string", minLength: 12, description: "Password of the user" },
            token: { $ref: "#/definitions/token" },
          },
        },
        undefined,
        2,
      ),
  ],
  [
    "OpenAPI",
    "openapi.yaml",
    () =>
      "components:\n  securitySchemes:\n    bearerAuth:\n      type: http\n      scheme: bearer\n      bearerFormat: JWT\n  schemas:\n    Login:\n      properties:\n        password:\n          type: string\n          format: password\n",
  ],
  [
    "settings about passwords",
    "auth.yml",
    () =>
      "password_min_length: 12\npassword_hash: argon2id\ntoken_ttl: 3600\nsecret_name: app_db_password\npassword_file: /run/secrets/db\n",
  ],
  [
    "SQL column",
    "schema.sql",
    () =>
      "CREATE TABLE users (login text, password text NOT NULL, api_token varchar(64));\nSELECT password FROM users;\n",
  ],
  [
    "error messages",
    "src/errors.ts",
    () =>
      'throw new Error("password: must have at least 12 characters");\nconst invalidToken = "The token is invalid or has expired.";\n',
  ],
  ["type", "src/types.ts", () => "interface Login {\n  password: string;\n  accessToken?: SecretString;\n}\n"],
  [
    "key of a map",
    "src/keys.ts",
    () =>
      'const passwordField = "user_password";\nconst tokenHeader = "X-Auth-Token";\nconst storageKey = "app.session.token";\n',
  ],
  [
    "prose",
    "docs/secrets.md",
    () => "The password: rotate it each quarter. Secret names end in a version, such as `app_db_password_v3`.\n",
  ],
  ["CSS class", "style.css", () => ".password-input--visible { color: red; }\n.token { font: 12px monospace; }\n"],
  ["policy", "policy.hcl", () => 'path "secret/data/app/*" {\n  capabilities = ["read"]\n}\n'],
  [
    "Go test names",
    "auth_test.go",
    () => 'func TestPasswordIsRejected(t *testing.T) { t.Run("wrong_password_is_refused", nil) }\n',
  ],
  ["flags", "cmd.sh", () => "app --password-file=/run/secrets/db --token-ttl=15m --secret-name=app_db_password_v3\n"],
  [
    "Kubernetes names",
    "k8s/ingress.yaml",
    () =>
      "spec:\n  tls:\n    - secretName: web-tls-certificate\n  imagePullSecrets:\n    - name: registry-credentials\n",
  ],
  [
    "long identifiers",
    "src/names.java",
    () => "AbstractAuthenticationProcessingFilterConfigurer x = new UsernamePasswordAuthenticationFilter2();\n",
  ],
  ["lorem CSV", "cities.csv", () => "id,name,key\n1,Kassel,kassel-hauptbahnhof\n2,Hofgeismar,hofgeismar-bahnhof\n"],
  ["empty base64", "conf.yml", () => `motd: ${toBase64("Welcome to this machine. Please be kind to it.")}\n`],
  ["environment variable names", "src/env.ts", () => 'const required = ["DB_PASSWORD", "API_TOKEN", "JWT_SECRET"];\n'],
  [
    "stack config of versions",
    "Pulumi.x.yaml",
    () => "config:\n  app:secrets:\n    db_writer:\n      class: database\n      version: 3\n      service: api\n",
  ],
  ["nginx", "nginx.conf", () => 'auth_basic "Password required";\nauth_basic_user_file /etc/nginx/.htpasswd;\n'],
  ["snapshot", "a.snap", () => 'exports[`form 1`] = `\n<input\n  name="password"\n  type="password"\n/>\n`;\n'],
  [
    "minified",
    "app.min.js",
    () => `!function(e){var t=e.password,n=e.token;return t&&n?{password:t,token:n}:{password:"",token:null}}({});\n`,
  ],
];
