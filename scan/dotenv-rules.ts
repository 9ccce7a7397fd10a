// What `no-dotenv` looks for in files.
import { findInCompose } from "./compose-file.ts";
import { findDotenv } from "./dotenv-file.ts";
import type { FileRule } from "./finding.ts";
import { retiredFiles } from "./retired-files.ts";
import { findInStackConfig } from "./stack-config.ts";
import { findInWorkflow } from "./workflow-file.ts";

/**
 * Finds a `.env` file, and secrets where settings are given: in compose files, stack configs and workflows.
 *
 * @param root the project's folder, which says what other `.env` files are retired
 * @throws UserError when its list of them is malformed
 */
export function plainSettingsIn(root: string): FileRule {
  const retired = retiredFiles(root);
  return (file, text) => [
    ...findDotenv(file, text, retired),
    ...findInCompose(file, text),
    ...findInStackConfig(file, text),
    ...findInWorkflow(file, text),
  ];
}

/** The kinds of what it finds. */
export const settingsKinds: ReadonlySet<string> = new Set([
  "dotenv-file",
  "compose-env-file",
  "compose-environment",
  "plain-stack-config",
  "workflow-literal",
]);
