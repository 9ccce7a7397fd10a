// Tells from the name of a setting whether its value is a secret: DB_PASSWORD is one, passwordFile and token_type are not.

const passwordWords =
  "password passwords passwd passwds passphrase passcode passwort kennwort senha pwd pass pw psk requirepass masterauth";
const secretWords = new Set(
  (
    `${passwordWords} secret secrets token tokens credential credentials cred creds apikey apitoken authtoken accesstoken ` +
    "passe contrasena contrasenia wachtwoord haslo heslo losenord hmac keystring accesskey rocommunity rwcommunity community authtok keymaterial psksecret secretkey privatekey clientsecret authkey bearer authorization webhook pepper mnemonic"
  ).split(" "),
);

/** What makes a key a secret one: `api_key`, but not `primary_key`. */
const keyWords = new Set(
  (
    "api app access secret private stripe openai anthropic mailgun sendgrid postmark twilio pusher datadog newrelic honeycomb mailjet mandrill paypal digest authentication tacacs radius isakmp network wpa wep wifi community signing sign signature encryption encrypt crypt crypto cipher auth master account storage session " +
    "hmac jwt jwk aes des rsa ssh deploy shared consumer license service admin root server integration subscription function " +
    "write ingest ingestion logged nonce cookie data fernet aead salt validation decryption decrypt psk pre preshared license signature vault unseal unlock recovery webhook vapid host seal"
  ).split(" "),
);

/** What a salt is kept secret for. */
const saltWords = new Set(
  "auth logged nonce secret session cookie hash password token api app application jwt signing security".split(" "),
);

/** After the secret's own word these say that the setting is about a secret, and not one itself: `password_file`, `secretStore`. */
const aboutWords = new Set(
  (
    "file files filename filepath path paths dir directory folder name names id ids identifier uri url urls endpoint host hostname port type " +
    "types kind class ttl expiry expires expiration expire expired age policy policies hash hashes hashed hasher encryption digest ref refs reference " +
    "arn label labels count counts size length len min max minimum maximum limit limits budget regex pattern prefix suffix header headers " +
    "env var variable version versions public algorithm alg format formatter encoding scope scopes issuer provider providers manager " +
    "service services store stores storage source sources backend engine plugin driver helper handler factory builder generator reader " +
    "writer loader parser validator verifier resolver client mapper repository adapter module component controller index page next " +
    "csrf placeholder description title message messages error errors err hint help text color colour param params parameter parameters arg " +
    "args kinds valid invalid invalidated required reset forgot forgotten strength rule rules mode target targets sig check checker " +
    "changed change changes updated created rotation rotate rotated lifetime duration timeout interval enabled disabled enable disable " +
    "exists missing mismatch confirmation visible visibility toggle input field fields form button icon column table schema list map set " +
    "usage used status state callback hook event events action actions group groups role roles user username owner template " +
    "count counter cost costs price stream streamer position offset start end line mask masked template keyring metadata meta spec " +
    "section add rm remove create update inspect ls named called mark marker marks symbol signature signatures list lists section note notes comment example examples sample test tests subject audience realm last first mtime ctime atime time date days at since until sha sum checksum challenge question answer translation json yaml yml txt pem crt ts js go py md java"
  ).split(" "),
);

/** Before the secret's word these say the same: `has_password`, `max_tokens`, `public_key`. */
const aboutBefore = new Set(
  (
    "has have is was use uses using with without no needs need require requires required reset forgot forgotten invalid valid wrong missing " +
    "bad incorrect weak max min num number total count show hide toggle disable enabled allow allows ask prompt get fetch read load " +
    "parse check validate verify compare hash csrf xsrf next continuation page cancellation cancel sync paging eos bos pad " +
    "unk sep cls stop special syntax lexer prompt completion input output cached design css color semantic string identifier keyword operator"
  ).split(" "),
);

/** What a function does with a secret; behind other words it says what the secret is for: `sr_check_password`. */
const verbs = new Set("check validate verify compare fetch read load sync show".split(" "));

