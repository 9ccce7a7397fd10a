// One look at the project's files, for all policies that judge them: each file is read once. It is taken in a thread of its own, and
// needs nothing of Pulumi's SDK.
import { parentPort, type MessagePort } from "node:worker_threads";
import { keepCompiled } from "../processes/keep-compiled.ts";
import type { FileRule, Finding } from "../scan/finding.ts";
import { retiredFiles } from "../scan/retired-files.ts";
import { scanTogether } from "../scan/scan.ts";
import { CleanTexts } from "./clean-texts.ts";
import { isCommandText } from "./command-texts.ts";
import { composeTextOf, type ComposeText } from "./compose-text.ts";
import { fileRulesFor } from "./file-rules.ts";
import { wordsIn, type Word } from "./named-versions.ts";
import { projectRoot } from "./project-root.ts";
import { commandsIn, type Command } from "./rewritten-files.ts";
import { uncommented } from "./uncommented.ts";

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
  /** Those that may name versions, or change a compose file: by what in them. */
  commandTexts: { file: string; words: Word[]; commands: Command[] }[];
}

/**
 * Looks at the files of a folder. What a rule found in a text is kept, so that a second look takes as long as reading the files.
 *
 * @param guardsFrom the folder whose list says what is retired
 */
export async function lookAtFiles(root: string, guardsFrom: string): Promise<Look> {
  const clean = new CleanTexts(root, retiredFiles(guardsFrom));
  const rules = fileRulesFor(root, guardsFrom);
  const plainText = clean.except(rules.plainText);
  const plainSettings = clean.except(rules.plainSettings);
  const files: string[] = [];
  const composeTexts: Look["composeTexts"] = [];
  const commandTexts: Look["commandTexts"] = [];
  const compose: FileRule = (file, text) => {
    if (text !== "") files.push(file);
    const said = composeTextOf(file, text);
    if (said.documents.length > 0 || said.isUnclear) composeTexts.push({ file, said });
    if (isCommandText(file, text)) {
      const lines = uncommented(file, text);
      const [words, commands] = [wordsIn(lines), commandsIn(lines)];
      if (words.length > 0 || commands.length > 0) commandTexts.push({ file, words, commands });
    }
    return [];
  };
  const [settings, all] = await scanTogether(root, [[plainSettings], [plainText, plainSettings], [compose]]);
  clean.keep();
  return { plainSettings: settings.findings, plainText: all.findings, files, composeTexts, commandTexts };
}

/** What the thread is asked: for a look, or to look ahead at the project that a folder lies in. */
export type Request = { root: string; guardsFrom: string; port: MessagePort } | { from: string };

export type Answer = { look: Look } | { problem: string };

/** The look that was taken ahead, until somebody asks for it: whoever asks later is of another run. */
let ahead: { root: string; look: Promise<Look> } | undefined;

async function answer(request: Request): Promise<void> {
  if ("from" in request) {
    const root = projectRoot(request.from);
    ahead = { root, look: lookAtFiles(root, root) };
    await ahead.look;
    return;
  }
  const { root, guardsFrom, port } = request;
  const taken = ahead?.root === root && guardsFrom === root ? ahead.look : undefined;
  ahead = undefined;
  port.postMessage(
    await (taken ?? lookAtFiles(root, guardsFrom)).then(
      (look): Answer => ({ look }),
      (error: unknown): Answer => ({ problem: error instanceof Error ? error.message : String(error) }),
    ),
  );
  port.close();
}

if (parentPort !== null) {
  parentPort.on("message", (request: Request) => {
    // A look ahead fails for reasons that the next one fails for, too.
    answer(request).catch(() => undefined);
  });
  keepCompiled();
}
