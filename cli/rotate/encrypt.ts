// Has Pulumi encrypt values, by whatever encrypts the stack's. `pulumi config set` would write the whole stack file anew, so it gets a
// copy with nothing in it but how the stack encrypts; what it writes there is put into the real file.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { isDeepStrictEqual } from "node:util";
import { parse, parseDocument } from "yaml";
import { pathOf } from "../../rotation/config-path.ts";
import { UserError } from "../../rotation/user-error.ts";
import type { StackFiles } from "../edit/stack-edit.ts";
import { runProgram } from "../programs.ts";
import type { Stack } from "../stack.ts";
import type { NextVersion } from "./plan.ts";
import { withScratch } from "./scratch.ts";

/**
 * The ciphertexts of values, by their secrets' logical names.
 *
 * @param values the values by their secrets' logical names
 * @throws UserError with Pulumi's own message
 */
export async function encrypt(
  stack: Stack,
  files: StackFiles,
  rotations: readonly NextVersion[],
  values: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const ciphertexts = new Map<string, string>();
  if (values.size === 0) return ciphertexts;
  return await withScratch(async (folder) => {
    const copy = path.join(folder, path.basename(stack.file));
    const settings = settingsOf(files.config.text);
    for (const { secret, to } of rotations) {
      const { logicalName } = secret;
      const value = values.get(logicalName);
      if (value === undefined) continue;
      writeFileSync(copy, settings, { mode: 0o600 });
      ciphertexts.set(logicalName, await encryptOne(stack, copy, settings, [logicalName, String(to)], value));
    }
    return ciphertexts;
  });
}

async function encryptOne(
  { project, name, file }: Stack,
  copy: string,
  settings: string,
  [secret, version]: readonly [string, string],
  value: string,
): Promise<string> {
  const key = `${project.name}:${pathOf(["values", secret, version])}`;
  const words = [
    "config",
    "set",
    "--secret",
    "--path",
    key,
    "--stack",
    name,
    "--config-file",
    copy,
    "--non-interactive",
  ];
  const where = { cwd: path.dirname(project.file), env: process.env };
  // Pulumi drops one newline at the end.
  const { exitCode, stderr } = await runProgram("pulumi", words, { ...where, input: `${value}\n` });
  if (exitCode !== 0) {
    const remedy = "Mend that, and run the command again. No file was changed.";
    throw new UserError(`Pulumi did not encrypt the value of ${secret}: ${stderr.trim()}`, remedy);
  }
  const { config, ...others } = parse(readFileSync(copy, "utf8")) as { config?: Record<string, unknown> };
  if (!isDeepStrictEqual(others, parse(settings) ?? {})) {
    throw new UserError(
      `Nothing encrypts the values of ${path.basename(file)} yet, and what Pulumi has just made is not in it.`,
      `Set this first value by Pulumi: pulumi config set --stack ${name} --secret --path '${key}'`,
    );
  }
  const values = config?.[`${project.name}:values`] as Record<string, Record<string, { secure?: string }>> | undefined;
  const ciphertext = values?.[secret]?.[version]?.secure;
  if (ciphertext === undefined) throw new Error(`pulumi has written no ciphertext of ${secret}`);
  return ciphertext;
}

/** All of a stack's file but its config: how its values are encrypted. */
function settingsOf(text: string): string {
  const document = parseDocument(text);
  document.delete("config");
  return document.toString();
}
