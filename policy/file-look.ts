// One look at the project's files, for all policies that judge them: each file is read once. It needs nothing of Pulumi's SDK, so that it
// can be taken in a thread of its own.
import type { FileRule, Finding } from "../scan/finding.ts";
import { scanTogether } from "../scan/scan.ts";
import { composeTextOf, type ComposeText } from "./compose-text.ts";
import { fileRulesFor } from "./file-rules.ts";

/** What was seen. */
export interface Look {
  /** What gives a program its settings another way than the stack does. */
  plainSettings: Finding[];
  /** These, and all other secrets in plain text. */
  plainText: Finding[];
  /** The files that were read. */
  files: string[];
  /** Those of them that are compose files, or may be. */
  composeTexts: { file: string; said: ComposeText }[];
}

/**
 * Looks at the files of a folder. What a rule found in a text is kept, so that a second look takes as long as reading the files.
 *
 * @param guardsFrom the folder whose list says what is retired
 */
export async function lookAtFiles(root: string, guardsFrom: string): Promise<Look> {
  const { plainText, plainSettings } = fileRulesFor(root, guardsFrom);
  const files: string[] = [];
  const composeTexts: Look["composeTexts"] = [];
  const compose: FileRule = (file, text) => {
    if (text !== "") files.push(file);
    const said = composeTextOf(file, text);
    if (said.documents.length > 0 || said.isUnclear) composeTexts.push({ file, said });
    return [];
  };
  const [settings, all] = await scanTogether(root, [[plainSettings], [plainText, plainSettings], [compose]]);
  return { plainSettings: settings.findings, plainText: all.findings, files, composeTexts };
}
