// Tells from the name of a setting whether its value is a secret: DB_PASSWORD is one, passwordFile and token_type are not.

const secretWords = new Set(
  (
    "password passwords passwd passphrase pwd pass secret token credential credentials apikey apitoken " +
    "authtoken accesstoken accesskey secretkey privatekey clientsecret authkey webhook"
  ).split(" "),
);

/** What makes a key a secret one: `api_key`, but not `primary_key`. */
const keyWords = new Set(
  "api access secret private signing encryption auth master account storage session hmac jwt".split(" "),
);

/** With one of these the setting is about a secret, and not one itself. */
const aboutWords = new Set(
  (
    "file path dir name names id ids uri endpoint host type kind field class ttl expiry expires expiration expire age policy hash " +
    "ref reference arn label labels count size length min max limit regex pattern prefix suffix header env var variable version " +
    "public algorithm alg format encoding url scope scopes issuer provider manager service store index page next " +
    "continuation cursor csrf placeholder description title message error hint help text color param parameter args kinds " +
    "valid invalid required reset forgot strength rules mode source target sig signature"
  ).split(" "),
);

/** The words of a name, in lower case: `dbPassword`, `DB_PASSWORD` and `db-password` have the same. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3 $2$4")
    .toLowerCase()
    .split(/[^a-z\d]+|(?<=[a-z])\d+$/)
    .filter((word) => word !== "" && !/^\d+$/.test(word));
}

/** Names without a separator count too: `dbpassword`. */
function isSecretWord(word: string): boolean {
  return secretWords.has(word) || /(?:password|passwd|passphrase|secret|token|apikey)$/.test(word);
}

/** Whether the value of a setting with this name is a secret. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const isWebhook = words.includes("webhook");
  if (words.some((word) => aboutWords.has(word) && !(isWebhook && word === "url"))) return false;
  return words.some((word, index) => isSecretWord(word) || (word === "key" && keyWords.has(words[index - 1] ?? "")));
}

/** Whether it is a secret that a person chooses and remembers, which need not look generated. */
export function isPasswordName(name: string): boolean {
  return wordsOf(name).some((word) => /(?:passw(?:or)?ds?|passphrase|pwd)$|^pass$/.test(word));
}

/** Whether what stands under a name is made to be public, or is no secret for being random: a digest, an id, a ciphertext. */
export function isDigestName(name: string): boolean {
  return wordsOf(name).some((word) => digestWords.has(word) || /^(?:sha|md)\d+$/.test(word));
}

const digestWords = new Set(
  (
    "integrity checksum sha hash hashes digest commit rev revision fingerprint etag signature sig public pubkey cert certificate " +
    "ca uuid guid id thumbprint resolved secure encryptionsalt encryptedkey salt nonce chunk module mappings charset alphabet " +
    "chars characters href src url uri sitekey host path file import require"
  ).split(" "),
);
