// Secrets in what describes a deployment: compose files, Kubernetes, Terraform, Ansible, workflows.
import { indent, toBase64, type Form } from "./form.ts";

export const compose: Form[] = [
  [
    "environment list",
    "docker-compose.yml",
    ({ alnum }) => `services:\n  db:\n    image: postgres:16\n    environment:\n      - POSTGRES_PASSWORD=${alnum}\n`,
  ],
  [
    "environment list quoted",
    "compose.yaml",
    ({ symbols }) => `services:\n  db:\n    environment:\n      - 'MYSQL_ROOT_PASSWORD=${symbols}'\n`,
  ],
  [
    "environment map",
    "stack.yml",
    ({ password }) => `services:\n  api:\n    environment:\n      DB_PASSWORD: ${password}\n      MODE: x\n`,
  ],
  [
    "environment map quoted",
    "docker/api.yml",
    ({ symbols }) => `services:\n  api:\n    environment:\n      SECRET_KEY: '${symbols}'\n`,
  ],
  [
    "flow map",
    "compose.dev.yml",
    ({ word }) => `services:\n  db: { image: "postgres:16", environment: { POSTGRES_PASSWORD: "${word}" } }\n`,
  ],
  [
    "flow list",
    "compose.test.yml",
    ({ alnum }) => `services:\n  db: { image: "postgres:16", environment: ["POSTGRES_PASSWORD=${alnum}"] }\n`,
  ],
  [
    "default in a reference",
    "docker-compose.override.yml",
    ({ alnum }) => `services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: \${DB_PASSWORD:-${alnum}}\n`,
  ],
  [
    "command text",
    "docker-compose.redis.yml",
    ({ alnum }) => `services:\n  cache:\n    image: redis:7\n    command: redis-server --requirepass ${alnum}\n`,
  ],
  [
    "command list",
    "compose.cache.yml",
    ({ alnum }) => `services:\n  cache:\n    command: ["redis-server", "--requirepass", "${alnum}"]\n`,
  ],
  [
    "command block list",
    "compose.minio.yml",
    ({ alnum }) => `services:\n  api:\n    command:\n      - serve\n      - --admin-password\n      - ${alnum}\n`,
  ],
  [
    "command with =",
    "compose.exporter.yml",
    ({ alnum }) => `services:\n  exporter:\n    command:\n      - "--web.auth-token=${alnum}"\n`,
  ],
  [
    "healthcheck",
    "compose.health.yml",
    ({ alnum }) =>
      `services:\n  cache:\n    healthcheck:\n      test: ["CMD", "redis-cli", "-a", "${alnum}", "ping"]\n`,
  ],
  [
    "healthcheck shell",
    "compose.mysql.yml",
    ({ alnum }) => `services:\n  db:\n    healthcheck:\n      test: mysqladmin ping -h localhost -u root -p${alnum}\n`,
  ],
  [
    "label users",
    "compose.traefik.yml",
    ({ draw }) =>
      `services:\n  web:\n    deploy:\n      labels:\n        - "traefik.http.middlewares.a.basicauth.users=ops:$$apr1$$${draw.text(8)}$$${draw.text(22)}"\n`,
  ],
  [
    "label map",
    "compose.labels.yml",
    ({ key }) => `services:\n  web:\n    labels:\n      app.webhook.secret: ${key}\n`,
  ],
  [
    "build args",
    "compose.build.yml",
    ({ key }) => `services:\n  web:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: ${key}\n`,
  ],
  [
    "build args list",
    "compose.ci.yml",
    ({ key }) => `services:\n  web:\n    build:\n      args:\n        - GITHUB_PAT=${key}\n`,
  ],
  [
    "anchor",
    "compose.common.yml",
    ({ password }) =>
      `x-env: &env\n  SMTP_PASSWORD: ${password}\nservices:\n  api:\n    environment:\n      <<: *env\n`,
  ],
  [
    "config content",
    "compose.config.yml",
    ({ password }) => `configs:\n  app:\n    content: |\n      db:\n        password: ${password}\n`,
  ],
  [
    "block text",
    "compose.block.yml",
    ({ pem }) => `services:\n  api:\n    environment:\n      TLS_KEY: |\n        ${indent(pem, "        ")}\n`,
  ],
  [
    "URI in environment",
    "compose.uri.yml",
    ({ alnum }) => `services:\n  api:\n    environment:\n      DATABASE_URL: postgres://app:${alnum}@db/app\n`,
  ],
  [
    "folded",
    "compose.folded.yml",
    ({ draw }) =>
      `services:\n  api:\n    environment:\n      SIGNING_KEY: >-\n        ${draw.text(24)}\n        ${draw.text(24)}\n`,
  ],
  [
    "entrypoint",
    "compose.entry.yml",
    ({ alnum }) => `services:\n  api:\n    entrypoint: ["sh", "-c", "DB_PASSWORD=${alnum} exec /app"]\n`,
  ],
  [
    "label list short word",
    "compose.backup.yml",
    ({ word }) => `services:\n  db:\n    labels:\n      - "backup.mysql.password=${word}"\n`,
  ],
  [
    "driver options",
    "compose.volumes.yml",
    ({ alnum }) =>
      `volumes:\n  b:\n    driver_opts:\n      type: cifs\n      o: username=backup,password=${alnum}\n      device: //nas/b\n`,
  ],
];

