// All that policies need for scanning. They load it when they need it and not before: the engine waits for the pack at its start, and for
// half of the pack's modules it waits in vain.
import { settingsKinds } from "../scan/dotenv-rules.ts";
import { scanTree } from "../scan/scan.ts";
import type { Report } from "./define.ts";
import { fileRulesFor } from "./file-rules.ts";
import { projectRoot } from "./project-root.ts";
import { reportScan, reportWholeScan } from "./report-scan.ts";

export { findInService } from "./service-settings.ts";

/**
 * Scans the project's files while the engine starts the program, so that the policies find it done. What keeps it from scanning is not
 * reported here: the policies look themselves, and report it.
 */
export async function scanAhead(): Promise<void> {
  try {
    const root = projectRoot();
    const { plainText, plainSettings } = fileRulesFor(root);
    await scanTree(root, [plainText, plainSettings]);
  } catch {
    return;
  }
}

/**
 * Reports what gives a program its settings another way than the stack does.
 *
 * @param named files that are read even if Git ignores them
 */
export async function reportPlainSettings(root: string, named: readonly string[], report: Report): Promise<void> {
  await reportScan(root, [fileRulesFor(root).plainSettings], named, report);
}

/** Reports all other secrets in plain text, and what is wrong with the exceptions. */
export async function reportPlainText(root: string, report: Report): Promise<void> {
  const { plainText, plainSettings } = fileRulesFor(root);
  await reportWholeScan(root, [plainText, plainSettings], ({ kind }) => !settingsKinds.has(kind), report);
}
