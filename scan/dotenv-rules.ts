// What `no-dotenv` looks for in files.
import { findInCompose } from "./compose-file.ts";
import { findDotenv } from "./dotenv-file.ts";
import { fingerprint, type FileRule } from "./finding.ts";
import { retiredFiles } from "./retired-files.ts";
import { retiredNames } from "./retired-names.ts";
import { findRetiredUses } from "./retired-uses.ts";
import { findInStackConfig } from "./stack-config.ts";
import { findInWorkflow } from "./workflow-file.ts";

/**
 * Finds a `.env` file, a retired file, and secrets where settings are given: in compose files, stack configs and workflows.
 *
 * @param root the folder whose policy/retired-files.yaml says what is retired
 * @throws UserError when that list is malformed
 */
export function plainSettingsIn(root: string): FileRule {
  const retired = retiredIn(root);
  return async (file, text) => {
    const found = await retired(file, text);
    return [
      ...found,
      // A retired file is one, whatever is in it.
      ...(found.some(({ kind }) => kind === "retired-file") ? [] : findDotenv(file, text)),
      ...findInCompose(file, text),
      ...findInStackConfig(file, text),
      ...findInWorkflow(file, text),
    ];
  };
}

/**
 * Finds a retired file, also when it is empty, and what makes, carries or reads one.
 *
 * @param root the folder whose policy/retired-files.yaml says what is retired
 * @throws UserError when that list is malformed
 */
export function retiredIn(root: string): FileRule {
  const isRetired = retiredNames(retiredFiles(root));
  return (file, text) => {
    if (isRetired(file) === undefined) return findRetiredUses(file, text, isRetired);
    const lastLine = text.split("\n").length;
    return [{ file, line: 1, kind: "retired-file", fingerprint: fingerprint(file, text), lastLine }];
  };
}