/** The words of a name, in lower case: `dbPassword`, `DB_PASSWORD` and `db-password` have the same. */
function wordsOf(name: string): string[] {
  return (/[^\x00-\x7f]/.test(name) ? name.normalize("NFD").replaceAll(/\p{M}/gu, "") : name)
    .replaceAll(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3 $2$4")
    .toLowerCase()
    .split(/[^a-z\d]+|(?<=[a-z])\d+$/)
    .filter((word) => word !== "" && !/^\d+$/.test(word));
}

/** Names without a separator count too: `dbpassword`, `rootpw`. */
const joined =
  /(?:passwords?|passwd|passphrase|passwort|secret|(?:api|auth|access|bot|user|refresh|deploy)token|token|(?:api|secret|access|private|auth|encryption|signing|master|account)key)$/;
const joinedShort =
  /^(?:db|pg|my|sql|user|root|admin|smtp|mail|ftp|ldap|redis|mysql|http|proxy|ssh|key|store|app|bind|sa|wifi|remote|local|imap|pop|relay|auth|login|web|nas|vpn|ppp|wpa|wlan|rcon|server|host|conn|master|repl|keystore|truststore|cert|p12|pfx|jks|zip|backup|sftp|snmp|sip|mqtt|amqp|rabbit|mongo|oracle|sys|system|svc|service|guest|super|su|sudo|become|client|tls|ssl|account|site)(?:pass|pwd|pw)$/;

function isSecretWord(word: string): boolean {
  return secretWords.has(word) || joined.test(word) || joinedShort.test(word);
}

/** Which of the words is the secret's own: the last one; -1 without any. */
function secretAt(words: readonly string[]): number {
  return words.findLastIndex((word, index) => {
    const before = words[index - 1] ?? "";
    if (word === "key" || word === "keys") return keyWords.has(before) && words[index - 2] !== "public";
    if (word === "salt") return saltWords.has(before);
    if (word === "string" && before === "key") return true;
    if (word === "material") return before === "key";
    if (word === "string") return before === "connection" && words[index - 2] === "storage";
    return isSecretWord(word);
  });
}

/** What was said of short names: the same ones come back again and again. */
const known = new Map<string, boolean>();
const mostKnown = 2000;
/** A longer name is no copy, and would keep the whole text in memory that it was cut from. */
const longestKnown = 12;

/** Whether the value of a setting with this name is a secret. */
export function isSecretName(name: string): boolean {
  if (name.length > longestKnown) return judge(name);
  const before = known.get(name);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const is = judge(name);
  known.set(name, is);
  return is;
}

function judge(name: string): boolean {
  const words = wordsOf(name);
  const at = secretAt(words);
  if (at === -1) return false;
  const after = words.slice(at + 1);
  if (words[at] === "webhook" && after.every((word) => word === "url" || word === "uri")) return true;
  if (after.some((word) => aboutWords.has(word) || /^(?:sha|md)\d+$/.test(word)) || after.length > 3) return false;
  if (words[at] === "salt") return true;
  return !words
    .slice(0, at)
    .some((word, index) => aboutBefore.has(word) && (index === 0 || (index === at - 1 && !verbs.has(word))));
}

/** Whether it is a secret that a person chooses and remembers, which need not look generated. */
export function isPasswordName(name: string): boolean {
  return wordsOf(name).some(
    (word) =>
      /(?:passw(?:or)?[dt]s?|passphrase|passcode|pwd|requirepass)$|^(?:pass|pw|psk|masterauth|r[ow]community|community|passe|senha|contrasena|wachtwoord|haslo|heslo|kennwort|passwort|authtok)$/.test(
        word,
      ) || joinedShort.test(word),
  );
}

/** Whether what stands under a name is made to be public, or is no secret for being random: a digest, an id, a ciphertext. */
export function isDigestName(name: string): boolean {
  return wordsOf(name).some((word) => digestWords.has(word) || /^(?:sha|md)\d+$/.test(word));
}

/** Whether a piece of a line says that a secret is in it. */
export function hasSecretWord(text: string): boolean {
  return /pass|pwd|secret|token|cred|key|auth|seed|private|salt|bearer|jwt|cookie|webhook/i.test(text);
}

const digestWords = new Set(
  (
    "integrity checksum sha hash hashes digest commit rev revision fingerprint etag signature sig public pub pubkey cert certificate " +
    "ca uuid guid id thumbprint resolved secure encryptionsalt encryptedkey salt nonce chunk module mappings charset alphabet " +
    "chars characters iv ciphertext ciphertexts cipher sealed wrapped encrypted signature signatures accessor challenge sum kid nkey jti authenticator attestation handle accept encoded href src url uri sitekey host path file import require"
  ).split(" "),
);
