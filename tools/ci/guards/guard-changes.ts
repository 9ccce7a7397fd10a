// What a pull request changes of the guards themselves: of what judges pull requests, and of what such a judgement may leave out.
import path from "node:path";
import { parse } from "yaml";
import type { Weakening } from "../../../rotation/guards.ts";
import { policiesOf, strictness } from "./pack.ts";
import type { Change, Trees } from "./trees.ts";
import { factsOf, rightsOf, type Facts } from "./workflow-facts.ts";

/** What a pull request does to the guards. */
export interface GuardChanges {
  /** What is guarded less afterwards. */
  weakenings: Weakening[];
  /** Changes that may be right or wrong, a line each: the guards' owners review them. */
  listed: string[];
}

/** The paths that are part of the guards, each with what they are for a person. */
const guardPaths: readonly [pattern: RegExp, what: string][] = [
  [/^policy\/(?!.*\.yaml$)/, "the policy pack"],
  [/^scan\//, "the scanner"],
  [/^(?:tools\/ci\/|tools\/commands\/check-secrets\.ts$|tools\/run\.mjs$|tools\/cli\.ts$|\.ci\/)/, "what CI runs"],
  [/^\.github\//, "the repository's workflows and owners"],
  [/^(?:CODEOWNERS|docs\/CODEOWNERS)$/, "the repository's owners"],
  [/(?:^|\/)\.git(?:attributes|modules)$/, "how Git shows files"],
  [/^(?:package\.json|package-lock\.json|\.npmrc)$/, "the packages that the guards run with"],
  [/^rotation\/guards\.ts$|^rotation\/defaults\.ts$/, "what counts as a weakening, and the limits"],
  [/^tests\/(?:policy|scan|tools\/ci)\/|^tests\/(?:workflow|mirror|rooms)\.test\.ts$/, "the tests of the guards"],
];

/** Lists of which an entry that is gone, or one that is new, loosens something. */
const lists: readonly { file: string; what: string; loosens: "a new entry" | "a missing entry" }[] = [
  { file: "policy/exceptions.yaml", what: "an exception", loosens: "a new entry" },
  { file: "policy/approvals.yaml", what: "an approval", loosens: "a new entry" },
  { file: "policy/signed-off-columns.yaml", what: "a signed-off column", loosens: "a new entry" },
  { file: "policy/retired-files.yaml", what: "a retired file", loosens: "a missing entry" },
];

const ownersFile = ".github/CODEOWNERS";

/** Compares the two sides of a pull request. */
export async function guardChanges(trees: Trees): Promise<GuardChanges> {
  const changes = await trees.changes();
  const found: GuardChanges = { weakenings: [], listed: [] };
  const weaken = (what: string, effect: string): void => {
    // What a pull request has written is one line in a log, and no command to the runner.
    found.weakenings.push({ what: what.replaceAll(/[\p{C}\s]+/gu, " ").trim(), effect });
  };
  for (const change of changes) {
    const what = guardPaths.find(([pattern]) => pattern.test(change.path))?.[1];
    if (what !== undefined) found.listed.push(`${shown(change.path)} is ${change.kind}: ${what}.`);
    await judgeType(change, trees, weaken);
  }
  const paths = changes.map((change) => change.path);
  for (const list of lists.filter(({ file }) => paths.includes(file))) await judgeList(list, trees, found, weaken);
  if (paths.some((changed) => changed.startsWith("policy/"))) await judgePack(trees, weaken);
  if (paths.includes("policy/settings.json")) await judgeSettings(trees, weaken);
  if (paths.includes(ownersFile)) await judgeOwners(trees, weaken);
  for (const workflow of paths.filter((changed) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(changed))) {
    await judgeWorkflow(workflow, trees, weaken);
  }
  for (const { path: script } of changes.filter(
    ({ path: changed, type }) => /^tools\/ci\/[^/]+\.sh$/.test(changed) && type !== "file",
  )) {
    weaken(`${script}: there → none`, "A workflow cannot run it any more.");
  }
  await judgeManifest(paths, trees, found, weaken);
  if (paths.includes(".npmrc")) await judgeNpmrc(trees, weaken);
  if (paths.includes("package-lock.json")) await judgeLockfile(trees, weaken);
  return found;
}

type Weaken = (what: string, effect: string) => void;

/** A path as one line, whatever is in it. */
const shown = (file: string): string => (/^[\w./ @+-]+$/.test(file) ? file : JSON.stringify(file));

async function judgeType({ path: file, type }: Change, trees: Trees, weaken: Weaken): Promise<void> {
  if (type === "submodule") {
    weaken(`${shown(file)}: none → a submodule`, "Nobody looks into another repository for secrets.");
  } else if (type === "link") {
    const target = path.posix.join(path.posix.dirname(file), await trees.linkAfter(file));
    const leaves = target.startsWith("..") || path.posix.isAbsolute(await trees.linkAfter(file));
    if (leaves)
      weaken(`${shown(file)}: none → a link that leads out of the project`, "What it leads to is in no review.");
  }
}

/** Compares a list's entries, whatever their order. */
async function judgeList(
  list: (typeof lists)[number],
  trees: Trees,
  found: GuardChanges,
  weaken: Weaken,
): Promise<void> {
  const { before, after } = await trees.both(list.file);
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const added = now.filter((entry) => !old.includes(entry));
  const gone = old.filter((entry) => !now.includes(entry));
  if (list.loosens === "a new entry") {
    for (const entry of added) {
      found.listed.push(
        `${list.file} has ${list.what} that is new or changed, and does not count before it is merged: ${entry}`,
      );
    }
    return;
  }
  for (const entry of gone) weaken(`${list.file}: ${entry} → none`, `It is no longer ${list.what}.`);
  for (const entry of added) found.listed.push(`${list.file} has ${list.what} that is new: ${entry}`);
}

/** Each entry as a text in JSON. A list that cannot be read has none. */
function entriesOf(text: string | undefined): string[] {
  try {
    const list = parse(text ?? "") as unknown;
    return Array.isArray(list) ? list.map((entry) => JSON.stringify(entry)) : [];
  } catch {
    return [];
  }
}

async function judgePack(trees: Trees, weaken: Weaken): Promise<void> {
  const before = await policiesOf(async (file) => (await trees.both(file)).before);
  const after = await policiesOf(async (file) => (await trees.both(file)).after);
  for (const [name, level] of before) {
    const now = after.get(name);
    if (now === level) continue;
    if (now === undefined) {
      weaken(`policy/policies.ts ${name}: ${level} → none`, "Nothing is refused by it any more.");
      continue;
    }
    const [was, is] = [strictness(level), strictness(now)];
    if (was === undefined || is === undefined || is < was) {
      weaken(`policy/policies.ts ${name}: ${level} → ${now}`, "What it finds is refused no longer, or not always.");
    }
  }
}

/** Compares the settings for the pack: levels, numbers and lists of what is let through. */
async function judgeSettings(trees: Trees, weaken: Weaken): Promise<void> {
  const file = "policy/settings.json";
  const { before, after } = await trees.both(file);
  const [old, now] = [settingsOf(before), settingsOf(after)];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(key), now.get(key)];
    if (was === is) continue;
    const levels = key.endsWith(".enforcementLevel") ? [was, is].map((level) => strictness(level ?? "mandatory")) : [];
    const isStricter = levels.length === 2 && (levels[1] ?? -1) >= (levels[0] ?? 3);
    if (!isStricter) weaken(`${file} ${key}: ${was ?? "none"} → ${is ?? "none"}`, "The policy may let more through.");
  }
}