export const kubernetes: Form[] = [
  [
    "Secret stringData",
    "k8s/secret.yaml",
    ({ password }) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: ${password}\n`,
  ],
  [
    "Secret data",
    "k8s/db-secret.yaml",
    ({ password }) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: ${toBase64(password)}\n`,
  ],
  [
    "Secret data, plain name",
    "k8s/conf.yaml",
    ({ word }) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  value: ${toBase64(word)}\n`,
  ],
  [
    "Secret stringData, plain name",
    "k8s/app.yaml",
    ({ word }) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  admin: ${word}\n`,
  ],
  [
    "Secret stringData file",
    "k8s/files.yaml",
    ({ password }) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  app.conf: |\n    host=db\n    db_password=${password}\n`,
  ],
  [
    "dockerconfigjson",
    "k8s/pull.yaml",
    ({ alnum }) =>
      `apiVersion: v1\nkind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${toBase64(JSON.stringify({ auths: { "registry.internal": { auth: toBase64(`ci:${alnum}`) } } }))}\n`,
  ],
  [
    "TLS secret",
    "k8s/tls.yaml",
    ({ pem }) => `apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\ndata:\n  tls.key: ${toBase64(pem)}\n`,
  ],
  [
    "env name and value",
    "k8s/deployment.yaml",
    ({ password }) =>
      `kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          env:\n            - name: DB_PASSWORD\n              value: ${password}\n`,
  ],
  ["env quoted", "k8s/api.yaml", ({ symbols }) => `env:\n  - name: SECRET_KEY\n    value: '${symbols}'\n`],
  ["env flow", "k8s/job.yaml", ({ alnum }) => `env:\n  - { name: API_TOKEN, value: "${alnum}" }\n`],
  ["env value first", "k8s/cron.yaml", ({ key }) => `env:\n  - value: "${key}"\n    name: JWT_SECRET\n`],
  [
    "ConfigMap",
    "k8s/configmap.yaml",
    ({ password }) =>
      `apiVersion: v1\nkind: ConfigMap\ndata:\n  application.properties: |\n    spring.datasource.password=${password}\n`,
  ],
  ["args", "k8s/exporter.yaml", ({ alnum }) => `containers:\n  - name: x\n    args: ["--redis.password=${alnum}"]\n`],
  [
    "Helm values",
    "charts/app/values.yaml",
    ({ password }) => `postgresql:\n  auth:\n    username: app\n    password: ${password}\n`,
  ],
  ["Helm values plain name", "values-prod.yaml", ({ alnum }) => `grafana:\n  adminPassword: "${alnum}"\n`],
  [
    "Helm template default",
    "templates/secret.yaml",
    ({ alnum }) => `data:\n  password: {{ .Values.password | default "${alnum}" | b64enc | quote }}\n`,
  ],
  [
    "kustomize literal",
    "kustomization.yaml",
    ({ alnum }) => `secretGenerator:\n  - name: db\n    literals:\n      - password=${alnum}\n`,
  ],
  ["kubeconfig token", "kubeconfig.yaml", ({ jwt }) => `users:\n  - name: ops\n    user:\n      token: ${jwt}\n`],
  [
    "kubeconfig key",
    ".kube/config",
    ({ ecPem }) => `users:\n  - name: ops\n    user:\n      client-key-data: ${toBase64(ecPem)}\n`,
  ],
  [
    "list of Secrets as JSON",
    "k8s/secret.json",
    ({ password }) => JSON.stringify({ kind: "Secret", stringData: { password } }, undefined, 2),
  ],
];

export const terraform: Form[] = [
  [
    "variable default",
    "variables.tf",
    ({ password }) => `variable "db_password" {\n  type    = string\n  default = "${password}"\n}\n`,
  ],
  [
    "variable default, sensitive",
    "vars.tf",
    ({ symbols }) =>
      `variable "admin_password" {\n  description = "Password of the admin"\n  sensitive   = true\n  default     = "${symbols.replaceAll(/[\\$%]/g, "x")}"\n}\n`,
  ],
  [
    "resource",
    "main.tf",
    ({ password }) => `resource "aws_db_instance" "db" {\n  username = "app"\n  password = "${password}"\n}\n`,
  ],
  ["tfvars", "prod.tfvars", ({ key }) => `region   = "eu"\napi_token = "${key}"\n`],
  ["auto tfvars JSON", "secrets.auto.tfvars.json", ({ password }) => JSON.stringify({ db_password: password })],
  ["provider", "providers.tf", ({ draw }) => `provider "hcloud" {\n  token = "${draw.text(64)}"\n}\n`],
  ["locals", "locals.tf", ({ key }) => `locals {\n  jwt_secret = "${key}"\n}\n`],
  [
    "state",
    "terraform.tfstate",
    ({ password }) =>
      JSON.stringify(
        { resources: [{ type: "random_password", instances: [{ attributes: { length: 24, result: password } }] }] },
        undefined,
        2,
      ),
  ],
  [
    "user data",
    "vm.tf",
    ({ alnum }) => `resource "x" "y" {\n  user_data = <<-EOF\n    export DB_PASSWORD=${alnum}\n  EOF\n}\n`,
  ],
  [
    "environment list",
    "ecs.tf",
    ({ alnum }) =>
      `environment = [\n  { name = "MODE", value = "x" },\n  { name = "DB_PASSWORD", value = "${alnum}" },\n]\n`,
  ],
  ["Pulumi stack config", "Pulumi.prod.yaml", ({ password }) => `config:\n  app:dbPassword: ${password}\n`],
  [
    "CloudFormation default",
    "template.yaml",
    ({ alnum }) => `Parameters:\n  DBPassword:\n    Type: String\n    NoEcho: true\n    Default: ${alnum}\n`,
  ],
  [
    "CloudFormation property",
    "stack.template.yaml",
    ({ alnum }) => `Resources:\n  Db:\n    Properties:\n      MasterUserPassword: ${alnum}\n`,
  ],
  ["Nomad", "app.nomad", ({ key }) => `env {\n  API_SECRET = "${key}"\n}\n`],
];

export const ansible: Form[] = [
  ["group vars", "group_vars/all.yml", ({ password }) => `db_user: app\ndb_password: ${password}\n`],
  [
    "inventory",
    "inventory.ini",
    ({ word }) => `[web]\nweb1 ansible_host=10.0.0.2 ansible_user=root ansible_password=${word}\n`,
  ],
  ["inventory become", "hosts", ({ word }) => `[all:vars]\nansible_become_pass=${word}\n`],
  [
    "task",
    "playbook.yml",
    ({ alnum }) => `- hosts: db\n  tasks:\n    - postgresql_user:\n        name: app\n        password: "${alnum}"\n`,
  ],
  [
    "one-line task",
    "tasks/main.yml",
    ({ alnum }) => `- name: user\n  mysql_user: name=app password=${alnum} priv=*.*:ALL\n`,
  ],
  ["vault password file", ".vault_pass", ({ word }) => `${word}\n`],
  [
    "shadow hash",
    "roles/user/defaults/main.yml",
    ({ draw }) => `user_password: "$6$${draw.text(16)}$${draw.text(86)}"\n`,
  ],
  ["Salt pillar", "pillar/db.sls", ({ password }) => `postgres:\n  users:\n    app:\n      password: '${password}'\n`],
  ["Puppet", "manifests/db.pp", ({ password }) => `class { 'mysql::server':\n  root_password => '${password}',\n}\n`],
  ["Chef", "attributes/default.rb", ({ password }) => `default['app']['db_password'] = '${password}'\n`],
];

export const workflows: Form[] = [
  [
    "env",
    ".github/workflows/deploy.yml",
    ({ key }) =>
      `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n      DEPLOY_TOKEN: ${key}\n    steps: []\n`,
  ],
  [
    "env quoted",
    ".github/workflows/test.yml",
    ({ symbols }) => `on: push\njobs:\n  a:\n    env:\n      DB_PASSWORD: '${symbols}'\n`,
  ],
  [
    "with",
    ".github/workflows/push.yml",
    ({ alnum }) =>
      `jobs:\n  a:\n    steps:\n      - uses: docker/login-action@v3\n        with:\n          username: ci\n          password: ${alnum}\n`,
  ],
  [
    "run",
    ".github/workflows/run.yml",
    ({ alnum }) =>
      `jobs:\n  a:\n    steps:\n      - run: |\n          echo start\n          curl -u ci:${alnum} https://api.internal\n`,
  ],
  [
    "run export",
    ".github/workflows/export.yml",
    ({ key }) => `jobs:\n  a:\n    steps:\n      - run: export API_KEY=${key} && make\n`,
  ],
  [
    "GITHUB_ENV",
    ".github/workflows/env.yml",
    ({ key }) => `jobs:\n  a:\n    steps:\n      - run: echo "API_TOKEN=${key}" >> "$GITHUB_ENV"\n`,
  ],
  [
    "fallback",
    ".github/workflows/fallback.yml",
    ({ key }) => `jobs:\n  a:\n    env:\n      API_TOKEN: \${{ secrets.API_TOKEN || '${key}' }}\n`,
  ],
  ["GitLab variables", ".gitlab-ci.yml", ({ password }) => `variables:\n  DB_PASSWORD: "${password}"\n`],
  [
    "GitLab script",
    ".gitlab-ci.yml",
    ({ alnum }) => `deploy:\n  script:\n    - docker login -u ci -p ${alnum} registry.internal\n`,
  ],
  ["Azure Pipelines", "azure-pipelines.yml", ({ key }) => `variables:\n  - name: apiSecret\n    value: ${key}\n`],
  [
    "Jenkinsfile",
    "Jenkinsfile",
    ({ password }) => `pipeline {\n  environment {\n    DB_PASSWORD = '${password}'\n  }\n}\n`,
  ],
  ["CircleCI", ".circleci/config.yml", ({ key }) => `jobs:\n  a:\n    environment:\n      NPM_TOKEN: ${key}\n`],
  [
    "Drone",
    ".drone.yml",
    ({ password }) => `steps:\n  - name: push\n    settings:\n      username: ci\n      password: ${password}\n`,
  ],
  [
    "Bitbucket",
    "bitbucket-pipelines.yml",
    ({ alnum }) => `pipelines:\n  default:\n    - step:\n        script:\n          - export SONAR_TOKEN=${alnum}\n`,
  ],
  [
    "service with a real password",
    ".github/workflows/db.yml",
    ({ alnum }) =>
      `jobs:\n  a:\n    services:\n      db:\n        image: registry.internal/db\n        credentials:\n          username: ci\n          password: ${alnum}\n`,
  ],
];
