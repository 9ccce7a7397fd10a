// Secrets in what sets machines up: configuration management, infrastructure as code, data platforms, CI, editors.
import type { Form } from "./form.ts";

const json = (value: unknown): string => JSON.stringify(value, undefined, 2);

export const machines: Form[] = [
  [
    "Ansible inventory",
    "inventory.ini",
    ({ any }) => `[web]\nweb1 ansible_host=10.0.0.1 ansible_user=ops ansible_ssh_pass=${any}\n`,
  ],
  ["Ansible become", "hosts", ({ any }) => `[all:vars]\nansible_become_pass='${any}'\n`],
  ["Ansible YAML inventory", "inventory.yml", ({ any }) => `all:\n  vars:\n    ansible_password: "${any}"\n`],
  [
    "Ansible user",
    "site.yml",
    ({ any }) => `- user:\n    name: ops\n    password: "{{ '${any}' | password_hash('sha512') }}"\n`,
  ],
  ["Ansible module in a line", "db.yml", ({ any }) => `- mysql_user: name=app password=${any} priv=app.*:ALL\n`],
  [
    "Ansible uri",
    "api.yml",
    ({ any }) => `- uri:\n    url: https://api.internal\n    user: ops\n    password: "${any}"\n`,
  ],
  ["Puppet", "db.pp", ({ any }) => `mysql::db { 'app':\n  user     => 'app',\n  password => '${any}',\n}\n`],
  ["Puppet variable", "params.pp", ({ any }) => `class app::params {\n  $db_password = '${any}'\n}\n`],
  ["Puppet default", "init.pp", ({ any }) => `class app (\n  String $admin_password = '${any}',\n) { }\n`],
  ["Hiera", "hiera/common.yaml", ({ any }) => `mysql::server::root_password: "${any}"\n`],
  ["Chef attribute", "attributes/default.rb", ({ any }) => `default['mysql']['server_root_password'] = '${any}'\n`],
  [
    "Chef resource",
    "recipes/db.rb",
    ({ any }) => `mysql_service 'default' do\n  initial_root_password '${any}'\nend\n`,
  ],
  ["Chef data bag", "data_bags/db.json", ({ any }) => json({ id: "db", password: any })],
  ["Salt pillar", "pillar/db.sls", ({ any }) => `mysql:\n  server:\n    root_password: '${any}'\n`],
  [
    "Salt state",
    "states/user.sls",
    ({ any }) => `app:\n  mysql_user.present:\n    - host: localhost\n    - password: "${any}"\n`,
  ],
  [
    "cloud-init list",
    "user-data",
    ({ any }) => `#cloud-config\nchpasswd:\n  list: |\n    root:${any}\n  expire: false\n`,
  ],
  [
    "cloud-init users",
    "cloud.yaml",
    ({ any }) => `#cloud-config\npassword: ${JSON.stringify(any)}\nssh_pwauth: true\n`,
  ],
  [
    "cloud-init plain",
    "cloud2.yaml",
    ({ any }) => `users:\n  - name: ops\n    plain_text_passwd: ${JSON.stringify(any)}\n`,
  ],
  ["kickstart", "ks.cfg", ({ any }) => `rootpw --plaintext ${any}\n`],
  ["kickstart user", "ks2.cfg", ({ any }) => `user --name=ops --password=${any} --plaintext\n`],
  ["preseed", "preseed.cfg", ({ any }) => `d-i passwd/root-password password ${any}\n`],
  [
    "debconf",
    "install.sh",
    ({ any }) => `echo "mysql-server mysql-server/root_password password ${any}" | debconf-set-selections\n`,
  ],
  [
    "AutoYaST",
    "autoyast.xml",
    ({ any }) => `<user><username>root</username><user_password>${any}</user_password></user>\n`,
  ],
  [
    "unattended Windows",
    "autounattend.xml",
    ({ any }) =>
      `<AdministratorPassword>\n  <Value>${any}</Value>\n  <PlainText>true</PlainText>\n</AdministratorPassword>\n`,
  ],
  [
    "unattended Windows domain",
    "unattend.xml",
    ({ any }) =>
      `<Credentials>\n  <Domain>app</Domain>\n  <Username>join</Username>\n  <Password>${any}</Password>\n</Credentials>\n`,
  ],
  [
    "Vagrant",
    "Vagrantfile",
    ({ any }) => `Vagrant.configure("2") do |config|\n  config.ssh.password = "${any}"\nend\n`,
  ],
  ["Packer JSON", "packer.json", ({ any }) => json({ builders: [{ ssh_username: "root", ssh_password: any }] })],
  ["Packer HCL", "image.pkr.hcl", ({ any }) => `source "vsphere-iso" "x" {\n  ssh_password = "${any}"\n}\n`],
  ["NixOS", "nixos/db.nix", ({ any }) => `services.grafana.settings.security.admin_password = "${any}";\n`],
  ["usermod", "user.sh", ({ any }) => `useradd -m -p "$(openssl passwd -6 '${any}')" ops\n`],
  ["chpasswd", "user2.sh", ({ any }) => `echo "ops:${any}" | chpasswd\n`],
  ["passwd twice", "user3.sh", ({ any }) => `printf '%s\\n%s\\n' '${any}' '${any}' | passwd ops\n`],
  ["smbpasswd", "user4.sh", ({ any }) => `(echo '${any}'; echo '${any}') | smbpasswd -s -a ops\n`],
  ["net user", "user.bat", ({ any }) => `net user ops ${any} /add\n`],
  ["runas", "user2.bat", ({ any }) => `psexec \\\\web1 -u ops -p ${any} cmd\n`],
  [
    "Group Policy",
    "Groups.xml",
    ({ draw }) => `<Properties action="U" cpassword="${draw.text(64)}" userName="ops"/>\n`,
  ],
  [
    "registry",
    "autologon.reg",
    ({ any }) => `[HKEY_LOCAL_MACHINE\\SOFTWARE\\Winlogon]\n"DefaultUserName"="ops"\n"DefaultPassword"="${any}"\n`,
  ],
  [
    "RDP",
    "x.rdg",
    ({ any }) => `<logonCredentials><userName>ops</userName><password>${any}</password></logonCredentials>\n`,
  ],
  ["WinSCP", "WinSCP.ini", ({ any }) => `[Sessions\\web1]\nHostName=web1\nUserName=ops\nPassword=${any}\n`],
  [
    "FileZilla",
    "sitemanager.xml",
    ({ any }) => `<Server><Host>web1</Host><User>ops</User><Pass>${any}</Pass></Server>\n`,
  ],
];

