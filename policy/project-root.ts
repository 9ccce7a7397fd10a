// Finds the project whose files the policies read. It has to be looked for, as the engine starts the pack in the pack's own folder.
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { z } from "zod";
import { UserError } from "../rotation/user-error.ts";

/** The setting of every policy that reads the project's files. */
export const rootSetting = {
  root: z.string().min(1).optional().describe("The project's folder; by default the nearest with a Pulumi.yaml."),
};

/**
 * The project's folder: the nearest one upwards that has a Pulumi.yaml or a Pulumi.yml.
 *
 * @param from where the search begins; by default the working directory
 * @throws UserError when there is none
 */
export function projectRoot(from = process.cwd()): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (["Pulumi.yaml", "Pulumi.yml"].some((name) => existsSync(path.join(folder, name)))) return folder;
    if (folder === path.dirname(folder)) {
      throw new UserError(
        `No folder from ${from} upwards has a Pulumi.yaml.`,
        "Name the project's folder in the policy's setting root.",
      );
    }
  }
}

/** The setting that names what a pull request starts from: whose guards hold, and with what the pull request is compared. */
export const baseSetting = {
  base: z
    .string()
    .min(1)
    .optional()
    .describe("The checkout of the commit that a pull request starts from; none by default."),
};
