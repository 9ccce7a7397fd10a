// Secrets in the settings of servers and daemons, each in the format that is its own.
import type { Form } from "./form.ts";

export const mail: Form[] = [
  [
    "Dovecot SQL",
    "dovecot-sql.conf.ext",
    ({ any }) => `driver = mysql\nconnect = host=db dbname=mail user=mail password=${any}\n`,
  ],
  ["Dovecot users", "dovecot/users", ({ any }) => `ops:{PLAIN}${any}:1000:1000::/home/ops::\n`],
  ["Postfix sasl_passwd", "postfix/sasl_passwd", ({ any }) => `[smtp.internal]:587 relay@app.internal:${any}\n`],
  ["Postfix MySQL map", "postfix/mysql-aliases.cf", ({ any }) => `user = postfix\npassword = ${any}\nhosts = db\n`],
  ["Exim database", "exim4.conf", ({ any }) => `hide mysql_servers = db/mail/exim/${any}\n`],
  ["Exim client", "exim4/passwd.client", ({ any }) => `*.smtp.internal:relay:${any}\n`],
  [
    "Exim authenticator",
    "conf.d/auth/30_client",
    ({ any }) => `plain:\n  driver = plaintext\n  client_send = ^relay^${any}\n`,
  ],
  ["sendmail", "mail/authinfo", ({ any }) => `AuthInfo:smtp.internal "U:root" "I:relay" "P:${any}" "M:PLAIN"\n`],
  ["OpenSMTPD", "smtpd/secrets", ({ any }) => `relay relay@internal:${any}\n`],
  [
    "fetchmail",
    "fetchmail.conf",
    ({ any }) => `poll imap.internal proto IMAP user "ops" there with password "${any}" is ops here\n`,
  ],
  [
    "getmail",
    "getmail/getmailrc",
    ({ any }) => `[retriever]\ntype = SimpleIMAPSSLRetriever\nusername = ops\npassword = ${any}\n`,
  ],
  ["mutt", ".muttrc", ({ any }) => `set imap_user = "ops"\nset imap_pass = "${any}"\n`],
  ["ssmtp", "ssmtp.conf", ({ any }) => `mailhub=mail:587\nAuthUser=relay\nAuthPass=${any}\n`],
  [
    "nullmailer",
    "nullmailer/remotes",
    ({ any }) => `mail.internal smtp --port=587 --starttls --user=relay --pass=${any}\n`,
  ],
  [
    "offlineimap",
    ".offlineimaprc",
    ({ any }) => `[Repository Remote]\ntype = IMAP\nremoteuser = ops\nremotepass = ${any}\n`,
  ],
  ["rspamd", "rspamd/worker-controller.inc", ({ any }) => `enable_password = "${any}";\n`],
  ["Cyrus", "imapd.conf", ({ any }) => `sasl_mech_list: PLAIN\nldap_bind_dn: cn=imap\nldap_password: ${any}\n`],
];

