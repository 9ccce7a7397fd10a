// Secrets in scripts, on command lines, and in what starts programs.
import { toBase64, type Form } from "./form.ts";

export const shell: Form[] = [
  ["assignment", "deploy/run.sh", ({ password }) => `#!/bin/sh\nset -eu\nDB_PASSWORD='${password}'\necho start\n`],
  ["with symbols", "deploy/backup.sh", ({ symbols }) => `#!/bin/bash\nRESTIC_PASSWORD='${symbols}'\n`],
  ["export bare", "env.sh", ({ key }) => `export HETZNER_TOKEN=${key}\n`],
  ["default value", "entrypoint.sh", ({ password }) => `DB_PASSWORD="\${DB_PASSWORD:-${password}}"\n`],
  ["before a command", "migrate.sh", ({ alnum }) => `PGPASSWORD=${alnum} psql -h db -U app -c 'select 1'\n`],
  ["env command", "seed.sh", ({ alnum }) => `env MYSQL_PWD=${alnum} mysqldump app > dump.sql\n`],
  ["readonly", "lib/common.bash", ({ key }) => `readonly API_KEY="${key}"\n`],
  [
    "local variable",
    "lib/auth.sh",
    ({ password }) => `login() {\n  local pw="${password}"\n  curl -sf -d "pw=$pw" https://api\n}\n`,
  ],
  ["array", "rotate.sh", ({ draw }) => `passwords=("${draw.text(20)}" "${draw.text(20)}")\n`],
  [
    "here document",
    "make-env.sh",
    ({ password }) => `cat > /etc/app.conf <<EOF\nhost=db\ndb_password=${password}\nEOF\n`,
  ],
  ["echo into a file", "setup.sh", ({ password }) => `echo "DB_PASSWORD=${password}" >> /etc/app/env\n`],
  ["echo alone", "init.sh", ({ alnum }) => `echo '${alnum}' > /run/secrets/db_password\n`],
  ["read by sed", "patch.sh", ({ alnum }) => `sed -i "s/__DB_PASSWORD__/${alnum}/" app.conf\n`],
  ["test", "check.sh", ({ password }) => `if [ "$PASSWORD" = "${password}" ]; then echo ok; fi\n`],
  ["fish", "config.fish", ({ key }) => `set -gx GITEA_TOKEN ${key}\n`],
  ["csh", ".cshrc", ({ key }) => `setenv API_SECRET ${key}\n`],
  ["declare", "vars.sh", ({ key }) => `declare -x SIGNING_KEY="${key}"\n`],
  ["dollar quotes", "quote.sh", ({ password }) => `export ADMIN_PASSWORD=$'${password}'\n`],
];

