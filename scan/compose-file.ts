// Compose files: `env_file:`, and secrets among `environment:`.
import { isScalar } from "yaml";
import { locate, type Located, type Match } from "./finding.ts";
import { secretIn } from "./settings.ts";
import { keyOf, pairsOf, readYaml, settingsOf } from "./yaml-settings.ts";

/** What a compose file gives its services as environment, where it must not. */
export function findInCompose(file: string, text: string): Located[] {
  if (!isCompose(file, text)) return [];
  const document = readYaml(text);
  if (document === undefined) return [];
  const services = pairsOf(document, document.get("services", true));
  const matches = services.flatMap(({ value: service }) =>
    pairsOf(document, service).flatMap((pair): Match[] => {
      const range = isScalar(pair.key) ? pair.key.range : undefined;
      if (keyOf(pair) === "env_file" && range) {
        return [{ kind: "compose-env-file", start: range[0], end: range[1], value: "env_file" }];
      }
      if (keyOf(pair) !== "environment") return [];
      return settingsOf(document, pair.value).flatMap(({ name, value, start, end }) => {
        const secret = secretIn(name, value);
        return secret === undefined ? [] : [{ kind: "compose-environment", start, end, value: secret }];
      });
    }),
  );
  return locate(file, text, matches);
}

/** By what is in it: a compose file may have any name. */
function isCompose(file: string, text: string): boolean {
  return /\.ya?ml$/i.test(file) && /^["']?services["']?:/m.test(text) && /\b(?:env_file|environment)\b/.test(text);
}