export const directories: Form[] = [
  ["slapd rootpw", "slapd.conf", ({ any }) => `suffix "dc=app"\nrootdn "cn=admin,dc=app"\nrootpw ${any}\n`],
  [
    "syncrepl",
    "slapd.d/sync.conf",
    ({ any }) => `syncrepl rid=001 provider=ldap://a binddn="cn=rep" credentials=${any} searchbase="dc=app"\n`,
  ],
  ["olcRootPW", "slapd/init.ldif", ({ any }) => `dn: olcDatabase={1}mdb,cn=config\nolcRootPW: ${any}\n`],
  ["nslcd", "nslcd.conf", ({ any }) => `uri ldap://ldap\nbinddn cn=nss,dc=app\nbindpw ${any}\n`],
  [
    "sssd",
    "sssd.conf",
    ({ any }) =>
      `[domain/app]\nldap_default_bind_dn = cn=sssd\nldap_default_authtok_type = password\nldap_default_authtok = ${any}\n`,
  ],
  [
    "FreeRADIUS client",
    "raddb/clients.conf",
    ({ any }) => `client switch1 {\n  ipaddr = 10.0.0.2\n  secret = ${any}\n}\n`,
  ],
  ["FreeRADIUS users", "raddb/users", ({ any }) => `bob Cleartext-Password := "${any}"\n\tReply-Message = "hi"\n`],
  ["RADIUS servers", "pam_radius_auth.conf", ({ any }) => `# server secret timeout\n10.0.0.5:1812 ${any} 3\n`],
  ["TACACS+", "tac_plus.conf", ({ any }) => `key = "${any}"\nuser = ops { login = cleartext "${any}" }\n`],
  ["Kerberos principal", "kdc/setup.sh", ({ any }) => `kadmin.local -q "addprinc -pw ${any} ops/admin"\n`],
  ["snmpd community", "snmpd.conf", ({ any }) => `sysLocation rack 4\nrocommunity ${any} 10.0.0.0/8\n`],
  ["snmpd com2sec", "snmp/snmpd.conf", ({ any }) => `com2sec readonly 10.0.0.0/8 ${any}\n`],
  ["snmpd user", "snmp/snmpd.local.conf", ({ any }) => `createUser monitor SHA "${any}" AES\n`],
  ["snmp defaults", "snmp.conf", ({ any }) => `defSecurityName monitor\ndefAuthPassphrase ${any}\n`],
  [
    "Prometheus snmp exporter",
    "snmp.yml",
    ({ any }) => `auths:\n  core:\n    version: 2\n    community: ${JSON.stringify(any)}\n`,
  ],
  ["autofs", "auto.nas", ({ any }) => `data -fstype=cifs,username=nas,password=${any} ://nas/data\n`],
  ["fstab", "fstab", ({ any }) => `//nas/data /mnt/data cifs username=nas,password=${any},uid=1000 0 0\n`],
];

export const brokers: Form[] = [
  [
    "Mosquitto bridge",
    "mosquitto.conf",
    ({ any }) => `connection up\naddress broker:8883\nremote_username edge\nremote_password ${any}\n`,
  ],
  ["NATS user", "nats.conf", ({ any }) => `authorization {\n  user: app\n  password: "${any}"\n}\n`],
  ["NATS users", "nats/server.conf", ({ any }) => `authorization { users = [ { user: app, password: ${any} } ] }\n`],
  [
    "JAAS",
    "kafka/jaas.conf",
    ({ any }) =>
      `KafkaServer {\n  PlainLoginModule required\n  username="admin"\n  password="${any}"\n  user_admin="${any}";\n};\n`,
  ],
  [
    "JAAS user alone",
    "kafka/server.conf",
    ({ any }) =>
      `Server {\n  org.apache.zookeeper.server.auth.DigestLoginModule required\n  user_super="${any}";\n};\n`,
  ],
  [
    "Kafka client",
    "client.properties",
    ({ any }) =>
      `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="app" password="${any}";\n`,
  ],
  ["Artemis", "artemis-users.properties", ({ any }) => `admin = ${any}\n`],
  ["Jetty realm", "jetty-realm.properties", ({ any }) => `admin: ${any}, admin\n`],
  ["ActiveMQ", "activemq.xml", ({ any }) => `<authenticationUser username="app" password="${any}" groups="admins"/>\n`],
  [
    "RabbitMQ definitions",
    "definitions.json",
    ({ any }) => JSON.stringify({ users: [{ name: "app", password: any, tags: "" }] }, undefined, 2),
  ],
  [
    "RabbitMQ classic",
    "rabbitmq.config",
    ({ any }) => `[{rabbit, [{default_user, <<"app">>}, {default_pass, <<"${any}">>}]}].\n`,
  ],
  [
    "Redis sentinel",
    "sentinel.conf",
    ({ any }) => `sentinel monitor main 10.0.0.1 6379 2\nsentinel auth-pass main ${any}\n`,
  ],
  ["EMQX", "emqx.conf", ({ any }) => `dashboard {\n  default_username = admin\n  default_password = "${any}"\n}\n`],
  [
    "Pulsar",
    "client.conf",
    ({ any }) => `authPlugin=org.apache.pulsar.client.impl.auth.AuthenticationToken\nauthParams=token:${any}\n`,
  ],
];

