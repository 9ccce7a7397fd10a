// Secrets in files of settings that are lists of names and values.
import type { Form } from "./form.ts";

export const dotenv: Form[] = [
  ["bare", ".env.staging", ({ password }) => `APP_PORT=3000\nDB_PASSWORD=${password}\n`],
  ["single quotes", "deploy/.env", ({ symbols }) => `SMTP_PASSWORD='${symbols}'\n`],
  ["double quotes", ".env.local", ({ key }) => `SESSION_SECRET="${key}"\n`],
  ["export", ".envrc", ({ key }) => `export API_TOKEN=${key}\n`],
  ["spaces", "config/app.env", ({ password }) => `MAIL_PASS = ${password}\n`],
  ["file with another ending", "prod.env", ({ alnum }) => `GRAFANA_ADMIN_PASSWORD=${alnum}\n`],
  ["example with a real value", ".env.example", ({ key }) => `APP_PORT=3000\nSTRIPE_SECRET=${key}\n`],
  ["sample with a real value", ".env.sample", ({ symbols }) => `SECRET_KEY='${symbols}'\n`],
  ["commented out", "docker/app.env", ({ password }) => `# DB_PASSWORD=${password}\nDB_HOST=db\n`],
  ["comment after it", "worker.env", ({ password }) => `REDIS_PASSWORD=${password} # rotated in May\n`],
  ["lower case", "settings.env", ({ password }) => `db_password=${password}\n`],
  ["URI", "api.env", ({ alnum }) => `DATABASE_URL=postgresql://api:${alnum}@db:5432/api?sslmode=disable\n`],
  ["many lines", "stack.env", ({ key, word }) => `A=1\nB=2\nLOG=info\nENCRYPTION_KEY=${key}\nADMIN_PASS=${word}\n`],
  ["env folder", "env/api", ({ key }) => `PORT=80\nCLIENT_SECRET=${key}\n`],
];

export const ini: Form[] = [
  ["INI section", "config/app.ini", ({ password }) => `[database]\nhost = db\nuser = app\npassword = ${password}\n`],
  ["INI colon", "setup.cfg", ({ password }) => `[smtp]\npassword: ${password}\n`],
  [
    "grafana.ini",
    "grafana/grafana.ini",
    ({ symbols }) => `[security]\nadmin_user = admin\nadmin_password = """${symbols}"""\n`,
  ],
  ["grafana.ini bare", "grafana.ini", ({ key }) => `[security]\nsecret_key = ${key}\n`],
  ["alembic", "alembic.ini", ({ alnum }) => `[alembic]\nsqlalchemy.url = postgresql+psycopg2://app:${alnum}@db/app\n`],
  ["TOML", "config.toml", ({ symbols }) => `[database]\npassword = '${symbols}'\n`],
  [
    "TOML inline table",
    "settings.toml",
    ({ password }) => `smtp = { host = "mail", user = "app", password = "${password}" }\n`,
  ],
  ["TOML multi-line", "app.toml", ({ pem }) => `[tls]\nkey = """\n${pem}"""\n`],
  [
    "Streamlit secrets",
    ".streamlit/secrets.toml",
    ({ password }) => `db_username = "app"\ndb_password = "${password}"\n`,
  ],
  [
    "runner",
    "config/config.toml",
    ({ draw }) => `[[runners]]\n  name = "ci"\n  url = "https://git.internal"\n  token = "${draw.text(20)}"\n`,
  ],
  [
    "traefik users",
    "traefik/dynamic.toml",
    ({ draw }) => `[http.middlewares.auth.basicAuth]\nusers = ["ops:$apr1$${draw.text(8)}$${draw.text(22)}"]\n`,
  ],
  ["redis.conf", "redis/redis.conf", ({ password }) => `bind 0.0.0.0\nrequirepass ${password}\n`],
  ["redis.conf masterauth", "redis.conf", ({ alnum }) => `masterauth ${alnum}\n`],
  ["redis ACL", "users.acl", ({ alnum }) => `user app on >${alnum} ~* +@all\n`],
  ["pgbouncer", "pgbouncer/userlist.txt", ({ alnum }) => `"app" "${alnum}"\n`],
  [
    "pgbouncer.ini",
    "pgbouncer.ini",
    ({ password }) => `[databases]\napp = host=db port=5432 user=app password=${password}\n`,
  ],
  ["rabbitmq.conf", "rabbitmq.conf", ({ password }) => `default_user = app\ndefault_pass = ${password}\n`],
  ["php.ini", "php.ini", ({ password }) => `mysqli.default_pw = "${password}"\n`],
  ["odoo.conf", "odoo.conf", ({ word }) => `[options]\nadmin_passwd = ${word}\ndb_password = ${word}x\n`],
  [
    "supervisor",
    "supervisord.conf",
    ({ alnum }) => `[program:api]\ncommand=/app\nenvironment=MODE="x",API_SECRET="${alnum}"\n`,
  ],
];

