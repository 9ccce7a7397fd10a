// Finds values that stand unencrypted in the stack's YAML file, and not under `secure:`.
import { pathOf } from "../rotation/config-path.ts";
import { isMapping } from "./fields.ts";
import type { SecretValues } from "./values.ts";

/**
 * The paths in the config of the values that a stack's file holds unencrypted. With `--config-file` another file is in use, so only
 * a value that the program was given, too, counts as found.
 *
 * @param file the whole file, parsed
 * @param valuesKey the config key of the values, with the project's prefix
 * @param values the values that the program was given
 */
export function plainValuesOf(file: unknown, valuesKey: string, values: SecretValues): string[] {
  const config = entryOf(file, "config");
  const written = entryOf(config, valuesKey);
  return pathsOf(values, (logicalName, version, value) => {
    const leaf = entryOf(entryOf(written, logicalName), version);
    return typeof leaf === "string" && leaf === value;
  });
}

/** The paths of all values, for a config of which Pulumi says that no value is encrypted. */
export function allValuesOf(values: SecretValues): string[] {
  return pathsOf(values, () => true);
}

/** The warning about values that stand unencrypted; undefined when there are none. */
export function describePlainValues(paths: readonly string[]): string | undefined {
  if (paths.length === 0) return undefined;
  const one = paths.length === 1;
  const commands = paths.map((path) => `pulumi config set --secret --path '${path}'`);
  return [
    `${one ? "A value stands" : `${paths.length} values stand`} unencrypted in the stack config: ${paths.join(", ")}.`,
    `Whoever has read the file has ${one ? "it" : "them"}: rotate ${one ? "it" : "each"} if the file was ever committed or shared. To encrypt, type:`,
    ...commands,
  ].join("\n");
}

function pathsOf(
  values: SecretValues,
  isPlain: (logicalName: string, version: string, value: string) => boolean,
): string[] {
  return Object.entries(values).flatMap(([logicalName, versions]) =>
    Object.entries(versions)
      .filter(([version, value]) => isPlain(logicalName, version, value))
      .map(([version]) => pathOf(["values", logicalName, version])),
  );
}

function entryOf(mapping: unknown, key: string): unknown {
  return isMapping(mapping) && Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}