export const databases: Form[] = [
  ["recovery.conf", "recovery.conf", ({ any }) => `primary_conninfo = 'host=db1 user=rep password=${any}'\n`],
  ["pgBackRest", "pgbackrest.conf", ({ any }) => `[global]\nrepo1-cipher-pass=${any}\n`],
  ["Pgpool", "pgpool.conf", ({ any }) => `sr_check_user = 'pool'\nsr_check_password = '${any}'\n`],
  [
    "Patroni",
    "patroni.yml",
    ({ any }) => `postgresql:\n  authentication:\n    replication:\n      username: rep\n      password: "${any}"\n`,
  ],
  ["ProxySQL", "proxysql.cnf", ({ any }) => `admin_variables = {\n  admin_credentials="admin:${any}"\n}\n`],
  [
    "ProxySQL users",
    "proxysql-users.cnf",
    ({ any }) => `mysql_users = ( { username = "app" , password = "${any}" , default_hostgroup = 0 } )\n`,
  ],
  ["MaxScale", "maxscale.cnf", ({ any }) => `[monitor]\nuser=maxscale\npassword=${any}\n`],
  [
    "MySQL replication",
    "replica.sql",
    ({ any }) => `CHANGE MASTER TO MASTER_HOST='db1', MASTER_USER='rep', MASTER_PASSWORD='${any}';\n`,
  ],
  [
    "CHANGE REPLICATION",
    "source.sql",
    ({ any }) => `CHANGE REPLICATION SOURCE TO SOURCE_HOST='db1', SOURCE_PASSWORD='${any}';\n`,
  ],
  [
    "Cassandra",
    "cassandra.yaml",
    ({ any }) => `server_encryption_options:\n  keystore: conf/.keystore\n  keystore_password: "${any}"\n`,
  ],
  [
    "ClickHouse users",
    "users.xml",
    ({ any }) => `<users><default>\n  <password>${any}</password>\n</default></users>\n`,
  ],
  ["Couchbase", "couchdb/local.ini", ({ any }) => `[admins]\nadmin = ${any}\n`],
  ["Solr", "solr.in.sh", ({ any }) => `SOLR_AUTH_TYPE="basic"\nSOLR_AUTHENTICATION_OPTS="-Dbasicauth=solr:${any}"\n`],
  ["Neo4j", "neo4j.env.sh", ({ any }) => `export NEO4J_AUTH=neo4j/${any}\n`],
  ["FreeTDS", "odbc.ini", ({ any }) => `[app]\nDriver = FreeTDS\nUID = sa\nPWD = ${any}\n`],
  ["Oracle wallet", "sqlplus.sh", ({ any }) => `sqlplus -s system/${any}@db:1521/ORCL @run.sql\n`],
  ["tnsnames proxy", "load.ctl.sh", ({ any }) => `sqlldr userid=app/${any}@ORCL control=load.ctl\n`],
  ["DB2", "db2.sh", ({ any }) => `db2 connect to sample user db2inst1 using ${any}\n`],
  ["isql", "sybase.sh", ({ any }) => `isql -U sa -P ${any} -S db\n`],
];