function settingsOf(text: string | undefined): Map<string, string> {
  const settings = new Map<string, string>();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? "{}");
  } catch {
    return new Map([["the file", "is not JSON"]]);
  }
  for (const [policy, setting] of Object.entries(parsed as object)) {
    if (typeof setting === "string") settings.set(`${policy}.enforcementLevel`, setting);
    else
      for (const [key, value] of Object.entries(setting as object))
        settings.set(`${policy}.${key}`, typeof value === "string" ? value : JSON.stringify(value));
  }
  return settings;
}

async function judgeOwners(trees: Trees, weaken: Weaken): Promise<void> {
  const { before, after } = await trees.both(ownersFile);
  const [old, now] = [linesOf(before), linesOf(after)];
  for (const line of old.filter((entry) => !now.includes(entry))) {
    weaken(`${ownersFile}: ${line} → none`, "These owners need not review such a change any more.");
  }
  for (const line of now.filter((entry) => !old.includes(entry) && !/\s\S*@/.test(entry))) {
    weaken(`${ownersFile}: none → ${line}`, "What it names has no owners.");
  }
}

/** The lines that say something, with single blanks. */
const linesOf = (text = ""): string[] =>
  text
    .split("\n")
    .map((line) =>
      line
        .replace(/(?:^|\s)#.*$/, "")
        .trim()
        .replaceAll(/\s+/g, " "),
    )
    .filter((line) => line !== "");

async function judgeWorkflow(file: string, trees: Trees, weaken: Weaken): Promise<void> {
  const { before, after } = await trees.both(file);
  const lost = before === undefined ? [] : differing(factsOf(before), factsOf(after));
  for (const what of lost) weaken(`${file} ${what}`, "What it guards may then be left out.");
  for (const [right, now] of rightsOf(after)) {
    const was = rightsOf(before).get(right);
    if (was !== now) weaken(`${file} ${right}: ${was ?? "none"} → ${now}`, "The workflow has more than it had.");
  }
}

function differing(before: Facts, after: Facts): string[] {
  return [...before]
    .filter(([fact, was]) => after.get(fact) !== was)
    .map(([fact, was]) => `${fact}: ${was} → ${after.get(fact) ?? "none"}`);
}

/** How the program is run, and how the values of a stack are encrypted. */
async function judgeManifest(
  paths: readonly string[],
  trees: Trees,
  found: GuardChanges,
  weaken: Weaken,
): Promise<void> {
  for (const file of paths.filter((changed) => changed.startsWith("Pulumi."))) {
    const { before, after } = await trees.both(file);
    if (!/^Pulumi(?:\.[\w-]+)?\.yaml$/.test(file)) {
      if (after !== undefined)
        weaken(`${shown(file)}: none → there`, "Pulumi takes it in the place of the file that the guards read.");
      continue;
    }
    const harmless = file === "Pulumi.yaml" ? ["config", "description"] : ["config"];
    const [old, now] = [topLevelOf(before), topLevelOf(after)];
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const isSame = JSON.stringify(old[key]) === JSON.stringify(now[key]);
      if (!isSame && !harmless.includes(key) && before !== undefined) {
        found.listed.push(`${file} has another ${shown(key)}: how it is run or encrypted. The preview has the base's.`);
      }
    }
  }
}

