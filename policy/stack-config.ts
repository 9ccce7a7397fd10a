// What the policies read of the stack config itself. The engine hands it to the pack as it does to the program, with the
// project's prefix.
import { getConfig } from "@pulumi/pulumi/runtime/config.js";
import { getProject } from "@pulumi/pulumi/runtime/settings.js";
import { parseClasses, type SecretClasses } from "../inventory/classes.ts";
import { parseComposeFiles } from "../inventory/compose-files.ts";
import type { Problem } from "../inventory/problems.ts";
import { parseTenantColumns, type TenantColumn } from "../inventory/tenant-columns.ts";
import type { Report } from "./define.ts";

/** The compose files that the config names: paths relative to the project's folder. What is wrong with them is reported. */
export function configuredComposeFiles(report: Report): string[] {
  return configured("composeFiles", parseComposeFiles, report);
}

/** The tenants' encrypted columns that the config declares. What is wrong with them is reported. */
export function configuredTenantColumns(report: Report): TenantColumn[] {
  return configured("tenantColumns", parseTenantColumns, report);
}

/**
 * The classes of secrets that the config declares; none where it declares none, as with a program of another kind. What is
 * wrong with them is left to the program to say.
 */
export function configuredClasses(): SecretClasses {
  return configured("classes", parseClasses, () => undefined);
}

function configured<T>(key: string, parse: (list: unknown, problems: Problem[]) => T, report: Report): T {
  const problems: Problem[] = [];
  const parsed = parse(read(key), problems);
  for (const problem of problems) report(problem);
  return parsed;
}

/** A list comes as JSON, anything else as the text that it is. */
function read(key: string): unknown {
  const text = getConfig(`${getProject()}:${key}`);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