export const proxiesAndWeb: Form[] = [
  ["HAProxy user", "haproxy.cfg", ({ any }) => `userlist ops\n  user admin insecure-password ${any}\n`],
  ["HAProxy statistics", "haproxy/stats.cfg", ({ any }) => `listen stats\n  stats auth admin:${any}\n`],
  ["Squid peer", "squid.conf", ({ any }) => `cache_peer up.internal parent 3128 0 no-query login=proxy:${any}\n`],
  ["Apache LDAP", "ldap.conf", ({ any }) => `AuthLDAPBindDN "cn=web"\nAuthLDAPBindPassword "${any}"\n`],
  [
    "Apache SetEnv",
    "apache/site.conf",
    ({ any }) => `<VirtualHost *:80>\n  SetEnv SMTP_PASSWORD ${any}\n</VirtualHost>\n`,
  ],
  ["Apache DBD", "dbd.conf", ({ any }) => `DBDParams "host=db dbname=auth user=web pass=${any}"\n`],
  ["Apache session", "session.conf", ({ any }) => `SessionCryptoPassphrase ${any}\n`],
  ["nginx key header", "nginx/api.conf", ({ any }) => `location / {\n  proxy_set_header X-Api-Key "${any}";\n}\n`],
  ["nginx comparison", "nginx/guard.conf", ({ any }) => `if ($http_x_auth_token != "${any}") { return 403; }\n`],
  ["nginx secure link", "nginx/files.conf", ({ any }) => `secure_link_md5 "$secure_link_expires$uri ${any}";\n`],
  ["uwsgi", "uwsgi.ini", ({ any }) => `[uwsgi]\nenv = DJANGO_DB_PASSWORD=${any}\n`],
  [
    "Tomcat connector",
    "server.xml",
    ({ any }) => `<Connector port="8443" keystoreFile="conf/k.jks" keystorePass="${any}" />\n`,
  ],
  [
    "Tomcat resource",
    "context.xml",
    ({ any }) => `<Resource name="jdbc/app" username="app" password="${any}" url="jdbc:mysql://db/app"/>\n`,
  ],
  [
    "WildFly",
    "standalone.xml",
    ({ any }) => `<security>\n  <user-name>app</user-name>\n  <password>${any}</password>\n</security>\n`,
  ],
  [
    "WildFly script",
    "setup.cli",
    ({ any }) => `/subsystem=elytron/credential-store=s:add-alias(alias=db, secret-value="${any}")\n`,
  ],
  ["lighttpd plain", "lighttpd.user", ({ any }) => `ops:${any}\n`],
  [
    "Caddy header",
    "Caddyfile",
    ({ any }) => `app.internal {\n  request_header X-Internal-Token "${any}"\n  reverse_proxy api:80\n}\n`,
  ],
  [
    "Traefik plugin",
    "dynamic.yml",
    ({ any }) =>
      `http:\n  middlewares:\n    key:\n      headers:\n        customRequestHeaders:\n          X-Auth-Token: "${any}"\n`,
  ],
  ["Varnish", "default.vcl", ({ any }) => `if (req.http.X-Purge-Token != "${any}") { return (synth(403)); }\n`],
];

export const telephony: Form[] = [
  ["SIP peer", "sip.conf", ({ any }) => `[100]\ntype=friend\nsecret=${any}\nhost=dynamic\n`],
  ["SIP register", "sip_general.conf", ({ any }) => `register => 4930123:${any}@sip.internal/4930123\n`],
  ["PJSIP", "pjsip.conf", ({ any }) => `[auth100]\ntype=auth\nusername=100\npassword=${any}\n`],
  ["manager", "manager.conf", ({ any }) => `[admin]\nsecret = ${any}\nread = all\n`],
  ["FreeSWITCH", "vars.xml", ({ any }) => `<X-PRE-PROCESS cmd="set" data="default_password=${any}"/>\n`],
  [
    "FreeSWITCH user",
    "directory/100.xml",
    ({ any }) => `<params>\n  <param name="password" value="${any}"/>\n</params>\n`,
  ],
  ["coturn secret", "turnserver.conf", ({ any }) => `use-auth-secret\nstatic-auth-secret=${any}\n`],
  ["coturn user", "coturn/turnserver.conf", ({ any }) => `lt-cred-mech\nuser=app:${any}\n`],
  [
    "Prosody component",
    "prosody.cfg.lua",
    ({ any }) => `Component "conference.internal"\n  component_secret = "${any}"\n`,
  ],
  ["ejabberd", "ejabberd.yml", ({ any }) => `sql_username: ejabberd\nsql_password: "${any}"\n`],
  ["Mumble", "murmur.ini", ({ any }) => `port=64738\nserverpassword=${any}\nicesecretwrite=${any}\n`],
  [
    "Icecast",
    "icecast.xml",
    ({ any }) => `<authentication>\n  <source-password>${any}</source-password>\n</authentication>\n`,
  ],
  ["Synapse", "homeserver.yaml", ({ any }) => `server_name: app\nregistration_shared_secret: "${any}"\n`],
  ["ZNC", "znc.conf", ({ any }) => `<Network libera>\n  Server = irc.internal +6697 ${any}\n</Network>\n`],
  ["InspIRCd", "inspircd.conf", ({ any }) => `<oper name="ops" password="${any}" host="*" type="NetAdmin">\n`],
];

