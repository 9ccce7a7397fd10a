// What a pull request changes of the guards themselves: of what judges pull requests, and of what such a judgement may leave out.
import path from "node:path";
import { parse } from "yaml";
import type { Weakening } from "../../../rotation/guards.ts";
import { judgeOwners, ownersFile } from "./owners.ts";
import { policiesOf, strictness } from "./pack.ts";
import { judgeLockfile, judgeNpmrc, judgePackagePath } from "./packages.ts";
import type { Change, Trees } from "./trees.ts";
import { linesOf, shown, type Weaken } from "./weaken.ts";
import { judgeWorkflow } from "./workflow-facts.ts";

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
  [/^(?:tools\/(?:ci|commands|toolchain|stack)\/|tools\/[\w-]+\.m?ts$|tools\/run\.mjs$|\.ci\/)/, "what CI runs"],
  [/^\.github\//, "the repository's workflows and owners"],
  [/^(?:CODEOWNERS|docs\/CODEOWNERS)$/, "the repository's owners"],
  [/(?:^|\/)\.(?:git(?:attributes|modules)|lfsconfig)$/, "how Git shows files"],
  [/^(?:package\.json|package-lock\.json|\.npmrc)$/, "the packages that the guards run with"],
  [/^rotation\/(?:guards|weakenings|service-weakenings|defaults)\.ts$/, "what counts as a weakening, and the limits"],
  [/^processes\//, "what the guards' own processes inherit"],
  [/^cli\/[\w-]+\.ts$/, "how what CI runs is called, and what it says"],
  [/^tests\/(?:policy|scan|tools\/ci)\/|^tests\/(?:workflow|mirror|rooms)\.test\.ts$/, "the tests of the guards"],
];

/** Lists of which an entry that is gone, or one that is new, loosens something. */
const lists: readonly { file: string; what: string; loosens: "a new entry" | "a missing entry" }[] = [
  { file: "policy/exceptions.yaml", what: "an exception", loosens: "a new entry" },
  { file: "policy/approvals.yaml", what: "an approval", loosens: "a new entry" },
  { file: "policy/signed-off-columns.yaml", what: "a signed-off column", loosens: "a new entry" },
  { file: "policy/retired-files.yaml", what: "a retired file", loosens: "a missing entry" },
];

/** Workflows, actions of the repository's own, and what Dependabot may use. */
const runsOnGitHub = /^\.github\/(?:workflows\/[^/]+|dependabot)\.ya?ml$|(?:^|\/)action\.ya?ml$/i;

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
    if (change.type !== "gone") judgePackagePath(change.path, weaken);
    if (/(?:^|\/)\.gitattributes$/.test(change.path)) await judgeAttributes(change.path, trees, weaken);
  }
  const paths = changes.map((change) => change.path);
  for (const list of lists.filter(({ file }) => paths.includes(file))) await judgeList(list, trees, found, weaken);
  if (paths.some((changed) => changed.startsWith("policy/"))) await judgePack(trees, weaken);
  if (paths.includes("policy/settings.json")) await judgeSettings(trees, weaken);
  const judge = async (
    file: string,
    by: (before: string | undefined, after: string | undefined, weaken: Weaken) => void,
  ): Promise<void> => {
    if (!paths.includes(file)) return;
    const { before, after } = await trees.both(file);
    by(before, after, weaken);
  };
  await judge(ownersFile, judgeOwners);
  for (const workflow of paths.filter((changed) => runsOnGitHub.test(changed))) {
    const { before, after } = await trees.both(workflow);
    judgeWorkflow(workflow, before, after, weaken);
  }
  for (const { path: script } of changes.filter(
    ({ path: changed, type }) => /^tools\/ci\/[^/]+\.sh$/.test(changed) && type !== "file",
  )) {
    weaken(`${script}: there → none`, "A workflow cannot run it any more.");
  }
  await judgeManifest(paths, trees, found, weaken);
  await judge(".npmrc", judgeNpmrc);
  await judge("package-lock.json", judgeLockfile);
  return found;
}

/** What no other file may stand for: what it leads to would have other owners, or none. */
const ownPlace =
  /^(?:policy|scan|rotation|inventory|processes|cli|tools|\.github|\.ci)(?:\/|$)|^(?:Pulumi\..*|package(?:-lock)?\.json|\.npmrc|CODEOWNERS)$/;