export const infrastructure: Form[] = [
  [
    "Terraform RDS",
    "rds.tf",
    ({ any }) => `resource "aws_db_instance" "x" {\n  username = "app"\n  password = "${any}"\n}\n`,
  ],
  [
    "Terraform default",
    "variables.tf",
    ({ any }) => `variable "db_password" {\n  type    = string\n  default = "${any}"\n}\n`,
  ],
  ["Terraform map", "app.tf", ({ any }) => `environment = {\n  DB_HOST     = "db"\n  DB_PASSWORD = "${any}"\n}\n`],
  [
    "Terraform connection",
    "provision.tf",
    ({ any }) => `connection {\n  type     = "ssh"\n  user     = "root"\n  password = "${any}"\n}\n`,
  ],
  [
    "Terraform secret version",
    "secret.tf",
    ({ any }) =>
      `resource "aws_secretsmanager_secret_version" "x" {\n  secret_id     = aws_secretsmanager_secret.x.id\n  secret_string = "${any}"\n}\n`,
  ],
  [
    "Terraform JSON secret",
    "secret2.tf",
    ({ any }) => `secret_string = jsonencode({ username = "app", password = "${any}" })\n`,
  ],
  [
    "Terraform SSM",
    "ssm.tf",
    ({ any }) =>
      `resource "aws_ssm_parameter" "x" {\n  name  = "/app/db_password"\n  type  = "SecureString"\n  value = "${any}"\n}\n`,
  ],
  [
    "Terraform set_sensitive",
    "helm.tf",
    ({ any }) => `set_sensitive {\n  name  = "auth.password"\n  value = "${any}"\n}\n`,
  ],
  [
    "Terraform secret data",
    "k8s.tf",
    ({ any }) => `resource "kubernetes_secret" "x" {\n  data = {\n    token = "${any}"\n  }\n}\n`,
  ],
  [
    "Terraform state",
    "terraform.tfstate",
    ({ any }) => json({ resources: [{ instances: [{ attributes: { username: "app", password: any } }] }] }),
  ],
  [
    "Terraform output state",
    "x.tfstate",
    ({ any }) => json({ outputs: { db_password: { value: any, type: "string", sensitive: true } } }),
  ],
  [
    "random state",
    "random.tfstate",
    ({ draw }) => json({ type: "random_password", instances: [{ attributes: { length: 20, result: draw.text(20) } }] }),
  ],
  [
    "CloudFormation default",
    "cfn.yaml",
    ({ any }) => `Parameters:\n  DBPassword:\n    Type: String\n    NoEcho: true\n    Default: "${any}"\n`,
  ],
  [
    "CloudFormation property",
    "cfn2.yaml",
    ({ any }) => `Resources:\n  Db:\n    Properties:\n      MasterUserPassword: "${any}"\n`,
  ],
  [
    "CloudFormation secret",
    "cfn3.yaml",
    ({ any }) =>
      `Resources:\n  S:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      SecretString: '{"password":"${any}"}'\n`,
  ],
  [
    "CDK",
    "stack.ts",
    ({ any }) =>
      `new rds.DatabaseInstance(this, "Db", { credentials: rds.Credentials.fromPassword("app", SecretValue.unsafePlainText("${any}")) });\n`,
  ],
  [
    "Pulumi code",
    "pulumi.ts",
    ({ any }) => `const db = new aws.rds.Instance("db", { username: "app", password: "${any}" });\n`,
  ],
  ["Bicep", "main.bicep", ({ any }) => `param adminPassword string = '${any}'\n`],
  ["Bicep property", "vm.bicep", ({ any }) => `osProfile: {\n  adminUsername: 'ops'\n  adminPassword: '${any}'\n}\n`],
  ["Azure command", "vm.sh", ({ any }) => `az vm create -n web1 --admin-username ops --admin-password '${any}'\n`],
  [
    "AWS command",
    "rds.sh",
    ({ any }) => `aws rds create-db-instance --master-username app --master-user-password ${any}\n`,
  ],
  [
    "AWS put-parameter",
    "ssm.sh",
    ({ any }) => `aws ssm put-parameter --name /app/db_password --type SecureString --value '${any}'\n`,
  ],
  ["AWS secret", "sm.sh", ({ any }) => `aws secretsmanager create-secret --name app/db --secret-string '${any}'\n`],
  ["kubectl literal", "k.sh", ({ any }) => `kubectl create secret generic db --from-literal=password='${any}'\n`],
  [
    "kubectl registry",
    "k2.sh",
    ({ any }) => `kubectl create secret docker-registry r --docker-username=ci --docker-password=${any}\n`,
  ],
  ["helm --set", "h.sh", ({ any }) => `helm upgrade app ./chart --set auth.rootPassword=${any}\n`],
  ["Helm values", "values.yaml", ({ any }) => `postgresql:\n  auth:\n    username: app\n    password: "${any}"\n`],
  [
    "Helm default",
    "templates/s.yaml",
    ({ any }) => `data:\n  password: {{ .Values.password | default "${any}" | b64enc }}\n`,
  ],
  [
    "Kustomize literal",
    "kustomization.yaml",
    ({ any }) => `secretGenerator:\n  - name: db\n    literals:\n      - password=${any}\n`,
  ],
  ["Nomad", "app.nomad", ({ any }) => `env {\n  DB_PASSWORD = "${any}"\n}\n`],
  ["Nomad template", "tpl.nomad", ({ any }) => `template {\n  data = <<EOH\nDB_PASSWORD=${any}\nEOH\n}\n`],
  [
    "consul",
    "consul.hcl",
    ({ draw }) => `encrypt = "${draw.text(43)}="\nacl { tokens { agent = "${draw.text(36)}" } }\n`,
  ],
  ["Vault put", "v.sh", ({ any }) => `vault kv put secret/app password='${any}' user=app\n`],
  ["consul put", "c.sh", ({ any }) => `consul kv put app/db/password ${any}\n`],
  ["etcd put", "e.sh", ({ any }) => `etcdctl put /app/db/password '${any}'\n`],
  ["redis-cli set", "r.sh", ({ any }) => `redis-cli config set requirepass '${any}'\n`],
  ["Serverless", "serverless.yml", ({ any }) => `provider:\n  environment:\n    API_TOKEN: "${any}"\n`],
  ["OpenStack rc", "openrc.sh", ({ any }) => `export OS_USERNAME=ops\nexport OS_PASSWORD="${any}"\n`],
  [
    "clouds.yaml",
    "clouds.yaml",
    ({ any }) => `clouds:\n  x:\n    auth:\n      username: ops\n      password: "${any}"\n`,
  ],
];

