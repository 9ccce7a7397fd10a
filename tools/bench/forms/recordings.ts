// Secrets in recordings, tests of interfaces, tables, dumps and logs.
import { toBase64, type Form } from "./form.ts";

const json = (value: unknown): string => JSON.stringify(value, undefined, 2);

export const recordings: Form[] = [
  [
    "HAR form parameter",
    "a.har",
    ({ any }) =>
      json({
        postData: {
          params: [
            { name: "user", value: "ops" },
            { name: "password", value: any },
          ],
        },
      }),
  ],
  [
    "HAR form text",
    "b.har",
    ({ any }) =>
      json({
        postData: {
          mimeType: "application/x-www-form-urlencoded",
          text: `user=ops&password=${encodeURIComponent(any)}`,
        },
      }),
  ],
  ["HAR JSON text", "c.har", ({ any }) => json({ postData: { text: JSON.stringify({ user: "ops", password: any }) } })],
  ["HAR cookie", "d.har", ({ draw }) => json({ cookies: [{ name: "session", value: draw.text(40) }] })],
  ["HAR query", "e.har", ({ any }) => json({ queryString: [{ name: "api_key", value: any }] })],
  [
    "curl -v basic",
    "curl.txt",
    ({ any }) => `> GET /v1 HTTP/1.1\n> Host: api.internal\n> Authorization: Basic ${toBase64(`ops:${any}`)}\n`,
  ],
  [
    "curl -v cookie",
    "curl2.txt",
    ({ draw }) =>
      `> GET / HTTP/1.1\n> Cookie: sessionid=${draw.text(32, "0123456789abcdefghijklmnopqrstuvwxyz")}; lang=de\n`,
  ],
  ["curl -v key", "curl3.txt", ({ any }) => `> POST /v1 HTTP/2\n> x-api-key: ${any}\n`],
  ["curl header", "h1.sh", ({ any }) => `curl -H "X-Api-Key: ${any}" https://api.internal\n`],
  ["curl private token", "h2.sh", ({ any }) => `curl --header 'PRIVATE-TOKEN: ${any}' https://git.internal/api/v4\n`],
  ["curl data", "h3.sh", ({ any }) => `curl -d 'user=ops&password=${any}' https://api.internal/login\n`],
  [
    "curl JSON",
    "h4.sh",
    ({ any }) => `curl -X POST --data '{"user":"ops","password":"${any}"}' https://api.internal\n`,
  ],
  [
    "curl escaped JSON",
    "h5.sh",
    ({ any }) => `curl --json "{\\"user\\":\\"ops\\",\\"password\\":\\"${any}\\"}" https://api.internal\n`,
  ],
  ["curl form", "h6.sh", ({ any }) => `curl -F user=ops -F password=${any} https://api.internal\n`],
  [
    "curl cookie",
    "h7.sh",
    ({ draw }) => `curl -b 'JSESSIONID=${draw.text(32, "0123456789ABCDEF")}' https://api.internal\n`,
  ],
  ["curl query", "h8.sh", ({ any }) => `curl "https://api.internal/v1?token=${any}&x=1"\n`],
  ["wget", "h9.sh", ({ any }) => `wget --http-user=ops --http-password='${any}' https://x.internal/f\n`],
  ["httpie header", "h10.sh", ({ any }) => `http GET api.internal/v1 Authorization:"Token ${any}"\n`],
  ["httpie field", "h11.sh", ({ any }) => `http POST api.internal/login user=ops password='${any}'\n`],
  ["grpcurl", "h12.sh", ({ any }) => `grpcurl -H 'x-api-token: ${any}' api:443 list\n`],
  ["rest client", "a.http", ({ any }) => `GET https://api.internal/v1\nAuthorization: Basic ops ${any}\n`],
  ["rest client pair", "b.http", ({ any }) => `GET https://api.internal/v1\nAuthorization: Basic ops:${any}\n`],
  [
    "rest client variable",
    "c.http",
    ({ any }) => `@host = api.internal\n@apiToken = ${any}\n\nGET https://{{host}}/v1\n`,
  ],
  [
    "rest client body",
    "d.http",
    ({ any }) =>
      `POST https://api.internal/login\nContent-Type: application/json\n\n{ "user": "ops", "password": "${any}" }\n`,
  ],
  [
    "rest client form",
    "e.http",
    ({ any }) =>
      `POST https://api.internal/login\nContent-Type: application/x-www-form-urlencoded\n\nuser=ops&password=${any}\n`,
  ],
  ["http-client.env", "http-client.env.json", ({ any }) => json({ dev: { user: "ops", token: any } })],
  [
    "Postman variable",
    "env.postman_environment.json",
    ({ any }) => json({ values: [{ key: "apiToken", value: any, enabled: true }] }),
  ],
  [
    "Postman key auth",
    "b.postman_collection.json",
    ({ any }) =>
      json({
        auth: {
          type: "apikey",
          apikey: [
            { key: "value", value: any },
            { key: "key", value: "X-Api-Key" },
          ],
        },
      }),
  ],
  [
    "Postman bearer",
    "c.postman_collection.json",
    ({ any }) => json({ auth: { type: "bearer", bearer: [{ key: "token", value: any, type: "string" }] } }),
  ],
  [
    "Postman raw body",
    "d.postman_collection.json",
    ({ any }) => json({ body: { mode: "raw", raw: `{\n  "login": "ops",\n  "password": "${any}"\n}` } }),
  ],
  [
    "Insomnia",
    "insomnia.json",
    ({ any }) => json({ authentication: { type: "basic", username: "ops", password: any } }),
  ],
  ["Bruno", "login.bru", ({ any }) => `auth:basic {\n  username: ops\n  password: ${any}\n}\n`],
  ["Hurl", "login.hurl", ({ any }) => `POST https://api.internal/login\n[FormParams]\nuser: ops\npassword: ${any}\n`],
  ["Hurl basic", "basic.hurl", ({ any }) => `GET https://api.internal\n[BasicAuth]\nops: ${any}\n`],
  [
    "cassette body",
    "vcr/a.yml",
    ({ any }) =>
      `- request:\n    body:\n      string: grant_type=password&username=ops&password=${encodeURIComponent(any)}\n`,
  ],
  [
    "cassette key in URI",
    "vcr/b.yml",
    ({ any }) => `- request:\n    uri: https://api.internal/v1?api_key=${encodeURIComponent(any)}\n`,
  ],
  ["cassette list", "vcr/c.yml", ({ any }) => `    headers:\n      X-Api-Key:\n      - ${JSON.stringify(any)}\n`],
  [
    "cassette set-cookie",
    "vcr/d.yml",
    ({ draw }) => `    headers:\n      Set-Cookie:\n      - _session=${draw.text(64)}; path=/; HttpOnly\n`,
  ],
  [
    "cassette response",
    "vcr/e.yml",
    ({ any }) => `  response:\n    body:\n      string: '{"access_token":"${any}","expires_in":3600}'\n`,
  ],
  ["k6", "load.js", ({ any }) => `http.post(url, JSON.stringify({ user: 'ops', password: '${any}' }));\n`],
  [
    "JMeter",
    "plan.jmx",
    ({ any }) =>
      `<elementProp name="password" elementType="HTTPArgument">\n  <stringProp name="Argument.value">${any}</stringProp>\n</elementProp>\n`,
  ],
  [
    "JMeter authorisation",
    "auth.jmx",
    ({ any }) =>
      `<stringProp name="Authorization.username">ops</stringProp>\n<stringProp name="Authorization.password">${any}</stringProp>\n`,
  ],
  ["Cypress environment", "cypress.env.json", ({ any }) => json({ username: "ops", password: any })],
  ["Cypress type", "login.cy.js", ({ any }) => `cy.get('#password').type('${any}');\n`],
  ["Playwright label", "login.spec.ts", ({ any }) => `await page.getByLabel('Password').fill('${any}');\n`],
  ["Robot Framework", "login.robot", ({ any }) => `    Input Password    id=password    ${any}\n`],
  ["Robot variable", "vars.robot", ({ any }) => `*** Variables ***\n\${PASSWORD}    ${any}\n`],
  ["Karate", "api.feature", ({ any }) => `    And param api_key = '${any}'\n`],
  [
    "Gherkin table",
    "users.feature",
    ({ any }) => `    Given the users:\n      | user | password |\n      | ops  | ${any} |\n`,
  ],
  ["Gherkin sentence", "sign.feature", ({ any }) => `    When I fill in "Password" with "${any}"\n`],
  ["WireMock", "mapping.json", ({ any }) => json({ request: { headers: { "X-Api-Key": { equalTo: any } } } })],
  [
    "SoapUI",
    "soap.xml",
    ({ any }) =>
      `<con:credentials><con:username>ops</con:username><con:password>${any}</con:password></con:credentials>\n`,
  ],
  [
    "WS-Security",
    "envelope.xml",
    ({ any }) =>
      `<wsse:UsernameToken><wsse:Username>ops</wsse:Username><wsse:Password Type="http://x#PasswordText">${any}</wsse:Password></wsse:UsernameToken>\n`,
  ],
  [
    "GraphQL variables",
    "login.json",
    ({ any }) => json({ query: "mutation L($u: String!) { l }", variables: { user: "ops", password: any } }),
  ],
  [
    "OpenAPI example",
    "api.yaml",
    ({ any }) => `properties:\n  password:\n    type: string\n    example: ${JSON.stringify(any)}\n`,
  ],
  [
    "pytest parametrize",
    "test_login.py",
    ({ any }) => `@pytest.mark.parametrize("user,password", [("ops", "${any}")])\n`,
  ],
  ["xUnit data", "LoginTests.cs", ({ any }) => `[InlineData("password", "${any}")]\n`],
  ["fixture file", "fixtures/users.yml", ({ any }) => `ops:\n  login: ops\n  password: "${any}"\n`],
];

