// What stands where people write secrets, in the same formats, and is none.
import type { Form } from "./form.ts";
import { alphabets } from "./values.ts";

export const settingsAbout: Form[] = [
  [
    "parameters in a table",
    "docs/api.md",
    () =>
      "| Name | Token | Description |\n|---|---|---|\n| `auth` | string | The token of the API, see RFC 6750 |\n| `v2` | `TOKEN_V2` | another |\n",
  ],
  [
    "table of rules",
    "docs/rules.md",
    () => "| Password | Rule |\n|---|---|\n| minimum length | 12 characters |\n| rotation | 90 days |\n",
  ],
  [
    "table of answers",
    "docs/errors.md",
    () =>
      "| Code | Password | Meaning |\n|---|---|---|\n| 401 | wrong | see errors.md#401 |\n| 403 | expired | renew it |\n",
  ],
  [
    "tickets about passwords",
    "t/a.txt",
    () => "The password is required and must have 12 characters.\nPlease reset the password for user admin.\n",
  ],
  ["ticket with a name", "t/b.txt", () => "The password is in app_db_password_v3, see the runbook of 2026-11-01.\n"],
  [
    "ticket with a link",
    "t/c.eml",
    () => "Subject: Reset\n\nYour password: use https://id.internal/reset?step=2 to set it.\n",
  ],
  [
    "commit message",
    "t/COMMIT_EDITMSG",
    ({ draw }) => `Rotate the password for the database\n\nFixes #4711, after ${draw.text(40, alphabets.hex)}\n`,
  ],
  ["chat", "t/d.log", () => "[10:02] <ann> what's the password?\n[10:02] <bob> in the vault, as always\n"],
  ["heading", "docs/p.md", () => "## Root password\n\nAsk for it at the desk in room A-214.\n"],
  ["password mask", "t/e.md", () => "Login: admin, password: ************\nUser / password: admin / ••••••••\n"],
  ["user and role", "docs/q.md", () => "Log in as `admin` with `read-only` rights, then with two-factor codes.\n"],
  ["German prose", "t/f.txt", () => "Das Passwort lautet wie beim letzten Mal und wird am 01.12.2026 geändert.\n"],
];

export const deviceLines: Form[] = [
  [
    "IOS encrypted",
    "r1.cfg",
    () => "service password-encryption\nsecurity passwords min-length 10\nip ssh version 2\n",
  ],
  [
    "IOS names",
    "r2.cfg",
    () =>
      "crypto key generate rsa modulus 4096\naaa authentication login default group tacacs+ local\nkey chain ospf-keys\n key 1\n",
  ],
  ["SNMP views", "snmpd.conf", () => 'view all included .1\naccess group1 "" usm authPriv exact all none none\n'],
  [
    "Junos",
    "junos.conf",
    () => "set system login password minimum-length 12\nset system login password format sha512\n",
  ],
  ["WireGuard public", "wg0.conf", ({ draw }) => `[Peer]\nPublicKey = ${draw.text(43)}=\nAllowedIPs = 10.0.0.2/32\n`],
  ["IPsec certificate", "ipsec.secrets", () => ": RSA gateway-key-2026.pem\n"],
  [
    "RADIUS by variable",
    "clients.conf",
    () => "client sw1 {\n  ipaddr = 10.0.0.2\n  secret = $ENV{RADIUS_SECRET}\n}\n",
  ],
  ["rsyncd", "rsyncd.conf", () => "auth users = backup\nsecrets file = /etc/rsyncd.secrets\n"],
  [
    "login by key",
    "sshd_config",
    () => "PasswordAuthentication no\nPermitRootLogin prohibit-password\nAuthorizedKeysFile .ssh/authorized_keys2\n",
  ],
  [
    "Dovecot file",
    "auth.conf",
    () => "passdb {\n  driver = passwd-file\n  args = scheme=SHA512-CRYPT username_format=%u /etc/dovecot/users\n}\n",
  ],
  [
    "users by system",
    "users",
    () => "root:x:0:0:root:/root:/bin/bash\nwww-data:*:33:33:www-data:/var/www:/usr/sbin/nologin\n",
  ],
  ["game without password", "server.cfg", () => 'hostname "x"\nsv_password ""\nrcon_password ""\nmaxplayers 32\n'],
];

export const programsAbout: Form[] = [
  [
    "constructor",
    "src/User.java",
    () => 'User admin = new User("admin", "Administrator");\nnew Account("main", "EUR-2026");\n',
  ],
  [
    "connection",
    "db.py",
    () =>
      'conn = connect("db-1.internal", "app", os.environ["DB_PASSWORD"])\nclient = Client("eu-central-1", "2012-10-17")\n',
  ],
  [
    "comparison",
    "login.js",
    () => 'if (password === "") throw new Error("password-required-2");\nif (token.type === "bearer") next();\n',
  ],
  [
    "test of a rule",
    "rules.test.ts",
    () =>
      'expect(validate({ password: "short" })).toBe("password.tooShort");\nexpect(tokenOf("a b")).toBe(undefined);\n',
  ],
  [
    "lexer",
    "scan.go",
    () => '\tcases := []token{{token.STRING, `"\\u0000"`}, {token.IDENT, "foo_123"}}\n\tassert.Equal(t, token, "x1")\n',
  ],
  [
    "token in a comment",
    "bits.go",
    () =>
      '// A token of the pattern "D[0-9]+:[0-9]+" represents bits.\n// The token is v1 of RFC7519-compliant claims.\n',
  ],
  [
    "algorithm",
    "sign.py",
    () => 'sig = hmac.new(key, body, "sha256")\njwt.decode(token, key, algorithms=["HS256"], audience="api-v2")\n',
  ],
  [
    "columns",
    "rows.sql",
    ({ draw }) =>
      `CREATE TABLE users (\n  id int,\n  password_hash varchar(80),\n  remark text\n);\nINSERT INTO users VALUES (1, NULL, 'since 2026-01-01, no. ${draw.text(6, alphabets.digits)}');\n`,
  ],
  [
    "column of a reference",
    "keys.sql",
    () =>
      "COPY public.settings (id, secret_name, password_policy) FROM stdin;\n1\tapp_db_password_v3\tmin-12-chars-v2\n\\.\n",
  ],
  [
    "i18n in many languages",
    "messages.properties",
    () => "password.label=Passwort\npassword.hint=Mindestens 12 Zeichen\ntoken.expired=Jeton expir\u00e9\n",
  ],
  ["CSV about tokens", "tokens.csv", () => "token,count,frequency\nhouse2house,12,0.4\nthe,99,0.9\n"],
  [
    "cookie without a session",
    "req.txt",
    () => "> Cookie: lang=de; theme=dark-2026-edition\n< Set-Cookie: consent=2026-01-01; path=/\n",
  ],
  [
    "command options",
    "run.sh",
    () =>
      "ssh -l ops -p 2222 web1.internal\nrsync -u -p /srv/data-2026 backup:/b\nmkdir -p /srv/app1 && chown -u app /srv\n",
  ],
  [
    "parent of a key",
    "map.json",
    () =>
      JSON.stringify(
        {
          session: { key: "user-42-session" },
          encryption: { key: "arn:aws:kms:eu-central-1:123456789012:key/app" },
          cookie: { key: "__Host-id2" },
        },
        undefined,
        2,
      ),
  ],
  [
    "text with settings",
    "doc.py",
    () => 'HELP = """\npassword=<your password>\ntoken=$TOKEN\nsecret=see_the_docs_v2\n"""\n',
  ],
];
