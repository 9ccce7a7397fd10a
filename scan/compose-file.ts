// Compose files: `env_file:`, and secrets among `environment:`.
import path from "node:path";
import { isScalar, isSeq, type Document, type Pair } from "yaml";
import { locate, type Located, type Match } from "./finding.ts";
import { secretIn } from "./settings.ts";
import { keyOf, pairsOf, readYaml, resolved, settingsOf, unreadSettings } from "./yaml-settings.ts";

/** What a compose file gives its services as environment, where it must not. */
export function findInCompose(file: string, text: string): Located[] {
  if (!mayBeCompose(file, text)) return [];
  const documents = readYaml(text);
  // Compose merges the documents of a file.
  const matches =
    documents?.flatMap((document) => findInDocument(document, text)) ??
    (looksLikeCompose.test(text) ? [unreadSettings(text)] : []);
  return locate(file, text, matches);
}

function findInDocument(document: Document, text: string): Match[] {
  const services = pairsOf(document, document.get("services", true));
  const included = resolved(document, document.get("include", true));
  const inIncludes = (isSeq(included) ? included.items : [])
    .flatMap((item) => pairsOf(document, item))
    .flatMap((pair) => envFileOf(text, pair));
  const matches = services.flatMap(({ value: service }) =>
    pairsOf(document, service).flatMap((pair): Match[] => {
      if (keyOf(pair) !== "environment") return envFileOf(text, pair);
      return settingsOf(document, pair.value).flatMap(({ name, value, start, end }) => {
        const secret = secretIn(name, value);
        return secret === undefined ? [] : [{ kind: "compose-environment", start, end, value: secret }];
      });
    }),
  );
  return [...matches, ...inIncludes];
}

/** An `env_file`, known by what it names: an exception is for these files and no others. */
function envFileOf(text: string, pair: Pair): Match[] {
  const range = isScalar(pair.key) ? pair.key.range : undefined;
  if (keyOf(pair) !== "env_file" || !range) return [];
  const [from, to] = (pair.value as { range?: readonly number[] } | null)?.range ?? [];
  return [
    { kind: "compose-env-file", start: range[0], end: range[1], value: text.slice(from ?? range[0], to ?? range[1]) },
  ];
}

/** Whether a file may be a compose file, by what is in it: it may have any name, be JSON, and write its keys with escapes. */
function mayBeCompose(file: string, text: string): boolean {
  const name = path.posix.basename(file);
  return (
    (/\.(?:ya?ml|json)$/i.test(name) || !name.includes(".")) &&
    /services|include|\\[ux]/.test(text) &&
    /env_file|environment|\\[ux]/.test(text)
  );
}

/** Whether a text that was not read looks like one. */
const looksLikeCompose = /^[\s{]*["']?(?:services|include)["']?\s*:/m;