export const dataPlatforms: Form[] = [
  [
    "Airflow connection",
    "conn.sh",
    ({ any }) => `airflow connections add db --conn-login app --conn-password '${any}'\n`,
  ],
  [
    "Airflow environment",
    "airflow.env.sh",
    ({ draw }) => `export AIRFLOW_CONN_DB='postgres://app:${draw.text(14)}@db/app'\n`,
  ],
  ["dbt", "profiles.yml", ({ any }) => `app:\n  outputs:\n    prod:\n      user: dbt\n      pass: "${any}"\n`],
  ["Spark defaults", "spark-defaults.conf", ({ any }) => `spark.ssl.keyStorePassword ${any}\n`],
  [
    "Hadoop",
    "core-site.xml",
    ({ any }) => `<property>\n  <name>fs.s3a.secret.key</name>\n  <value>${any}</value>\n</property>\n`,
  ],
  [
    "Hive",
    "hive-site.xml",
    ({ any }) =>
      `<property>\n  <name>javax.jdo.option.ConnectionPassword</name>\n  <value>${any}</value>\n</property>\n`,
  ],
  ["Trino", "catalog/pg.properties", ({ any }) => `connection-user=trino\nconnection-password=${any}\n`],
  ["Sqoop", "sqoop.sh", ({ any }) => `sqoop import --connect jdbc:mysql://db/app --username app --password ${any}\n`],
  [
    "Kafka Connect",
    "sink.json",
    ({ any }) => json({ name: "s", config: { "connection.user": "app", "connection.password": any } }),
  ],
  ["Debezium", "debezium.properties", ({ any }) => `debezium.source.database.password=${any}\n`],
  ["Snowflake", "snowsql.cnf", ({ any }) => `[connections]\naccountname = x\nusername = app\npassword = ${any}\n`],
  [
    "Snowflake stage",
    "stage.sql",
    ({ draw }) => `CREATE STAGE s URL='s3://b' CREDENTIALS=(AWS_KEY_ID='x' AWS_SECRET_KEY='${draw.text(40)}');\n`,
  ],
  [
    "Redshift COPY",
    "copy.sql",
    ({ draw }) => `COPY t FROM 's3://b' CREDENTIALS 'aws_access_key_id=x;aws_secret_access_key=${draw.text(40)}';\n`,
  ],
  ["Databricks", ".databrickscfg", ({ any }) => `[DEFAULT]\nhost = https://x\ntoken = ${any}\n`],
  [
    "Notebook magic",
    "a.ipynb",
    ({ any }) =>
      json({
        cells: [{ cell_type: "code", source: [`conn = psycopg2.connect(host='db', user='app', password='${any}')\n`] }],
      }),
  ],
  [
    "Notebook positional",
    "b.ipynb",
    ({ any }) =>
      json({ cells: [{ cell_type: "code", source: [`db = pymysql.connect("db", "app", "${any}", "app")`] }] }),
  ],
  [
    "Notebook setenv",
    "c.ipynb",
    ({ any }) => json({ cells: [{ cell_type: "code", source: [`os.environ["API_KEY"] = "${any}"\n`] }] }),
  ],
  [
    "Jupyter token",
    "jupyter_notebook_config.py",
    ({ any }) => `c.NotebookApp.token = '${any}'\nc.NotebookApp.password = ''\n`,
  ],
  ["RStudio", ".Renviron", ({ any }) => `DB_USER=app\nDB_PWD=${any}\n`],
  ["keyring in R", "k.R", ({ any }) => `keyring::key_set_with_value("db", "app", "${any}")\n`],
  [
    "Superset",
    "datasource.yaml",
    ({ draw }) => `databases:\n  - database_name: app\n    sqlalchemy_uri: postgresql://app:${draw.text(14)}@db/app\n`,
  ],
  ["Metabase", "metabase.yml", ({ any }) => `MB_DB_USER: app\nMB_DB_PASS: "${any}"\n`],
  [
    "Grafana data source",
    "grafana/ds.yml",
    ({ any }) => `datasources:\n  - name: db\n    user: app\n    secureJsonData:\n      password: "${any}"\n`,
  ],
  ["Singer", "tap.json", ({ any }) => json({ client_id: "x", client_secret: any, refresh_token: any })],
  ["Talend", "job.item", ({ any }) => `<elementParameter field="PASSWORD" name="PASS" value="${any}"/>\n`],
  [
    "Pentaho",
    "shared.xml",
    ({ any }) => `<connection><name>db</name><username>app</username><password>${any}</password></connection>\n`,
  ],
  ["ODBC string", "load.py", ({ any }) => `conn = pyodbc.connect("DRIVER={x};SERVER=db;UID=sa;PWD=${any}")\n`],
];

