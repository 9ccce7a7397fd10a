// Pulumi's stack configs: values that are not encrypted.
import path from "node:path";
import { isMap, isScalar, isSeq, type Document } from "yaml";
import { locate, type Located, type Match } from "./finding.ts";
import { secretIn } from "./settings.ts";
import { keyOf, pairsOf, readYaml, resolved, textOf, unreadSettings } from "./yaml-settings.ts";

/** The key under which every value is a secret's, whatever the project is called. */
const valuesKey = /^(?:[^:]+:)?values$/;

/** The key under which the secrets are declared, by their names. */
const secretsKey = /^(?:[^:]+:)?secrets$/;

/** The plain secrets in a `Pulumi.<stack>.yaml`, and among the config that a `Pulumi.yaml` has for every stack. */
export function findInStackConfig(file: string, text: string): Located[] {
  if (!/^Pulumi(?:\..+)?\.(?:ya?ml|json)$/i.test(path.posix.basename(file))) return [];
  const documents = readYaml(text);
  const matches = documents?.flatMap((document) => {
    const pairs = pairsOf(document, document.get("config", true));
    const declared = pairs.filter((pair) => secretsKey.test(keyOf(pair)));
    const names = new Set(declared.flatMap((pair) => pairsOf(document, pair.value).map(keyOf)));
    const about = { document, names, hasPassphrase: document.has("encryptionsalt"), seen: new Set<unknown>() };
    return pairs.flatMap((pair) => findIn(about, keyOf(pair), pair.value, valuesKey.test(keyOf(pair))));
  });
  return locate(file, text, matches ?? [unreadSettings(text)]);
}

interface About {
  document: Document;
  /** The names of the declared secrets, which services list. */
  names: ReadonlySet<string>;
  hasPassphrase: boolean;
  /** The mappings and lists that were looked into: an alias may lead back to what it stands in. */
  seen: Set<unknown>;
}

function findIn(about: About, name: string, node: unknown, isValue: boolean): Match[] {
  const value = resolved(about.document, node);
  if (isMap(value) || isSeq(value)) {
    if (about.seen.has(value)) return [];
    about.seen.add(value);
  }
  if (isSeq(value)) {
    const isName = (item: unknown): boolean => isScalar(item) && about.names.has(textOf(item));
    return value.items.flatMap((item) => (!isValue && isName(item) ? [] : findIn(about, name, item, isValue)));
  }
  if (isMap(value)) {
    const pairs = pairsOf(about.document, value);
    return pairs.flatMap((pair) => {
      const key = keyOf(pair);
      if (key === "secure" && pairs.length === 1) return findUnencrypted(pair.value, about.hasPassphrase);
      // Pulumi.yaml has a key's value in a mapping.
      return findIn(about, key === "value" || key === "default" ? name : key, pair.value, isValue);
    });
  }
  if (!isScalar(value) || value.value === null || value.value === "" || value.value === "{}") return [];
  const text = textOf(value);
  const secret = isValue ? text : secretIn(name.replace(/^.*:/, ""), text);
  const [start, end] = value.range ?? [0, 0];
  return secret === undefined ? [] : [{ kind: "plain-stack-config", start, end, value: secret }];
}

/** What stands under `secure:` and was never encrypted, as when somebody typed it there. */
function findUnencrypted(node: unknown, hasPassphrase: boolean): Match[] {
  if (!isScalar(node)) return [];
  const text = textOf(node);
  // With a passphrase Pulumi writes v1:<nonce>:<ciphertext>; a cloud's key service has base64 alone.
  const isEncrypted = hasPassphrase
    ? /^v1:[\w+/=]+:[\w+/=]+$/.test(text)
    : /^(?:v1:[\w+/=]+:)?[\w+/=:.-]{40,}$/.test(text);
  const [start, end] = node.range ?? [0, 0];
  return isEncrypted ? [] : [{ kind: "plain-secure", start, end, value: text }];
}
