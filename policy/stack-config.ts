// Reads the keys of the stack config that policies need. The engine hands the config to the pack as to the program, with the project's
// name before each key.
import { getConfig } from "@pulumi/pulumi/runtime/config.js";
import { getProject } from "@pulumi/pulumi/runtime/settings.js";
import { parseClasses, type SecretClasses } from "../inventory/classes.ts";
import { parseComposeFiles } from "../inventory/compose-files.ts";
import { parseInventory, type Inventory } from "../inventory/inventory.ts";
import { InventoryError } from "../inventory/problems.ts";
import type { Problem } from "../inventory/problems.ts";
import { parseTenantColumns, type TenantColumn } from "../inventory/tenant-columns.ts";
import { configuredNames } from "./configured-keys.ts";
import type { Report } from "./define.ts";

/** The compose files that the config names, as paths from the project's folder. Mistakes in the list are reported. */
export function configuredComposeFiles(report: Report): string[] {
  return configured("composeFiles", parseComposeFiles, report);
}

/** The tenants' encrypted columns that the config declares. Mistakes in the list are reported. */
export function configuredTenantColumns(report: Report): TenantColumn[] {
  return configured("tenantColumns", parseTenantColumns, report);
}

/**
 * The classes of secrets that the config declares; none where it declares none, as in a project with another program. Mistakes in
 * them are not reported here, because the program reports them.
 */
export function configuredClasses(): SecretClasses {
  return configured("classes", parseClasses, () => undefined);
}

/**
 * The whole inventory that the config declares; undefined where it declares none, or one with mistakes, as in a project with another
 * program. The program reports the mistakes.
 */
export function configuredInventory(): Inventory | undefined {
  const given = configuredNames.map((key) => [key, read(key)] as const);
  try {
    return parseInventory(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  } catch (error) {
    if (error instanceof InventoryError) return undefined;
    throw error;
  }
}

function configured<T>(key: string, parse: (list: unknown, problems: Problem[]) => T, report: Report): T {
  const problems: Problem[] = [];
  const parsed = parse(read(key), problems);
  for (const problem of problems) report(problem);
  return parsed;
}

/** Reads a key of the config. The engine passes lists and mappings as JSON, and anything else as plain text. */
function read(key: string): unknown {
  const text = getConfig(`${getProject()}:${key}`);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
