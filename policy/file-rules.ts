// The rules by which policies scan the project's files. Two policies have some of them in common, so what a rule found in a text is kept
// for as long as the pack runs: a text is scanned once, and the files are read anew each time.
import type { FileRule, Located } from "../scan/finding.ts";
import { retiredFiles } from "../scan/retired-files.ts";

/** The rules for the files of one folder. */
export interface FileRules {
  /** What a private key, a token, a password or a generated value stands in. */
  readonly plainText: FileRule;
  /** What gives a program its settings another way than the stack does. */
  readonly plainSettings: FileRule;
}

const known = new Map<string, FileRules>();

/**
 * The rules for the files of a folder: the same ones as long as the same files are retired.
 *
 * @param guardsFrom the folder whose list says what is retired
 */
export function fileRulesFor(root: string, guardsFrom = root): FileRules {
  const key = [root, guardsFrom, ...retiredFiles(guardsFrom)].join("\0");
  const rules = known.get(key) ?? {
    plainText: remembering(once(async () => (await import("../scan/text.ts")).scanText)),
    plainSettings: remembering(once(async () => (await import("../scan/dotenv-rules.ts")).plainSettingsIn(guardsFrom))),
  };
  known.set(key, rules);
  return rules;
}

/** A rule that is loaded when the first text has to be looked at: mostly none has, and loading the scanner takes as long as many texts. */
function once(load: () => Promise<FileRule>): FileRule {
  let loaded: Promise<FileRule> | undefined;
  return async (file, text) => {
    loaded ??= load();
    return await (
      await loaded
    )(file, text);
  };
}

/** The same rule, which does not look again at the text that it has looked at in the same file. */
export function remembering(rule: FileRule): FileRule {
  const looked = new Map<string, { text: string; found: Promise<Located[]> }>();
  return async (file, text) => {
    const before = looked.get(file);
    if (before?.text === text) return await before.found;
    const found = Promise.try(async () => await rule(file, text));
    looked.set(file, { text, found });
    return await found;
  };
}
