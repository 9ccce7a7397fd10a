// Pulumi's stack configs: values that are not encrypted.
import path from "node:path";
import { isMap, isScalar, type Document } from "yaml";
import { locate, type Located, type Match } from "./finding.ts";
import { secretIn } from "./settings.ts";
import { keyOf, pairsOf, readYaml, resolved, textOf } from "./yaml-settings.ts";

/** The key under which every value is a secret's, whatever the project is called. */
const valuesKey = /^(?:[^:]+:)?values$/;

/** The plain secrets in a `Pulumi.<stack>.yaml`. */
export function findInStackConfig(file: string, text: string): Located[] {
  if (!/^Pulumi\..+\.ya?ml$/.test(path.posix.basename(file))) return [];
  const document = readYaml(text);
  if (document === undefined) return [];
  const hasPassphrase = document.has("encryptionsalt");
  const matches = pairsOf(document, document.get("config", true)).flatMap((pair) =>
    findIn(document, keyOf(pair), pair.value, valuesKey.test(keyOf(pair)), hasPassphrase),
  );
  return locate(file, text, matches);
}

function findIn(document: Document, name: string, node: unknown, isValue: boolean, hasPassphrase: boolean): Match[] {
  const value = resolved(document, node);
  if (isMap(value)) {
    const pairs = pairsOf(document, value);
    return pairs.flatMap((pair) => {
      if (keyOf(pair) === "secure" && pairs.length === 1) return findUnencrypted(pair.value, hasPassphrase);
      return findIn(document, keyOf(pair), pair.value, isValue, hasPassphrase);
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