export const monitoring: Form[] = [
  ["Zabbix", "zabbix_server.conf", ({ any }) => `DBUser=zabbix\nDBPassword=${any}\n`],
  ["Nagios resource", "resource.cfg", ({ any }) => `$USER1$=/usr/lib/nagios/plugins\n$USER3$=${any}\n`],
  ["Nagios check", "nagios/db.cfg", ({ any }) => `define service {\n  check_command check_mysql!monitor!${any}\n}\n`],
  [
    "Icinga API user",
    "api-users.conf",
    ({ any }) => `object ApiUser "root" {\n  password = "${any}"\n  permissions = [ "*" ]\n}\n`,
  ],
  [
    "Icinga variable",
    "icinga/hosts.conf",
    ({ any }) => `object Host "db1" {\n  vars.mysql_password = "${any}"\n  vars.snmp_community = "${any}"\n}\n`,
  ],
  ["Monit", "monitrc", ({ any }) => `set httpd port 2812 and\n  allow admin:${any}\n`],
  [
    "Monit mail",
    "monit.d/mail",
    ({ any }) => `set mailserver mail.internal port 587\n  username "alert" password "${any}"\n`,
  ],
  [
    "collectd",
    "collectd.conf",
    ({ any }) =>
      `<Plugin mysql>\n  <Database app>\n    User "stats"\n    Password "${any}"\n  </Database>\n</Plugin>\n`,
  ],
  ["Telegraf", "telegraf.conf", ({ any }) => `[[outputs.influxdb]]\n  username = "telegraf"\n  password = "${any}"\n`],
  [
    "Telegraf DSN",
    "telegraf.d/mysql.conf",
    ({ any }) => `[[inputs.mysql]]\n  servers = ["stats:${any}@tcp(db:3306)/"]\n`,
  ],
  ["Datadog", "datadog.yaml", ({ hex }) => `api_key: ${hex.slice(0, 32)}\nsite: datadoghq.eu\n`],
  [
    "Logstash",
    "logstash/out.conf",
    ({ any }) => `output { elasticsearch { hosts => ["es"] user => "log" password => "${any}" } }\n`,
  ],
  [
    "Fluentd",
    "fluent.conf",
    ({ any }) => `<match **>\n  @type elasticsearch\n  user log\n  password ${any}\n</match>\n`,
  ],
  [
    "Fluentd forward",
    "fluentd/forward.conf",
    ({ any }) => `<security>\n  self_hostname a\n  shared_key ${any}\n</security>\n`,
  ],
  ["Fluent Bit", "fluent-bit.conf", ({ any }) => `[OUTPUT]\n    Name es\n    HTTP_User log\n    HTTP_Passwd ${any}\n`],
  ["Filebeat", "filebeat.yml", ({ any }) => `output.elasticsearch:\n  username: "log"\n  password: "${any}"\n`],
  [
    "rsyslog action",
    "rsyslog.d/db.conf",
    ({ any }) => `action(type="ommysql" server="db" db="Syslog" uid="log" pwd="${any}")\n`,
  ],
  ["rsyslog old", "rsyslog.d/old.conf", ({ any }) => `*.* :ommysql:db,Syslog,log,${any}\n`],
  [
    "syslog-ng",
    "syslog-ng.conf",
    ({ any }) => `destination d { sql(type(mysql) host("db") username("log") password("${any}")); };\n`,
  ],
  [
    "Alertmanager",
    "alertmanager.yml",
    ({ any }) => `global:\n  smtp_auth_username: alert\n  smtp_auth_password: "${any}"\n`,
  ],
  [
    "Prometheus",
    "prometheus.yml",
    ({ any }) => `scrape_configs:\n  - job_name: a\n    basic_auth:\n      username: prom\n      password: "${any}"\n`,
  ],
  [
    "blackbox",
    "blackbox.yml",
    ({ any }) => `modules:\n  api:\n    http:\n      headers:\n        X-Api-Key: "${any}"\n`,
  ],
  ["NUT users", "upsd.users", ({ any }) => `[monitor]\n  password = ${any}\n  upsmon primary\n`],
  ["NUT monitor", "upsmon.conf", ({ any }) => `MONITOR ups@localhost 1 monitor ${any} primary\n`],
  ["Checkmk", "check_mk/secrets.mk", ({ any }) => `automation_secret = '${any}'\n`],
  ["Graylog", "graylog/server.conf", ({ any }) => `password_secret = ${any}\nroot_username = admin\n`],
  [
    "Loki client",
    "promtail.yml",
    ({ any }) => `clients:\n  - url: http://loki\n    basic_auth: { username: log, password: "${any}" }\n`,
  ],
];

