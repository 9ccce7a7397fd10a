// Manifests of Kubernetes with `kind: Secret`: everything under `data:` and `stringData:` is one.
import { Buffer } from "node:buffer";
import { isMap, isScalar, parseAllDocuments, type Document } from "yaml";
import type { Match } from "./finding.ts";
import { isSecretName } from "./names.ts";
import { isCommonplace } from "./placeholders.ts";
import { isThrowAway } from "./throw-away.ts";
import { isGiven } from "./values.ts";
import { isDeep, keyOf, pairsOf, textOf, unreadSettings } from "./yaml-settings.ts";

/** Larger manifests are not parsed. */
const largest = 300_000;

/**
 * The plain values of a Secret.
 *
 * @param isExample whether the text is a test, a fixture or a document
 */
export function findInSecrets(text: string, isExample = false): Match[] {
  if (!isSecret.test(text)) return [];
  const parts = text.length > largest ? documentsOf(text).filter(({ part }) => isSecret.test(part)) : [];
  if (parts.length > 1 || (parts[0]?.part.length ?? text.length) < text.length) {
    return parts.flatMap(({ part, at }) =>
      findInSecrets(part, isExample).map((match) => ({ ...match, start: match.start + at, end: match.end + at })),
    );
  }
  try {
    if (text.length > largest || isDeep(text)) return [unreadSettings(text, "unread-manifest")];
    return parseAllDocuments(text, { logLevel: "silent", uniqueKeys: false }).flatMap((document) =>
      inDocument(document as Document, isExample),
    );
  } catch {
    return [unreadSettings(text, "unread-manifest")];
  }
}

const isSecret = /kind["']?:\s{0,4}["']?Secret["']?\s*(?:$|[,}#])/m;

/** The documents of a bundle, as texts. */
function documentsOf(text: string): { part: string; at: number }[] {
  const starts = [0, ...[...text.matchAll(/^---(?=\s)/gm)].map(({ index }) => index)];
  return starts.map((at, index) => ({ part: text.slice(at, starts[index + 1]), at }));
}

function inDocument(document: Document, isExample: boolean): Match[] {
  if (!isMap(document.contents)) return [];
  const documents = [document.contents, ...itemsOf(document)];
  return documents.flatMap((node) => {
    const pairs = pairsOf(document, node);
    if (!pairs.some((pair) => keyOf(pair) === "kind" && isScalar(pair.value) && pair.value.value === "Secret"))
      return [];
    return pairs.flatMap((pair) =>
      keyOf(pair) === "stringData" || keyOf(pair) === "data"
        ? pairsOf(document, pair.value).flatMap(({ key, value }) =>
            inValue(isScalar(key) ? textOf(key) : "", value, keyOf(pair) === "data", isExample),
          )
        : [],
    );
  });
}

function itemsOf(document: Document): unknown[] {
  const items = (document.get("items") as { items?: unknown[] } | undefined)?.items;
  return Array.isArray(items) ? items : [];
}

/** Certificates, public keys, and keys that were left empty, and nothing else. */
const publicBlocks =
  /^\s*(?:-----BEGIN (?:[A-Z\d ]*(?:CERTIFICATE|PUBLIC KEY|CRL|PARAMETERS)-----[^-]{0,100000}(?:-----END [A-Z\d ]+-----\s*|$)|([A-Z\d ]+)-----\s*-----END \1-----\s*))+$/;

function inValue(name: string, node: unknown, isEncoded: boolean, isExample: boolean): Match[] {
  if (!isScalar(node) || !node.range) return [];
  const written = textOf(node).trim();
  if (isEncoded && !/^[A-Za-z0-9+/\s]+={0,2}$/.test(written)) return [];
  const value = isEncoded ? Buffer.from(written, "base64").toString("utf8") : written;
  const isOther =
    /user|host|port|name|url$|uri$|region|bucket|ca\.crt|tls\.crt|cert|public|email|endpoint|type|project|path|version|mtime|enabled|insecure/i.test(
      name,
    ) && !isSecretName(name);
  if (isOther || !isGiven(value.trim()) || (!isSecretName(name) && isCommonplace(value)) || written.startsWith("{{"))
    return [];
  if (publicBlocks.test(value) || (isExample && isThrowAway(value))) return [];
  return [{ kind: "kubernetes-secret", start: node.range[0], end: node.range[1], value: written }];
}