export const tables: Form[] = [
  ["CSV pw", "a.csv", ({ any }) => `host,user,pw\ndb1,root,${any}\n`],
  ["CSV with blanks", "b.csv", ({ any }) => `Host, Login Name, Login Password\ndb1, root, ${any}\n`],
  ["CSV in German", "c.csv", ({ any }) => `Dienst;Benutzer;Kennwort\nNAS;admin;${any}\n`],
  ["CSV quoted", "d.csv", ({ any }) => `"Title","Username","Password","URL"\n"NAS","admin","${any}","http://nas"\n`],
  ["CSV with commas in a cell", "e.csv", ({ any }) => `"name","note","password"\n"NAS","cellar, left","${any}"\n`],
  ["CSV after a comment", "f.csv", ({ any }) => `# exported\nuser,password\nops,${any}\n`],
  ["CSV in a text file", "g.txt", ({ any }) => `user,password,role\nops,${any},admin\n`],
  ["pipe separated", "h.psv", ({ any }) => `user|password|role\nops|${any}|admin\n`],
  [
    "psql output",
    "i.txt",
    ({ any }) => ` id | login |  password\n----+-------+----------\n  1 | ops   | ${any}\n(1 row)\n`,
  ],
  [
    "MySQL output",
    "j.txt",
    ({ any }) =>
      `+----+-------+------------+\n| id | login | password   |\n+----+-------+------------+\n|  1 | ops   | ${any} |\n+----+-------+------------+\n`,
  ],
  [
    "MySQL vertical",
    "k.txt",
    ({ any }) =>
      `*************************** 1. row ***************************\n      id: 1\n   login: ops\npassword: ${any}\n`,
  ],
  [
    "dump with its table",
    "l.sql",
    ({ any }) =>
      `CREATE TABLE \`users\` (\n  \`id\` int NOT NULL,\n  \`login\` varchar(40),\n  \`password\` varchar(80),\n  PRIMARY KEY (\`id\`)\n);\nINSERT INTO \`users\` VALUES (1,'ops','${any}'),(2,'app','${any}x');\n`,
  ],
  ["COPY", "m.sql", ({ any }) => `COPY public.users (id, login, password) FROM stdin;\n1\tops\t${any}\n\\.\n`],
  [
    "INSERT over lines",
    "n.sql",
    ({ any }) => `INSERT INTO accounts (id, email, api_key, active)\nVALUES\n  (1, 'ops@internal', '${any}', true);\n`,
  ],
  ["INSERT SET", "o.sql", ({ any }) => `INSERT INTO users SET login='ops', password='${any}';\n`],
  ["UPDATE", "p.sql", ({ any }) => `UPDATE settings SET value = '${any}' WHERE name = 'smtp_password';\n`],
  ["UPDATE column", "q.sql", ({ any }) => `UPDATE users SET password = '${any}' WHERE login = 'ops';\n`],
  ["hash function", "r.sql", ({ any }) => `INSERT INTO users (login, pw) VALUES ('ops', SHA2('${any}', 256));\n`],
  ["LDIF", "s.ldif", ({ any }) => `dn: uid=ops,dc=app\nuid: ops\nuserPassword: ${any}\n`],
  ["LDIF base64", "t.ldif", ({ any }) => `dn: uid=ops,dc=app\nuserPassword:: ${toBase64(any)}\n`],
  ["JSON lines", "u.jsonl", ({ any }) => `{"login":"ops","password":"${any}"}\n{"login":"app","password":"${any}x"}\n`],
  [
    "KeePass",
    "v.xml",
    ({ any }) =>
      `<Entry><String><Key>UserName</Key><Value>ops</Value></String><String><Key>Password</Key><Value ProtectInMemory="True">${any}</Value></String></Entry>\n`,
  ],
  [
    "Bitwarden",
    "w.json",
    ({ any }) => json({ items: [{ name: "NAS", login: { username: "ops", password: any, totp: null } }] }),
  ],
  ["fixed width", "x.lst", ({ any }) => `HOST      USER      PASSWORD\ndb1       root      ${any}\n`],
  ["MongoDB", "y.js", ({ any }) => `db.createUser({ user: "app", pwd: "${any}", roles: ["readWrite"] });\n`],
  ["Redis dump of commands", "z.txt", ({ any }) => `SET session:secret ${any}\nAUTH ${any}\n`],
  [
    "Django fixture",
    "users.json",
    ({ any }) => json([{ model: "app.account", pk: 1, fields: { login: "ops", api_token: any } }]),
  ],
  [
    "XML rows",
    "rows.xml",
    ({ any }) => `<row><field name="login">ops</field><field name="password">${any}</field></row>\n`,
  ],
];

