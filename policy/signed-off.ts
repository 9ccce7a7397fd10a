// Reads signed-off-columns.yaml, the list of tenants' columns that are signed off. The file is a part of the pack.
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { UserError } from "../rotation/user-error.ts";

const fileName = "signed-off-columns.yaml";

/** A column that may be encrypted deterministically, and the decision that allows it. */
export const signedOffSchema = z.object({ table: z.string(), column: z.string(), approval: z.string() });

/**
 * The columns that Legal and the DPO have signed off.
 *
 * @param folder where the file is; default the pack's own
 * @throws UserError when it is malformed, or missing
 */
export async function signedOffColumns(folder = import.meta.dirname): Promise<z.output<typeof signedOffSchema>[]> {
  const columns = z.array(signedOffSchema).safeParse(await readYaml(path.join(folder, fileName)));
  if (columns.success) return columns.data;
  const form = "{ table: customers, column: email, approval: ADR-7 }";
  throw new UserError(`policy/${fileName} is not a list of columns.`, `Correct it; an entry is ${form}.`);
}

async function readYaml(file: string): Promise<unknown> {
  // Most runs need neither the list nor what reads it.
  const { parse } = await import("yaml");
  try {
    return parse(readFileSync(file, "utf8")) ?? [];
  } catch {
    return undefined;
  }
}