export const commands: Form[] = [
  [
    "docker secret create by printf",
    "deploy/secrets.sh",
    ({ alnum }) => `printf '%s' '${alnum}' | docker secret create app_db_v1 -\n`,
  ],
  [
    "docker secret create by printf alone",
    "secrets.sh",
    ({ word }) => `printf "${word}" | docker secret create db_writer_v2 -\n`,
  ],
  [
    "docker secret create by echo",
    "make-secrets.sh",
    ({ symbols }) => `echo -n '${symbols}' | docker secret create app_key -\n`,
  ],
  [
    "docker secret create by here string",
    "create.sh",
    ({ password }) => `docker secret create grafana_admin - <<< '${password}'\n`,
  ],
  ["docker login -p", "push.sh", ({ alnum }) => `docker login -u ci -p ${alnum} registry.internal\n`],
  [
    "docker login by echo",
    "login.sh",
    ({ password }) => `echo ${password} | docker login -u ci --password-stdin registry.internal\n`,
  ],
  ["docker run -e", "start.sh", ({ alnum }) => `docker run -d -e POSTGRES_PASSWORD=${alnum} postgres:16\n`],
  ["docker service --env-add", "update.sh", ({ key }) => `docker service update --env-add JWT_SECRET=${key} app_api\n`],
  ["docker build-arg", "build.sh", ({ key }) => `docker build --build-arg NPM_TOKEN=${key} .\n`],
  [
    "docker swarm join",
    "join.sh",
    ({ draw }) =>
      `docker swarm join --token SWMTKN-1-${draw.text(50, "abcdefghijklmnopqrstuvwxyz0123456789")}-${draw.text(25, "abcdefghijklmnopqrstuvwxyz0123456789")} 10.0.0.1:2377\n`,
  ],
  ["curl -u", "notify.sh", ({ alnum }) => `curl -u ops:${alnum} https://hooks.internal/notify\n`],
  ["curl --user quoted", "status.sh", ({ symbols }) => `curl -s --user 'ops:${symbols}' https://api.internal/status\n`],
  ["curl bearer", "call.sh", ({ key }) => `curl -H "Authorization: Bearer ${key}" https://api.internal/v1\n`],
  ["curl header", "ping.sh", ({ key }) => `curl -H 'X-Api-Key: ${key}' https://api.internal/v1\n`],
  [
    "curl private token",
    "gitlab.sh",
    ({ draw }) => `curl --header "PRIVATE-TOKEN: ${draw.text(20)}" https://git.internal/api/v4/projects\n`,
  ],
  [
    "curl JSON body",
    "signin.sh",
    ({ word }) => `curl -d '{"username":"ops","password":"${word}"}' https://api.internal/login\n`,
  ],
  [
    "curl form body",
    "token.sh",
    ({ key }) =>
      `curl -d "grant_type=client_credentials&client_id=app&client_secret=${encodeURIComponent(key)}" https://sso.internal/token\n`,
  ],
  ["query string", "hook.sh", ({ alnum }) => `wget "https://api.internal/hook?access_token=${alnum}"\n`],
  ["wget", "fetch.sh", ({ password }) => `wget --user=ci --password='${password}' https://files.internal/a.tgz\n`],
  ["mysql -p", "dump.sh", ({ alnum }) => `mysql -u root -p${alnum} app < schema.sql\n`],
  ["mysql -p quoted", "restore.sh", ({ symbols }) => `mysql -uroot -p'${symbols}' app\n`],
  [
    "mysqldump --password",
    "nightly.sh",
    ({ password }) => `mysqldump --user=backup --password=${password} app > a.sql\n`,
  ],
  ["sshpass -p", "ssh.sh", ({ word }) => `sshpass -p '${word}' ssh root@10.0.0.2 uptime\n`],
  ["sshpass bare", "copy.sh", ({ alnum }) => `sshpass -p ${alnum} scp a root@10.0.0.2:/tmp\n`],
  ["redis-cli -a", "flush.sh", ({ alnum }) => `redis-cli -h cache -a ${alnum} FLUSHALL\n`],
  ["redis-cli AUTH", "auth.sh", ({ alnum }) => `redis-cli -h cache AUTH ${alnum}\n`],
  [
    "psql connection words",
    "query.sh",
    ({ password }) => `psql "host=db user=app password=${password} dbname=app" -c 'select 1'\n`,
  ],
  ["mongo", "mongo.sh", ({ alnum }) => `mongosh --username root --password ${alnum} --eval 'db.stats()'\n`],
  ["mongo short", "mongodump.sh", ({ word }) => `mongodump -u backup -p ${word} --db app\n`],
  [
    "openssl pass",
    "sign.sh",
    ({ alnum }) => `openssl pkcs12 -export -in a.crt -inkey a.key -out a.p12 -passout pass:${alnum}\n`,
  ],
  ["keytool", "keystore.sh", ({ alnum }) => `keytool -importcert -keystore a.jks -storepass ${alnum} -noprompt\n`],
  ["ldapsearch", "ldap.sh", ({ alnum }) => `ldapsearch -x -D cn=admin,dc=app -w ${alnum} -b dc=app\n`],
  ["chpasswd", "user.sh", ({ word }) => `echo "deploy:${word}" | chpasswd\n`],
  ["htpasswd -b", "basic.sh", ({ alnum }) => `htpasswd -bc /etc/nginx/.htpasswd ops ${alnum}\n`],
  [
    "kubectl create secret",
    "k8s.sh",
    ({ password }) => `kubectl create secret generic db --from-literal=password='${password}'\n`,
  ],
  ["helm --set", "helm.sh", ({ alnum }) => `helm upgrade app ./chart --set postgresql.auth.password=${alnum}\n`],
  ["vault login", "vault.sh", ({ draw }) => `vault login hvs.${draw.text(90)}\n`],
  ["vault kv put", "kv.sh", ({ password }) => `vault kv put secret/app db_password='${password}'\n`],
  ["aws configure", "aws.sh", ({ draw }) => `aws configure set aws_secret_access_key ${draw.text(40)}\n`],
  ["pulumi config set", "stack.sh", ({ alnum }) => `pulumi config set dbPassword ${alnum}\n`],
  ["gh secret set", "gh.sh", ({ alnum }) => `gh secret set DEPLOY_TOKEN --body "${alnum}"\n`],
  ["smbclient", "nas.sh", ({ word }) => `smbclient //nas/share -U backup%${word} -c ls\n`],
  ["restic", "restic.sh", ({ password }) => `RESTIC_PASSWORD='${password}' restic -r sftp:nas:/b backup /data\n`],
  ["twine", "publish.sh", ({ alnum }) => `twine upload -u ci -p ${alnum} dist/*\n`],
  ["git clone", "clone.sh", ({ alnum }) => `git clone https://ci:${alnum}@git.internal/app.git\n`],
  [
    "git remote x-access-token",
    "remote.sh",
    ({ draw }) => `git remote set-url origin https://x-access-token:ghs_${draw.text(36)}@github.com/a/b\n`,
  ],
  ["expect", "login.exp", ({ word }) => `expect "assword:"\nsend "${word}\\r"\n`],
  ["lftp", "mirror.sh", ({ alnum }) => `lftp -u deploy,${alnum} sftp://web -e 'mirror -R dist /www; quit'\n`],
  ["rabbitmqctl", "rabbit.sh", ({ alnum }) => `rabbitmqctl add_user app ${alnum}\n`],
  ["mc alias", "minio.sh", ({ draw }) => `mc alias set local http://minio:9000 admin ${draw.text(32)}\n`],
  ["sqlcmd", "mssql.sh", ({ word }) => `/opt/mssql-tools/bin/sqlcmd -S db -U sa -P '${word}' -Q 'select 1'\n`],
  [
    "basic header",
    "header.sh",
    ({ alnum }) => `curl -H "Authorization: Basic ${toBase64(`ops:${alnum}`)}" https://api.internal\n`,
  ],
];