export const json: Form[] = [
  [
    "nested",
    "config/default.json",
    ({ password }) => `{\n  "db": {\n    "user": "app",\n    "password": "${password}"\n  }\n}\n`,
  ],
  ["one line", "conf.json", ({ key }) => `{"host":"api","port":443,"apiKey":"${key}"}\n`],
  ["escaped characters", "app.json", ({ symbols }) => JSON.stringify({ clientSecret: symbols }, undefined, 2)],
  [
    "JSON in JSON",
    "task-definition.json",
    ({ password }) => JSON.stringify({ body: JSON.stringify({ db_password: password }) }),
  ],
  [
    "name and value",
    "ecs/task.json",
    ({ password }) =>
      JSON.stringify(
        {
          environment: [
            { name: "MODE", value: "x" },
            { name: "DB_PASSWORD", value: password },
          ],
        },
        undefined,
        2,
      ),
  ],
  [
    "value before name",
    "ecs/container.json",
    ({ key }) => JSON.stringify({ environment: [{ value: key, name: "JWT_SECRET" }] }, undefined, 2),
  ],
  [
    "key and value",
    "parameters.json",
    ({ password }) => JSON.stringify([{ ParameterKey: "DBPassword", ParameterValue: password }], undefined, 2),
  ],
  [
    "ARM parameters",
    "azuredeploy.parameters.json",
    ({ symbols }) => JSON.stringify({ parameters: { adminPassword: { value: symbols } } }, undefined, 2),
  ],
  [
    "Docker daemon auth",
    "docker/config.json",
    ({ password }) =>
      JSON.stringify(
        { auths: { "registry.internal": { auth: Buffer.from(`deploy:${password}`).toString("base64") } } },
        undefined,
        2,
      ),
  ],
  [
    "Docker identity token",
    ".docker/config.json",
    ({ draw }) => JSON.stringify({ auths: { "registry.internal": { identitytoken: draw.text(64) } } }),
  ],
  [
    "Postman",
    "api.postman_collection.json",
    ({ password }) =>
      JSON.stringify(
        {
          auth: {
            type: "basic",
            basic: [
              { key: "username", value: "ops" },
              { key: "password", value: password, type: "string" },
            ],
          },
        },
        undefined,
        2,
      ),
  ],
  [
    "VS Code settings",
    ".vscode/settings.json",
    ({ password }) =>
      `{\n  // the test database\n  "sqltools.connections": [{ "name": "db", "username": "app", "password": "${password}" }],\n}\n`,
  ],
  [
    "service account",
    "gcp.json",
    ({ pem, hex }) =>
      JSON.stringify(
        { type: "service_account", project_id: "app", private_key_id: hex.slice(0, 32), private_key: pem },
        undefined,
        2,
      ),
  ],
  [
    "JWK",
    "jwk.json",
    ({ draw }) => JSON.stringify({ kty: "EC", crv: "P-256", x: draw.text(43), y: draw.text(43), d: draw.text(43) }),
  ],
  ["JWK oct", "keys/jwks.json", ({ draw }) => JSON.stringify({ keys: [{ kty: "oct", kid: "a", k: draw.text(43) }] })],
  ["JSON5", "config.json5", ({ password }) => `{\n  smtp: { user: 'app', pass: '${password}' },\n}\n`],
  [
    "composer auth",
    "auth.json",
    ({ draw }) =>
      JSON.stringify({ "http-basic": { "repo.internal": { username: "ci", password: draw.text(24) } } }, undefined, 4),
  ],
  ["ejson-like list", "users.json", ({ word }) => JSON.stringify([{ login: "ops", pwd: word }], undefined, 2)],
];

export const xml: Form[] = [
  [
    "Maven settings",
    ".m2/settings.xml",
    ({ password }) =>
      `<settings><servers><server>\n  <id>nexus</id>\n  <username>ci</username>\n  <password>${password}</password>\n</server></servers></settings>\n`,
  ],
  [
    "attribute",
    "persistence.xml",
    ({ password }) => `<property name="javax.persistence.jdbc.password" value="${password}"/>\n`,
  ],
  ["attribute value first", "beans.xml", ({ key }) => `<property value="${key}" name="clientSecret"/>\n`],
  [
    "Tomcat users",
    "tomcat-users.xml",
    ({ word }) => `<tomcat-users>\n  <user username="ops" password="${word}" roles="manager-gui"/>\n</tomcat-users>\n`,
  ],
  [
    "web.config",
    "web.config",
    ({ symbols }) =>
      `<appSettings>\n  <add key="SmtpPassword" value="${symbols.replaceAll("&", "&amp;")}" />\n</appSettings>\n`,
  ],
  [
    "connection string",
    "App.config",
    ({ alnum }) =>
      `<connectionStrings>\n  <add name="Main" connectionString="Server=db;Database=app;User Id=app;Password=${alnum};" />\n</connectionStrings>\n`,
  ],
  [
    "machine key",
    "Web.config",
    ({ draw }) =>
      `<machineKey validationKey="${draw.text(64, "0123456789ABCDEF")}" decryptionKey="${draw.text(48, "0123456789ABCDEF")}" />\n`,
  ],
  [
    "CDATA",
    "jobs/config.xml",
    ({ symbols }) => `<credentials><secret><![CDATA[${symbols.replaceAll("]", "")}]]></secret></credentials>\n`,
  ],
  [
    "NuGet",
    "NuGet.Config",
    ({ draw }) =>
      `<packageSourceCredentials><feed>\n  <add key="Username" value="ci" />\n  <add key="ClearTextPassword" value="${draw.text(52, "abcdefghijklmnopqrstuvwxyz234567")}" />\n</feed></packageSourceCredentials>\n`,
  ],
  [
    "plist",
    "Info.plist",
    ({ key }) => `<plist><dict>\n  <key>APISecret</key>\n  <string>${key}</string>\n</dict></plist>\n`,
  ],
  [
    "Android strings",
    "res/values/strings.xml",
    ({ key }) => `<resources>\n  <string name="client_secret">${key}</string>\n</resources>\n`,
  ],
  [
    "hibernate",
    "hibernate.cfg.xml",
    ({ password }) => `<property name="hibernate.connection.password">${password}</property>\n`,
  ],
];