export const pipelinesAndEditors: Form[] = [
  ["Jenkins pipeline", "Jenkinsfile", ({ any }) => `environment { SONAR_TOKEN = '${any}' }\n`],
  ["Jenkins step", "deploy.Jenkinsfile", ({ any }) => `sh "sshpass -p '${any}' scp a.jar ops@web1:/srv"\n`],
  ["GitLab variable", ".gitlab-ci.yml", ({ any }) => `variables:\n  DEPLOY_PASSWORD: "${any}"\n`],
  [
    "GitLab script",
    "gl/.gitlab-ci.yml",
    ({ any }) => `deploy:\n  script:\n    - docker login -u ci -p ${any} registry.internal\n`,
  ],
  ["CircleCI", ".circleci/config.yml", ({ any }) => `jobs:\n  a:\n    environment:\n      NPM_PASSWORD: "${any}"\n`],
  ["Azure pipeline", "azure-pipelines.yml", ({ any }) => `variables:\n  - name: sqlPassword\n    value: "${any}"\n`],
  ["Bamboo", "bamboo.yml", ({ any }) => `variables:\n  deploy_password: "${any}"\n`],
  ["TeamCity", "settings.kts", ({ any }) => `params { param("env.DEPLOY_PASSWORD", "${any}") }\n`],
  ["Drone", ".drone.yml", ({ any }) => `steps:\n  - name: deploy\n    settings:\n      password: "${any}"\n`],
  ["Buildkite", "pipeline.yml", ({ any }) => `env:\n  ARTIFACTORY_PASSWORD: "${any}"\n`],
  ["Travis", ".travis.yml", ({ any }) => `env:\n  - DB_PASSWORD=${any}\n`],
  ["AppVeyor", "appveyor.yml", ({ any }) => `environment:\n  nuget_password: "${any}"\n`],
  [
    "workflow run",
    ".github/workflows/d.yml",
    ({ any }) =>
      `jobs:\n  a:\n    steps:\n      - run: echo '${any}' | docker login -u ci --password-stdin registry.internal\n`,
  ],
  [
    "workflow with",
    ".github/workflows/e.yml",
    ({ any }) =>
      `jobs:\n  a:\n    steps:\n      - uses: x/ssh@v1\n        with:\n          username: ops\n          password: "${any}"\n`,
  ],
  ["Fastlane", "Fastfile", ({ any }) => `match(git_url: "x", keychain_password: "${any}")\n`],
  ["Fastlane environment", "Matchfile", ({ any }) => `ENV["MATCH_PASSWORD"] = "${any}"\n`],
  ["sbt credentials", ".sbt/.credentials", ({ any }) => `realm=Nexus\nhost=nexus\nuser=ci\npassword=${any}\n`],
  ["sbt", "build.sbt", ({ any }) => `credentials += Credentials("Nexus", "nexus.internal", "ci", "${any}")\n`],
  ["Ant", "build.xml", ({ any }) => `<scp file="a" todir="ops@web1:/srv" password="${any}"/>\n`],
  ["Ant property", "build2.xml", ({ any }) => `<property name="deploy.password" value="${any}"/>\n`],
  ["Capistrano", "deploy.rb", ({ any }) => `set :password, "${any}"\n`],
  ["Capistrano options", "deploy2.rb", ({ any }) => `server "web1", user: "ops", password: "${any}"\n`],
  ["Fabric", "fabfile.py", ({ any }) => `env.password = "${any}"\n`],
  ["Deployer", "deploy.php", ({ any }) => `<?php\nhost('web1')->set('db_password', '${any}');\n`],
  ["SFTP extension", ".vscode/sftp.json", ({ any }) => json({ host: "web1", username: "ops", password: any })],
  [
    "launch configuration",
    ".vscode/launch.json",
    ({ any }) => json({ configurations: [{ env: { DB_PASSWORD: any } }] }),
  ],
  [
    "launch arguments",
    "vs/.vscode/launch.json",
    ({ any }) => json({ configurations: [{ args: ["--db-password", any] }] }),
  ],
  [
    "IDEA data source",
    ".idea/dataSources.local.xml",
    ({ any }) =>
      `<data-source name="db"><user-name>app</user-name><jdbc-additional-properties><property name="password" value="${any}"/></jdbc-additional-properties></data-source>\n`,
  ],
  ["IDEA run configuration", ".idea/run.xml", ({ any }) => `<envs><env name="DB_PASSWORD" value="${any}" /></envs>\n`],
  [
    "IDEA web servers",
    ".idea/webServers.xml",
    ({ any }) => `<fileTransfer host="web1" username="ops" password="${any}"/>\n`,
  ],
  [
    "Sublime SFTP",
    "sftp-config.json",
    ({ any }) => `{\n  "user": "ops",\n  //"password": "${any}",\n  "port": "22"\n}\n`,
  ],
  ["Vim", ".vimrc", ({ any }) => `let g:db_password = '${any}'\n`],
  [
    "DBeaver",
    "data-sources.json",
    ({ any }) => json({ connections: { x: { configuration: { user: "app", password: any } } } }),
  ],
  ["ssh config note", ".ssh/config", ({ any }) => `Host web1\n  User ops\n  # password: ${any}\n`],
  ["devcontainer", ".devcontainer/devcontainer.json", ({ any }) => json({ containerEnv: { API_SECRET: any } })],
];