export const makefiles: Form[] = [
  ["variable", "Makefile", ({ password }) => `DB_PASSWORD := ${password}\n\nup:\n\tdocker compose up -d\n`],
  ["variable with ?=", "db.mk", ({ key }) => `API_TOKEN ?= ${key}\n`],
  ["recipe", "Makefile", ({ alnum }) => `psql:\n\tPGPASSWORD=${alnum} psql -h db -U app\n`],
  ["export", "GNUmakefile", ({ key }) => `export SECRET_KEY_BASE = ${key}\n`],
  ["justfile", "justfile", ({ password }) => `admin_password := "${password}"\n`],
  ["Taskfile", "Taskfile.yml", ({ password }) => `version: "3"\nenv:\n  DB_PASSWORD: ${password}\n`],
  ["Dockerfile ENV", "Dockerfile", ({ password }) => `FROM alpine\nENV DB_PASSWORD=${password}\n`],
  ["Dockerfile ENV old form", "Dockerfile", ({ key }) => `FROM alpine\nENV API_KEY ${key}\n`],
  ["Dockerfile ARG", "api.Dockerfile", ({ key }) => `FROM alpine\nARG NPM_TOKEN=${key}\n`],
  ["Dockerfile RUN", "Dockerfile.web", ({ alnum }) => `FROM alpine\nRUN echo "root:${alnum}" | chpasswd\n`],
  [
    "Vagrantfile",
    "Vagrantfile",
    ({ password }) => `Vagrant.configure("2") do |config|\n  config.ssh.password = "${password}"\nend\n`,
  ],
  ["Procfile", "Procfile", ({ key }) => `web: SECRET_KEY=${key} node server.js\n`],
];

export const windows: Form[] = [
  ["PowerShell variable", "deploy.ps1", ({ symbols }) => `$password = '${symbols}'\n`],
  ["ConvertTo-SecureString", "cred.ps1", ({ word }) => `$s = ConvertTo-SecureString "${word}" -AsPlainText -Force\n`],
  ["PowerShell environment", "env.ps1", ({ key }) => `$env:API_TOKEN = "${key}"\n`],
  ["PowerShell hash table", "conf.psd1", ({ password }) => `@{\n  User = 'app'\n  Password = '${password}'\n}\n`],
  ["NetworkCredential", "net.ps1", ({ alnum }) => `$c = New-Object System.Net.NetworkCredential("ops", "${alnum}")\n`],
  ["batch set", "run.bat", ({ password }) => `@echo off\nset DB_PASSWORD=${password}\n`],
  ["batch setx", "install.cmd", ({ key }) => `setx API_KEY "${key}"\n`],
  ["net use", "map.bat", ({ word }) => `net use Z: \\\\nas\\share /user:backup ${word}\n`],
  ["net user", "user.cmd", ({ word }) => `net user deploy ${word} /add\n`],
  ["registry file", "app.reg", ({ word }) => `[HKEY_LOCAL_MACHINE\\SOFTWARE\\App]\n"DefaultPassword"="${word}"\n`],
  ["plink", "sync.bat", ({ alnum }) => `plink -ssh root@web -pw ${alnum} uptime\n`],
];

