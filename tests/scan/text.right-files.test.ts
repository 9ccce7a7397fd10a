// The files of a project that does everything right: compose files, a stack config, a workflow, manifests, documents, code.
import assert from "node:assert/strict";
import { plainSettingsIn } from "../../scan/dotenv-rules.ts";
import { scanText } from "../../scan/text.ts";
import { useTempDir } from "../support/temp-dir.ts";

const files: Readonly<Record<string, string>> = {
  "docker/compose.shop.yml": `version: "3.8"
x-defaults: &defaults
  networks: [internal]
  deploy: { replicas: 2, update_config: { failure_action: rollback, order: start-first, parallelism: 1 } }
services:
  api:
    <<: *defaults
    image: registry.example.com/shop/api:1.42.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    environment:
      DATABASE_URL_FILE: /run/secrets/shop_db_writer
      POSTGRES_PASSWORD_FILE: /run/secrets/pg_password
      LOG_LEVEL: info
      SECRET_KEY_BASE_FILE: /run/secrets/key
    secrets:
      - db_writer
      - source: session_key
        target: session_key
        uid: "1000"
        gid: "1000"
        mode: 0400
      - shop_s3_access_key_v12
      - oauth2-client-secret
    healthcheck:
      test: ["CMD-SHELL", "wget -qO- http://127.0.0.1:8080/healthz || exit 1"]
      interval: 5s
    labels:
      - traefik.http.routers.api.rule=Host(\`api.example.com\`)
    configs:
      - source: nginx_conf
    depends_on: [db]
  db:
    image: postgres:16
    command: postgres -c password_encryption=scram-sha-256
    secrets: [pg_password]
secrets:
  db_writer:
    external: true
    name: shop_db_writer_v5
  session_key: { external: true, name: shop_session_key_v1 }
  shop_s3_access_key_v12:
    external: true
  oauth2-client-secret:
    external: true
    name: \${OAUTH_SECRET:-shop_oauth2-client-secret_v3}
  pg_password:
    file: ./secrets/pg_password.txt
`,
  "Pulumi.prod.yaml": `secretsprovider: awskms://alias/pulumi
encryptedkey: AQICAHh0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEF==
config:
  aws:region: eu-central-1
  shop:namespace: shop
  shop:composeFiles:
    - docker/compose.shop.yml
  shop:secrets:
    db_writer:
      class: database
      current: 5
      retain:
        - 4
      group: database_roles
      dependants:
        - api
    oauth2-client-secret:
      class: sso
      current: 3
      source:
        kind: random
        length: 48
  shop:services:
    api:
      secrets:
        - db_writer
        - name: oauth2-client-secret
          target: client_secret
          mode: "0400"
      probe:
        path: /healthz
        port: 8080
`,
  ".github/workflows/deploy.yml": `name: deploy
on: { push: { branches: [main] } }
permissions: { contents: read }
jobs:
  deploy:
    runs-on: ubuntu-24.04
    environment: production
    env:
      DOCKER_HOST: ssh://deploy@manager-1
      PULUMI_CONFIG_PASSPHRASE: \${{ secrets.PULUMI_CONFIG_PASSPHRASE }}
    steps:
      - uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # v6.0.1
      - run: |
          pulumi config set --secret --path 'shop:values.db_writer["6"]' < value.txt
          printf '%s' "$VALUE" | docker secret create shop_db_writer_v6 -
          echo "\${{ secrets.REGISTRY_TOKEN }}" | docker login registry.example.com -u deploy --password-stdin
      - uses: docker/login-action@0123456789abcdef0123456789abcdef01234567
        with:
          username: deploy
          password: \${{ secrets.REGISTRY_TOKEN }}
`,
  "k8s/app.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  template:
    spec:
      imagePullSecrets:
        - name: regcred
      containers:
        - name: api
          envFrom:
            - secretRef:
                name: api-secrets-v2
          env:
            - name: DB_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: db-credentials
                  key: password
      volumes:
        - name: tls
          secret:
            secretName: api-tls-2024
            items:
              - key: tls.crt
                path: cert.pem
`,
  "ansible/site.yml": `- hosts: all
  vars_files:
    - secrets.yml
  vars:
    secrets:
      - db_password
      - api_token_v2
    db_password: "{{ vault_db_password }}"
  tasks:
    - name: make the secret
      docker_secret:
        name: shop_db_writer_v5
        data: "{{ lookup('env', 'DB_PASSWORD') | b64encode }}"
        data_is_b64: true
`,
  "main.tf": `resource "docker_secret" "db" {
  name = "shop_db_writer_v5"
  data = base64encode(var.db_password)
}
variable "db_password" {
  type      = string
  sensitive = true
}
resource "docker_service" "api" {
  task_spec {
    container_spec {
      image = "registry.example.com/api:1.2"
      secrets {
        secret_id   = docker_secret.db.id
        secret_name = docker_secret.db.name
        file_name   = "/run/secrets/db"
      }
    }
  }
}
`,
  "docs/runbook.md":
    "# Rotation\n\n1. Set the new password: `ALTER ROLE app PASSWORD :'new'`.\n2. `docker secret create shop_db_writer_v5 -`\n3. The password is in the vault under `shop/db`.\n\n| secret | owner | cadence |\n| --- | --- | --- |\n| db_writer | Platform | quarterly |\n| session_key | Platform | annually |\n\nSecrets:\n- db_writer\n- session_key_v2\n",
  "src/db.ts":
    'import { readFileSync } from "node:fs";\nconst password = readFileSync("/run/secrets/shop_db_writer", "utf8").trim();\nexport const pool = new Pool({ user: "app", password, host: process.env.DB_HOST });\nconst secretNames = ["db_writer", "session_key"];\nif (!password) throw new Error("The password is missing: deploy the secret shop_db_writer_v5.");\n',
  "package.json": JSON.stringify(
    {
      name: "shop",
      version: "1.2.3",
      scripts: {
        "start": "node index.js",
        "secrets:check": "npm run check:secrets",
        "rotate": "secrets rotate db_writer",
      },
      dependencies: { "@pulumi/pulumi": "3.256.0", "jsonwebtoken": "9.0.2", "passport-local": "1.0.0" },
    },
    null,
    2,
  ),
};

describe("a project that does everything right", () => {
  const folder = useTempDir();

  for (const [file, text] of Object.entries(files)) {
    it(`has no finding in ${file}`, async () => {
      const found = [...(await scanText(file, text)), ...(await plainSettingsIn(folder())(file, text))];
      assert.deepEqual(
        found.map(({ line, kind }) => `${kind}: ${text.split("\n")[line - 1] ?? ""}`),
        [],
      );
    });
  }
});