function topLevelOf(text: string | undefined): Record<string, unknown> {
  try {
    return (parse(text ?? "") ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function judgeNpmrc(trees: Trees, weaken: Weaken): Promise<void> {
  const { before, after } = await trees.both(".npmrc");
  for (const line of linesOf(before).filter((entry) => !linesOf(after).includes(entry))) {
    weaken(`.npmrc: ${line} → none`, "Packages may run code, or come from elsewhere.");
  }
}

/** Packages that come from elsewhere than the registry, or that nothing holds to what they were. */
async function judgeLockfile(trees: Trees, weaken: Weaken): Promise<void> {
  const { before, after } = await trees.both("package-lock.json");
  const [old, now] = [before, after].map((text) => new Set(straysOf(text)));
  for (const stray of now ?? []) {
    if (old?.has(stray) !== true)
      weaken(`package-lock.json: none → ${stray}`, "Nothing says that the package is the registry's.");
  }
}

interface Locked {
  resolved?: string;
  integrity?: string;
  link?: boolean;
}

function straysOf(text: string | undefined): string[] {
  let parsed: { packages?: Record<string, Locked> };
  try {
    parsed = JSON.parse(text ?? "{}") as typeof parsed;
  } catch {
    return ["no JSON"];
  }
  return Object.entries(parsed.packages ?? {}).flatMap(([name, { resolved, integrity, link }]) => {
    if (name === "") return [];
    if (link === true || (resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/"))) {
      return [`${shown(name)} from ${shown(resolved ?? "a folder")}`];
    }
    return integrity === undefined ? [`${shown(name)} without a hash`] : [];
  });
}
