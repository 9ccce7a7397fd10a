// What `no-dotenv` looks for in files.
import { findInCompose } from "./compose-file.ts";
import { findDotenv } from "./dotenv-file.ts";
import type { FileRule } from "./finding.ts";
import { findInStackConfig } from "./stack-config.ts";
import { findInWorkflow } from "./workflow-file.ts";

/** A `.env` file, and secrets where settings are given: compose files, stack configs, workflows. */
export const findPlainSettings: FileRule = (file, text) => [
  ...findDotenv(file, text),
  ...findInCompose(file, text),
  ...findInStackConfig(file, text),
  ...findInWorkflow(file, text),
];

/** The kinds of what it finds. */
export const settingsKinds: ReadonlySet<string> = new Set([
  "dotenv-file",
  "compose-env-file",
  "compose-environment",
  "plain-stack-config",
  "workflow-literal",
]);