export const logs: Form[] = [
  [
    "connection string",
    "a.log",
    ({ any }) => `INFO pool: connecting to Server=db;User Id=app;Password=${any};Pooling=true\n`,
  ],
  ["command line", "b.log", ({ any }) => `+ mysqldump -h db -u backup -p${any} app\n`],
  ["argument list", "c.log", ({ any }) => `DEBUG exec args=["pg_dump", "--username=app", "--password=${any}"]\n`],
  ["ps", "ps.txt", ({ any }) => `root  4211  0.0  java -Ddb.password=${any} -jar app.jar\n`],
  ["environment", "env.txt", ({ any }) => `HOME=/root\nDB_PASSWORD=${any}\nPATH=/usr/bin\n`],
  [
    "docker inspect",
    "inspect.json",
    ({ any }) => json([{ Config: { Env: ["PATH=/usr/bin", `MYSQL_PASSWORD=${any}`] } }]),
  ],
  [
    "request line",
    "access.log",
    ({ any }) =>
      `10.0.0.9 - - [01/Jan/2026:10:00:00 +0000] "GET /api?api_key=${encodeURIComponent(any)} HTTP/1.1" 200 12\n`,
  ],
  ["login form", "debug.log", ({ any }) => `DEBUG Parameters: {"user"=>"ops", "password"=>"${any}"}\n`],
  ["Python dict", "py.log", ({ any }) => `DEBUG config={'user': 'app', 'password': '${any}', 'port': 5432}\n`],
  [
    "Java toString",
    "java.log",
    ({ any }) => `INFO DataSource{url=jdbc:mysql://db/app, username=app, password=${any}}\n`,
  ],
  ["Go struct", "go.log", ({ any }) => `level=debug msg="config" cfg="{Host:db User:app Password:${any} Port:5432}"\n`],
  ["logfmt", "logfmt.log", ({ any }) => `level=info user=ops token=${any} msg=ok\n`],
  ["JSON log", "json.log", ({ any }) => `{"level":"info","msg":"login","password":"${any}"}\n`],
  [
    "generated password",
    "mysqld.log",
    ({ any }) => `[Note] A temporary password is generated for root@localhost: ${any}\n`,
  ],
  [
    "initial password",
    "jenkins.log",
    ({ hex }) =>
      `Please use the following password to proceed to installation:\n\n${hex.slice(0, 32)}\n\nThis may also be found at: /var/jenkins_home/secrets/initialAdminPassword\n`,
  ],
  ["elastic set-up", "elastic.out", ({ any }) => `Changed password for user elastic\nPASSWORD elastic = ${any}\n`],
  [
    "kubeadm",
    "kubeadm.out",
    ({ draw }) =>
      `kubeadm join 10.0.0.1:6443 --token ${draw.text(6, "0123456789abcdef")}.${draw.text(16, "0123456789abcdefghijklmnopqrstuvwxyz")}\n`,
  ],
  ["set -x", "trace.out", ({ any }) => `+ export API_TOKEN=${any}\n+ API_TOKEN=${any}\n`],
  ["terraform output", "tf.out", ({ any }) => `Outputs:\n\ndb_host = "db.internal"\ndb_password = "${any}"\n`],
  ["ansible output", "ansible.out", ({ any }) => `ok: [db1] => {\n    "db_password": "${any}"\n}\n`],
  ["HTTP header", "http.log", ({ any }) => `DEBUG >> X-Auth-Token: ${any}[\\r][\\n]\n`],
  ["history", ".bash_history", ({ any }) => `cd /srv\nmysql -u root -p${any}\nexit\n`],
  ["history export", ".zsh_history", ({ any }) => `: 1700000000:0;export DB_PASSWORD=${any}\n`],
  ["psql history", ".psql_history", ({ any }) => `ALTER USER app WITH PASSWORD '${any}';\n`],
  ["FTP session", "ftp.log", ({ any }) => `> USER web\n< 331 Password required\n> PASS ${any}\n`],
  ["IMAP session", "imap.log", ({ any }) => `C: a1 LOGIN ops ${any}\nS: a1 OK\n`],
  ["Redis monitor", "redis.log", ({ any }) => `1700000000.1 [0 10.0.0.2:4000] "AUTH" "${any}"\n`],
  ["SMTP plain", "smtp.log", ({ any }) => `>>> AUTH PLAIN ${toBase64(`\0ops\0${any}`)}\n`],
];
