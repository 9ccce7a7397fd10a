// Warnings about a stack config that is accepted all the same.
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import process from "node:process";
import { describeSize } from "../inventory/config-size.ts";
import { allValuesOf, describePlainValues, plainValuesOf } from "../inventory/plain-values.ts";
import type { SecretValues } from "../inventory/values.ts";
import { warn } from "./warn.ts";

/** Warns of values that stand unencrypted, and of a config that will soon be too large to be handed to a program. */
export async function warnOfConfig(values: SecretValues): Promise<void> {
  const warnings = [describePlainValues(await plainValues(values)), describeSize(pulumi.runtime.allConfig(), values)];
  for (const warning of warnings) if (warning !== undefined) await warn(warning);
}

/**
 * The paths of values that stand unencrypted in the stack config. Pulumi calls a key secret when anything under it is encrypted, so
 * a single plain value beside encrypted ones shows in the stack's file only. That file is not looked for where `--config-file` may
 * have put it.
 */
async function plainValues(values: SecretValues): Promise<string[]> {
  const secretKeys = process.env["PULUMI_CONFIG_SECRET_KEYS"];
  if (secretKeys === undefined) return [];
  const valuesKey = `${pulumi.getProject()}:values`;
  if (!(JSON.parse(secretKeys) as string[]).includes(valuesKey)) return allValuesOf(values);
  const file = ["yaml", "yml"].map((extension) => read(`Pulumi.${pulumi.getStack()}.${extension}`)).find(Boolean);
  if (file === undefined || !mayHold(file, values)) return [];
  // The parser takes a while to load, and hardly any run needs it.
  const { parseDocument } = await import("yaml");
  // Pulumi has read the file, so it is well formed.
  return plainValuesOf(parseDocument(file, { logLevel: "silent" }).toJS(), valuesKey, values);
}

/**
 * Whether one of the values may stand in a text of YAML. A value of plain characters stands there as it is; any other may stand
 * there in another spelling, with quotes or escapes.
 */
function mayHold(text: string, values: SecretValues): boolean {
  const given = Object.values(values).flatMap((versions) => Object.values(versions));
  return given.some((value) => !/^[!#-&(-[\]-~]+$/.test(value) || text.includes(value));
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