export const dotFiles: Form[] = [
  [".pgpass", ".pgpass", ({ alnum }) => `db:5432:app:app:${alnum}\n`],
  [".pgpass with marks", "home/.pgpass", ({ word }) => `# host\n*:*:*:postgres:${word}\n`],
  [".netrc", ".netrc", ({ password }) => `machine git.internal login ci password ${password}\n`],
  [".netrc in lines", "_netrc", ({ password }) => `machine git.internal\n  login ci\n  password ${password}\n`],
  [".npmrc token", ".npmrc", ({ draw }) => `//registry.internal/:_authToken=${draw.text(36)}\n`],
  [
    ".npmrc _auth",
    "app/.npmrc",
    ({ password }) => `registry=https://npm.internal/\n_auth=${Buffer.from(`ci:${password}`).toString("base64")}\n`,
  ],
  [
    ".npmrc _password",
    "web/.npmrc",
    ({ password }) =>
      `//npm.internal/:username=ci\n//npm.internal/:_password=${Buffer.from(password).toString("base64")}\n`,
  ],
  [".yarnrc.yml", ".yarnrc.yml", ({ draw }) => `npmScopes:\n  app:\n    npmAuthToken: ${draw.text(36)}\n`],
  [
    ".pypirc",
    ".pypirc",
    ({ password }) => `[pypi-internal]\nrepository = https://pypi.internal\nusername = ci\npassword = ${password}\n`,
  ],
  ["pip.conf", "pip.conf", ({ alnum }) => `[global]\nindex-url = https://ci:${alnum}@pypi.internal/simple\n`],
  [".my.cnf", ".my.cnf", ({ symbols }) => `[client]\nuser=root\npassword="${symbols}"\n`],
  [".git-credentials", ".git-credentials", ({ alnum }) => `https://ci:${alnum}@git.internal\n`],
  [
    ".dockercfg",
    ".dockercfg",
    ({ alnum }) =>
      JSON.stringify({
        "registry.internal": { auth: Buffer.from(`ci:${alnum}`).toString("base64"), email: "ci@example.invalid" },
      }),
  ],
  [".htpasswd", ".htpasswd", ({ draw }) => `ops:$apr1$${draw.text(8)}$${draw.text(22)}\n`],
  [".htpasswd bcrypt", "nginx/.htpasswd", ({ draw }) => `ops:$2y$10$${draw.text(53)}\n`],
  [
    ".s3cfg",
    ".s3cfg",
    ({ draw }) =>
      `[default]\naccess_key = AKIA${draw.text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}\nsecret_key = ${draw.text(40)}\n`,
  ],
  [".aws/credentials", ".aws/credentials", ({ draw }) => `[default]\naws_secret_access_key = ${draw.text(40)}\n`],
  [".boto", ".boto", ({ draw }) => `[Credentials]\ngs_secret_access_key = ${draw.text(40)}\n`],
  [".bashrc", ".bashrc", ({ key }) => `alias ll='ls -l'\nexport DEPLOY_TOKEN=${key}\n`],
  [".curlrc", ".curlrc", ({ password }) => `user = "ci:${password}"\n`],
  [".smbcredentials", ".smbcredentials", ({ password }) => `username=nas\npassword=${password}\n`],
  [".esmtprc", ".msmtprc", ({ password }) => `account default\nhost mail\nuser app\npassword ${password}\n`],
  ["fetchmailrc", ".fetchmailrc", ({ password }) => `poll mail protocol imap user "app" password "${password}"\n`],
  ["gradle.properties", "gradle.properties", ({ password }) => `nexusUsername=ci\nnexusPassword=${password}\n`],
  ["wgetrc", ".wgetrc", ({ password }) => `http_user = ci\nhttp_password = ${password}\n`],
  [
    "terraformrc",
    ".terraformrc",
    ({ draw }) => `credentials "app.terraform.io" {\n  token = "${draw.text(14)}.atlasv1.${draw.text(67)}"\n}\n`,
  ],
];