export const backups: Form[] = [
  ["Bacula", "bacula-dir.conf", ({ any }) => `Client {\n  Name = web1-fd\n  Password = "${any}"\n}\n`],
  ["Borgmatic", "borgmatic.yaml", ({ any }) => `encryption_passphrase: "${any}"\nrepositories:\n  - path: /b\n`],
  ["Borg script", "backup.sh", ({ any }) => `export BORG_PASSPHRASE='${any}'\nborg create ::now /srv\n`],
  ["restic script", "restic.sh", ({ any }) => `RESTIC_PASSWORD="${any}" restic backup /srv\n`],
  ["duplicity", "duplicity.sh", ({ any }) => `PASSPHRASE='${any}' duplicity /srv file:///b\n`],
  ["rclone", "rclone.conf", ({ any }) => `[nas]\ntype = sftp\nuser = backup\npass = ${any}\n`],
  ["rsyncd.secrets", "rsyncd.secrets", ({ any }) => `backup:${any}\n`],
  ["BackupPC", "BackupPC/web1.pl", ({ any }) => `$Conf{RsyncdPasswd} = '${any}';\n`],
  ["ddclient", "ddclient.conf", ({ any }) => `protocol=dyndns2\nlogin=home\npassword='${any}'\nhome.example.net\n`],
  ["inadyn", "inadyn.conf", ({ any }) => `provider dyndns.org {\n  username = home\n  password = ${any}\n}\n`],
  ["Bareos", "bareos-fd.d/director.conf", ({ any }) => `Director {\n  Name = dir\n  Password = ${any}\n}\n`],
  ["Veeam", "veeam.ps1", ({ any }) => `Add-VBRCredentials -User "backup" -Password "${any}" -Type Windows\n`],
  [
    "Duplicati",
    "duplicati.bat",
    ({ any }) =>
      `Duplicati.CommandLine.exe backup "ftp://nas/b?auth-username=b&auth-password=${any}" C:\\data --passphrase=${any}\n`,
  ],
  ["cron line", "crontab", ({ any }) => `0 3 * * * mysqldump -ubackup -p${any} app > /b/app.sql\n`],
  ["pg_dump in cron", "cron.d/dump", ({ any }) => `0 4 * * * root PGPASSWORD=${any} pg_dump -U app app > /b/app.sql\n`],
];
