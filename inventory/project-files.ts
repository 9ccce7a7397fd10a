// What the files of a Pulumi project say of a stack: the config that the CLI makes of them, without what is encrypted.
import { isMapping } from "./fields.ts";

/** The config keys of what is encrypted, and no part of the inventory. */
const encryptedKeys = ["values", "fingerprintKey"];

/**
 * The config of a stack as the program gets it, by the key without the project's prefix, for `parseInventory`. As in Pulumi, a key that
 * the stack's file has is the stack's alone, and any other one has what `Pulumi.yaml` says under `value` or `default`.
 *
 * @param project what `Pulumi.yaml` says
 * @param stack what `Pulumi.<stack>.yaml` says; null when the file is empty
 * @returns undefined when the project has no name
 */
export function configOf(project: unknown, stack: unknown): Record<string, unknown> | undefined {
  const name = isMapping(project) ? project["name"] : undefined;
  if (!isMapping(project) || typeof name !== "string") return undefined;
  const byProject = keysOf(project["config"], name).flatMap(([key, declared]): [string, unknown][] => {
    if (!isMapping(declared)) return [[key, declared]];
    const value = declared["value"] ?? declared["default"];
    return value === undefined || value === null ? [] : [[key, value]];
  });
  const byStack = keysOf(isMapping(stack) ? stack["config"] : undefined, name);
  const all = [...byProject, ...byStack].filter(([key]) => !encryptedKeys.includes(key));
  return Object.fromEntries(all);
}

/** The folder of the stacks' files, from the project's; empty when it is that one. */
export function stackFolder(project: unknown): string {
  if (!isMapping(project)) return "";
  const folder = project["stackConfigDir"] ?? project["config"];
  return typeof folder === "string" ? folder : "";
}

/** The project's own keys of a block of config: with its name before them, or without any. */
function keysOf(block: unknown, project: string): [string, unknown][] {
  if (!isMapping(block)) return [];
  return Object.entries(block).flatMap(([key, value]): [string, unknown][] => {
    const [namespace, ...rest] = key.split(":");
    if (rest.length === 0) return [[key, value]];
    return namespace === project ? [[rest.at(-1) ?? "", value]] : [];
  });
}