async function judgeType({ path: file, type }: Change, trees: Trees, weaken: Weaken): Promise<void> {
  if (type === "submodule") {
    const commit = await trees.submoduleAfter(file);
    weaken(`${shown(file)}: none → a submodule at ${commit}`, "Nobody looks into another repository for secrets.");
  } else if (type === "link") {
    const target = await trees.linkAfter(file);
    const there = path.posix.join(path.posix.dirname(file), target);
    if (there.startsWith("..") || path.posix.isAbsolute(target)) {
      const what = `${shown(file)}: none → a link that leads out of the project, to ${shown(target)}`;
      weaken(what, "What it leads to is in no review.");
    } else if (ownPlace.test(file)) {
      weaken(`${shown(file)}: none → a link to ${shown(there)}`, "What it leads to may have other owners, or none.");
    }
  }
}

/** Attributes by which the files of a checkout are others than those that Git keeps, and that the guards read. */
async function judgeAttributes(file: string, trees: Trees, weaken: Weaken): Promise<void> {
  const { before, after } = await trees.both(file);
  const [old, now] = [before, after].map((text) =>
    linesOf(text).filter((line) => /\s(?:filter|working-tree-encoding)=|lfs/.test(line)),
  );
  for (const line of now?.filter((entry) => old?.includes(entry) !== true) ?? []) {
    weaken(
      `${shown(file)}: none → ${line}`,
      "Git keeps something else than a checkout has, and the guards read what it keeps.",
    );
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

/** How the program is run, and how the values of a stack are encrypted. */
async function judgeManifest(
  paths: readonly string[],
  trees: Trees,
  found: GuardChanges,
  weaken: Weaken,
): Promise<void> {
  for (const file of paths.filter((changed) => changed.startsWith("Pulumi."))) {
    const { before, after } = await trees.both(file);
    if (before === undefined && after !== undefined) await judgeNewStack(file, after, trees, found, weaken);
    if (!/^Pulumi(?:\.[\w-]+)?\.yaml$/.test(file)) {
      if (after !== undefined)
        weaken(`${shown(file)}: none → there`, "Pulumi takes it in the place of the file that the guards read.");
      continue;
    }
    const harmless = file === "Pulumi.yaml" ? ["config", "description"] : ["config"];
    const [old, now] = [topLevelOf(before), topLevelOf(after)];
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const isSame = JSON.stringify(old[key]) === JSON.stringify(now[key]);
      if (isSame || harmless.includes(key)) continue;
      // A stack's first encrypted value brings the salt.
      const isFirst = key === "encryptionsalt" && old[key] === undefined;
      if (isRisky(key) && !isFirst && before !== undefined) {
        const [was, is] = [old[key], now[key]].map((value) => (value === undefined ? "none" : JSON.stringify(value)));
        const effect = "Another backend, key or file may then count, which nothing here has looked at.";
        weaken(`${file} ${shown(key)}: ${was ?? ""} → ${is ?? ""}`, effect);
      } else if (before !== undefined) {
        found.listed.push(`${file} has another ${shown(key)}: how it is run or encrypted. The preview has the base's.`);
      }
    }
  }
}

/** What says how the program is run is its owners' to review. The rest says where state, config and keys are. */
const isRisky = (key: string): boolean =>
  !["main", "runtime", "author", "website", "license", "template"].includes(key);

/** A stack that the workflow does not preview, and that may hold what another one guards. */
async function judgeNewStack(
  file: string,
  text: string,
  trees: Trees,
  found: GuardChanges,
  weaken: Weaken,
): Promise<void> {
  if (!/^Pulumi\.[\w-]+\.yaml$/.test(file)) return;
  const project = (await trees.both("Pulumi.yaml")).after;
  const own = namespaceOf(text, project);
  for (const other of await trees.stackFiles()) {
    if (own === undefined || namespaceOf((await trees.both(other)).before, project) !== own) continue;
    const effect = `It may flip what ${other} guards, and nobody compares it with that.`;
    weaken(`${file}: none → a second stack of the namespace ${own}`, effect);
    return;
  }
  found.listed.push(`${file} is added: a stack that this does not preview.`);
}

/** The namespace that a stack's file says, or else the project's. */
function namespaceOf(text: string | undefined, project: string | undefined): string | undefined {
  const [own, all] = [text, project].map((each) => {
    const { config } = topLevelOf(each);
    const entries = Object.entries((config ?? {}) as Record<string, unknown>);
    return entries.find(([key]) => key.endsWith(":namespace"))?.[1];
  });
  if (typeof own === "string") return own;
  const { value, default: given } = (all ?? {}) as Record<string, unknown>;
  return [all, value, given].find((each) => typeof each === "string");
}

function topLevelOf(text: string | undefined): Record<string, unknown> {
  try {
    return (parse(text ?? "") ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