export const webSettings: Form[] = [
  ["Django e-mail", "s1/settings.py", ({ any }) => `EMAIL_HOST_USER = 'app'\nEMAIL_HOST_PASSWORD = '${any}'\n`],
  ["Django get", "s2/settings.py", ({ any }) => `SECRET_KEY = os.getenv('SECRET_KEY') or '${any}'\n`],
  ["Django environ", "s3/settings.py", ({ any }) => `SECRET_KEY = env('SECRET_KEY', default='${any}')\n`],
  ["Django cache", "s4/settings.py", ({ any }) => `CACHES = {'default': {'OPTIONS': {'PASSWORD': '${any}'}}}\n`],
  ["Flask update", "s5/app.py", ({ any }) => `app.config.update(SECRET_KEY='${any}', DEBUG=False)\n`],
  ["Flask from mapping", "s6/app.py", ({ any }) => `app.config.from_mapping(JWT_SECRET_KEY="${any}")\n`],
  [
    "Flask config class",
    "s7/config.py",
    ({ any }) => `class Config:\n    SECRET_KEY = os.environ.get('SECRET_KEY') or '${any}'\n`,
  ],
  ["FastAPI settings", "s8/config.py", ({ any }) => `class Settings(BaseSettings):\n    jwt_secret: str = "${any}"\n`],
  ["Pyramid", "development.ini", ({ any }) => `[app:main]\nsession.secret = ${any}\nauth.secret = ${any}\n`],
  ["Express session", "s9/server.js", ({ any }) => `app.use(session({ secret: '${any}', resave: false }));\n`],
  ["Express session list", "s10/server.js", ({ any }) => `app.use(session({ secret: ['${any}'], resave: false }));\n`],
  [
    "passport",
    "s11/auth.js",
    ({ any }) => `passport.use(new Strategy({ clientID: 'x', clientSecret: '${any}' }, done));\n`,
  ],
  ["express-jwt", "s12/auth.js", ({ any }) => `app.use(jwt({ secret: '${any}', algorithms: ['HS256'] }));\n`],
  ["jsonwebtoken", "s13/auth.js", ({ any }) => `jwt.verify(token, '${any}', (err, user) => {});\n`],
  ["Next config", "next.config.js", ({ any }) => `module.exports = { env: { API_SECRET: '${any}' } };\n`],
  ["Nuxt", "nuxt.config.ts", ({ any }) => `export default { runtimeConfig: { apiSecret: '${any}' } };\n`],
  [
    "Strapi",
    "config/server.js",
    ({ any }) =>
      `module.exports = ({ env }) => ({ app: { keys: env.array('APP_KEYS', ['${any}']) }, apiToken: { salt: env('API_TOKEN_SALT', '${any}') } });\n`,
  ],
  [
    "NestJS module",
    "s14/app.module.ts",
    ({ any }) => `JwtModule.register({ secret: '${any}', signOptions: { expiresIn: '1h' } })\n`,
  ],
  ["TypeORM", "ormconfig.json", ({ any }) => json({ type: "postgres", username: "app", password: any })],
  ["Rails credentials plain", "config/secrets.yml", ({ any }) => `production:\n  smtp_password: "${any}"\n`],
  [
    "Rails mailer",
    "config/environments/production.rb",
    ({ any }) => `config.action_mailer.smtp_settings = { user_name: "app", password: "${any}" }\n`,
  ],
  ["Rails fetch", "config/initializers/x.rb", ({ any }) => `Stripe.api_key = ENV.fetch("STRIPE_KEY") { "${any}" }\n`],
  ["OmniAuth", "config/initializers/omniauth.rb", ({ any }) => `provider :github, "app", "${any}", scope: "user"\n`],
  [
    "Laravel array",
    "config/services.php",
    ({ any }) => `<?php\nreturn ['mailgun' => ['domain' => 'x', 'secret' => '${any}']];\n`,
  ],
  [
    "Laravel default",
    "config/mail.php",
    ({ any }) => `<?php\nreturn ['password' => env('MAIL_PASSWORD', '${any}')];\n`,
  ],
  [
    "Symfony DSN",
    "config/packages/mailer.yaml",
    ({ draw }) => `framework:\n  mailer:\n    dsn: smtp://app:${draw.text(14)}@mail:587\n`,
  ],
  [
    "Symfony user",
    "config/packages/security.yaml",
    ({ any }) =>
      `providers:\n  in_memory:\n    memory:\n      users:\n        ops: { password: '${any}', roles: [ROLE_ADMIN] }\n`,
  ],
  [
    "CodeIgniter",
    "config/database2.php",
    ({ any }) => `<?php\n$db['default']['password'] = '${any}';\n$config['encryption_key'] = '${any}';\n`,
  ],
  [
    "Yii",
    "config/web.php",
    ({ any }) => `<?php\nreturn ['components' => ['request' => ['cookieValidationKey' => '${any}']]];\n`,
  ],
  ["CakePHP", "config/app.php", ({ any }) => `<?php\nreturn ['Security' => ['salt' => '${any}']];\n`],
  [
    "Nextcloud",
    "config/config.php",
    ({ any }) => `<?php\n$CONFIG = array('dbuser' => 'nc', 'dbpassword' => '${any}', 'passwordsalt' => '${any}');\n`,
  ],
  [
    "phpMyAdmin",
    "config.inc.php",
    ({ any }) => `<?php\n$cfg['blowfish_secret'] = '${any}';\n$cfg['Servers'][1]['password'] = '${any}';\n`,
  ],
  [
    "Roundcube",
    "roundcube/config.inc.php",
    ({ any }) => `<?php\n$config['des_key'] = '${any}';\n$config['smtp_pass'] = '${any}';\n`,
  ],
  ["MediaWiki", "LocalSettings.php", ({ any }) => `<?php\n$wgDBpassword = "${any}";\n$wgSecretKey = "${any}";\n`],
  ["Moodle", "moodle/config.php", ({ any }) => `<?php\n$CFG->dbuser = 'moodle';\n$CFG->dbpass = '${any}';\n`],
  ["TYPO3", "LocalConfiguration.php", ({ any }) => `<?php\nreturn ['SYS' => ['encryptionKey' => '${any}']];\n`],
  ["Magento", "m2/env.php", ({ any }) => `<?php\nreturn ['crypt' => ['key' => '${any}']];\n`],
  ["ASP.NET JSON key", "appsettings.json", ({ any }) => json({ Jwt: { Issuer: "app", Key: any } })],
  ["ASP.NET nested", "appsettings.Development.json", ({ any }) => json({ Smtp: { User: "app", Password: any } })],
  ["ASP.NET user secrets", "secrets.json", ({ any }) => json({ "Authentication:Google:ClientSecret": any })],
  ["web.config membership", "web2.config", ({ any }) => `<network host="mail" userName="app" password="${any}" />\n`],
  [
    "Spring security",
    "application-x.properties",
    ({ any }) => `spring.security.user.name=ops\nspring.security.user.password=${any}\n`,
  ],
  ["Spring JSON", "application-y.yml", ({ any }) => `jwt:\n  secret: "${any}"\n  key: "${any}"\n`],
  ["Spring key store", "application-z.yml", ({ any }) => `server:\n  ssl:\n    key-password: "${any}"\n`],
  ["Quarkus", "application-q.properties", ({ any }) => `quarkus.oidc.credentials.secret=${any}\n`],
  [
    "Grails",
    "grails-app/conf/application.groovy",
    ({ any }) => `dataSource { username = "app"\n  password = "${any}" }\n`,
  ],
  ["Play", "conf/prod.conf", ({ any }) => `slick.dbs.default.db.password = "${any}"\n`],
  [
    "Phoenix endpoint",
    "config/dev.exs",
    ({ any }) => `config :app, AppWeb.Endpoint, live_view: [signing_salt: "${any}"]\n`,
  ],
  ["Guardian", "config/guardian.exs", ({ any }) => `config :app, App.Guardian, issuer: "app", secret_key: "${any}"\n`],
  ["Meteor", "settings.json", ({ any }) => json({ private: { mail: { password: any } } })],
  ["Ghost", "config.production.json", ({ any }) => json({ mail: { options: { auth: { user: "app", pass: any } } } })],
  ["Discourse", "app.yml", ({ any }) => `env:\n  DISCOURSE_SMTP_PASSWORD: "${any}"\n`],
  ["GitLab", "gitlab.rb", ({ any }) => `gitlab_rails['smtp_password'] = "${any}"\n`],
  [
    "GitLab LDAP",
    "gitlab2.rb",
    ({ any }) =>
      `gitlab_rails['ldap_servers'] = YAML.load <<-EOS\nmain:\n  bind_dn: 'cn=git'\n  password: '${any}'\nEOS\n`,
  ],
];
