// One look at the project's files, for all policies that judge them: each file is read once. It is taken in a thread of its own, and
// needs nothing of Pulumi's SDK.
import type { Buffer } from "node:buffer";
import { parentPort, type MessagePort } from "node:worker_threads";
import { keepCompiled } from "../processes/keep-compiled.ts";
import type { FileRule, Finding } from "../scan/finding.ts";
import { retiredFiles } from "../scan/retired-files.ts";
import { readContents } from "../scan/contents.ts";
import { scanTogether } from "../scan/scan.ts";
import { isCommandText } from "./command-texts.ts";
import { composeTextOf, type ComposeText } from "./compose-text.ts";
import { fileRulesFor } from "./file-rules.ts";
import { wordsIn, type Word } from "./named-versions.ts";
import { projectRoot } from "./project-root.ts";
import { commandsIn, type Command } from "./rewritten-files.ts";
import { SeenFiles } from "./seen-files.ts";
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

/** What is in one file. What it says as a compose file is read each time: it may be more than can be kept. */
interface Said {
  isEmpty: boolean;
  plainSettings?: Finding[];
  plainText?: Finding[];
  isCompose?: boolean;
  words?: Word[];
  commands?: Command[];
}

/**
 * Looks at the files of a folder. What a rule found in a text is kept, so that a second look takes as long as reading the files.
 *
 * @param guardsFrom the folder whose list says what is retired
 */
export async function lookAtFiles(root: string, guardsFrom: string): Promise<Look> {
  const { plainText, plainSettings } = fileRulesFor(root, guardsFrom);
  const look: Pick<Look, "files" | "composeTexts" | "commandTexts"> = { files: [], composeTexts: [], commandTexts: [] };
  const seen = new SeenFiles<Said>(root, retiredFiles(guardsFrom));
  /** The file whose text comes next. A link brings the name of another file, without its text. */
  let next: { file: string; bytes: Buffer } | undefined;
  /** The files in their order, each with what is kept of it. */
  const known = new Map<string, Said | undefined>();
  const read = new Map<string, Said>();
  const isKnown = (file: string, bytes: Buffer): boolean => {
    const said = seen.find(file, bytes);
    next = said === undefined ? { file, bytes } : undefined;
    known.set(file, said);
    if (said !== undefined) take(look, file, said, () => readContents(bytes).text);
    return said !== undefined;
  };
  const others: FileRule = (file, text) => {
    const said = saidIn(file, text);
    take(look, file, said, () => text);
    if (next?.file === file) {
      seen.add(file, next.bytes, said);
      read.set(file, said);
    } else if (!known.has(file)) known.set(file, undefined);
    next = undefined;
    return [];
  };
  const sets = [[plainSettings], [plainText, plainSettings], [others]] as const;
  const [settings, all] = await scanTogether(root, sets, [], isKnown);
  const found = { plainSettings: settings.findings, plainText: all.findings };
  for (const key of ["plainSettings", "plainText"] as const) {
    for (const finding of found[key]) {
      const said = read.get(finding.file);
      if (said === undefined) continue;
      (said[key] ??= []).push(finding);
      // A line that is kept must hold no secret.
      if (said.words !== undefined || said.commands !== undefined) seen.leaveOut(finding.file);
    }
    found[key] = inOrder(
      [...found[key], ...[...known.values()].flatMap((said) => said?.[key] ?? [])],
      [...known.keys()],
    );
  }
  seen.keep();
  return { ...found, ...look };
}

/** Findings in the order of their files; those of one file stay as they are. */
function inOrder(findings: readonly Finding[], files: readonly string[]): Finding[] {
  const place = new Map(files.map((file, index) => [file, index]));
  return findings.toSorted((one, other) => (place.get(one.file) ?? 0) - (place.get(other.file) ?? 0));
}

function saidIn(file: string, text: string): Said {
  const { documents, isUnclear } = composeTextOf(file, text);
  const lines = isCommandText(file, text) ? uncommented(file, text) : [];
  const [words, commands] = [wordsIn(lines), commandsIn(lines)];
  return {
    isEmpty: text === "",
    ...((documents.length > 0 || isUnclear) && { isCompose: true }),
    ...(words.length > 0 && { words }),
    ...(commands.length > 0 && { commands }),
  };
}

function take(
  { files, composeTexts, commandTexts }: Pick<Look, "files" | "composeTexts" | "commandTexts">,
  file: string,
  { isEmpty, isCompose = false, words = [], commands = [] }: Said,
  text: () => string,
): void {
  if (!isEmpty) files.push(file);
  if (isCompose) composeTexts.push({ file, said: composeTextOf(file, text()) });
  if (words.length + commands.length > 0) commandTexts.push({ file, words, commands });
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