export const services: Form[] = [
  [
    "systemd Environment",
    "app.service",
    ({ alnum }) => `[Service]\nEnvironment=DB_PASSWORD=${alnum}\nExecStart=/app\n`,
  ],
  [
    "systemd Environment quoted",
    "api.service",
    ({ symbols }) => `[Service]\nEnvironment="MODE=x" "SECRET_KEY=${symbols.replaceAll("%", "")}"\n`,
  ],
  [
    "systemd ExecStart",
    "exporter.service",
    ({ alnum }) => `[Service]\nExecStart=/usr/bin/exporter --db.password=${alnum} --listen=:9100\n`,
  ],
  ["systemd override", "app.service.d/override.conf", ({ key }) => `[Service]\nEnvironment=API_TOKEN=${key}\n`],
  ["cron", "crontab", ({ alnum }) => `0 3 * * * root PGPASSWORD=${alnum} pg_dump app > /b/app.sql\n`],
  [
    "cron variable",
    "etc/cron.d/backup",
    ({ password }) => `RESTIC_PASSWORD=${password}\n0 3 * * * root restic backup /data\n`,
  ],
  ["fstab", "fstab", ({ alnum }) => `//nas/b /b cifs username=backup,password=${alnum},vers=3.0 0 0\n`],
  [
    "launchd",
    "app.plist",
    ({ key }) =>
      `<dict><key>EnvironmentVariables</key><dict><key>API_TOKEN</key><string>${key}</string></dict></dict>\n`,
  ],
  ["wpa_supplicant", "wpa_supplicant.conf", ({ word }) => `network={\n  ssid="bus"\n  psk="${word}"\n}\n`],
  ["WireGuard", "wg0.conf", ({ draw }) => `[Interface]\nPrivateKey = ${draw.text(42)}A=\nAddress = 10.0.0.1/24\n`],
  ["cloud-init", "user-data.yaml", ({ word }) => `#cloud-config\npassword: ${word}\nchpasswd: { expire: False }\n`],
  ["cloud-init chpasswd", "cloud-init.yml", ({ word }) => `#cloud-config\nchpasswd:\n  list: |\n    deploy:${word}\n`],
  [
    "PM2",
    "ecosystem.config.js",
    ({ key }) => `module.exports = { apps: [{ name: 'api', env: { JWT_SECRET: '${key}' } }] };\n`,
  ],
];

export const proxies: Form[] = [
  [
    "nginx proxy header",
    "nginx.conf",
    ({ alnum }) => `location / {\n  proxy_set_header Authorization "Basic ${toBase64(`ops:${alnum}`)}";\n}\n`,
  ],
  ["nginx bearer", "conf.d/api.conf", ({ key }) => `proxy_set_header Authorization "Bearer ${key}";\n`],
  ["nginx API key", "api.conf", ({ key }) => `proxy_set_header X-Api-Key ${key};\n`],
  ["nginx variable", "sites/app.conf", ({ key }) => `set $api_secret "${key}";\n`],
  [
    "Caddy basic auth",
    "Caddyfile",
    ({ draw }) => `app.internal {\n  basic_auth {\n    ops $2a$14$${draw.text(53)}\n  }\n}\n`,
  ],
  ["Caddy DNS token", "Caddyfile", ({ draw }) => `tls {\n  dns cloudflare ${draw.text(40)}\n}\n`],
  ["haproxy", "haproxy.cfg", ({ alnum }) => `userlist ops\n  user admin insecure-password ${alnum}\n`],
  ["haproxy stats", "haproxy/haproxy.cfg", ({ alnum }) => `listen stats\n  stats auth admin:${alnum}\n`],
  ["Apache SetEnv", "vhost.conf", ({ key }) => `SetEnv API_SECRET ${key}\n`],
  ["Apache ldap", "httpd.conf", ({ password }) => `AuthLDAPBindPassword "${password}"\n`],
  ["squid", "squid.conf", ({ alnum }) => `cache_peer proxy parent 3128 0 login=ops:${alnum}\n`],
  [
    "Prometheus basic auth",
    "prometheus.yml",
    ({ password }) =>
      `scrape_configs:\n  - job_name: api\n    basic_auth:\n      username: prom\n      password: ${password}\n`,
  ],
  ["Alertmanager", "alertmanager.yml", ({ draw }) => `global:\n  smtp_auth_password: '${draw.text(16)}'\n`],
  [
    "Grafana data source",
    "datasources.yaml",
    ({ password }) =>
      `datasources:\n  - name: db\n    type: postgres\n    secureJsonData:\n      password: "${password}"\n`,
  ],
];
