// Finds what goes past the rule that compose files and stack agree: compose files that pin the stack's secrets and that its config does
// not name, other files that name versions of them, and commands that change a compose file after its review.
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import type { Weakening } from "../rotation/guards.ts";
import { parseSecretName } from "../rotation/secret-name.ts";
import type { ComposeText } from "./compose-text.ts";
import type { Look } from "./file-look.ts";
import { describeFound, type Pin } from "../inventory/compose/compose-files.ts";
import { interpolate } from "../inventory/compose/interpolation.ts";
import { composeLook } from "./looks.ts";
import { namedVersions, type NamedVersion } from "./named-versions.ts";
import { otherStacks, type OtherStack } from "./other-stacks.ts";
import { disagreement, mayBeOf, type StackSecret } from "../inventory/compose/pins.ts";
import { projectRoot } from "./project-root.ts";
import { rewrittenFiles } from "./rewritten-files.ts";

interface Found {
  file: string;
  pins: readonly Pin[];
}

/** Prose and programs may quote a compose file, or make one; they are none. */
const otherTexts = /\.(?:md|mdx|rst|adoc|[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|cs|sh|bash)$/i;

/**
 * The compose files in the project that pin versions of these secrets and are named by no stack's config. One that another stack's config
 * names is that stack's, as long as it pins the versions that this config declares. Besides them, the other files that name such
 * versions where it counts, and the commands that change a listed file.
 *
 * @param root the project's folder; files that Git ignores are nobody's to review, and are left out
 * @param listed the files that the stack config names or takes in
 * @param reviewed the project that the pack lies in: in CI that of the base branch. A file that another stack's config names is that
 *   stack's only if this one's names it, too
 */
export async function unlistedComposeFiles(
  root: string,
  listed: readonly string[],
  secrets: readonly StackSecret[],
  reviewed: string = projectRoot(),
): Promise<Weakening[]> {
  const look = await composeLook(root);
  const found = look.composeTexts
    .filter(({ file }) => !listed.includes(file))
    .flatMap(({ file, said }) => composeFilesIn(file, said));
  // Most projects have no such file, and reading all stacks takes longer than all else here.
  const stacksOf = memo((at: string) => otherStacks(at, getStack()));
  const unlisted = found.flatMap(({ file, pins }) => {
    const own = pins.filter((pin) => isOwn(pin, secrets));
    const isKnown = ({ stack }: OtherStack): boolean =>
      stacksOf(reviewed).some((other) => other.stack === stack && other.composeFiles.includes(file));
    if (own.length === 0 || stacksOf(root).some((other) => isKnown(other) && isOf(other, file, own))) return [];
    const names = [...new Set(own.map(({ name, at }) => (name.variables.length > 0 ? `what ${at} says` : name.text)))];
    return {
      what: `${file}: pins ${names.sort().join(", ")} → not under composeFiles`,
      effect:
        "Whatever the stack says, `docker stack deploy` with that file flips services to what it pins: list it under composeFiles in the stack config, or take the pins out.",
    };
  });
  const pinning = found.filter(({ pins }) => pins.some((pin) => isOwn(pin, secrets))).map(({ file }) => file);
  const elsewhere = look.commandTexts.filter(({ file }) => !listed.includes(file) && !pinning.includes(file));
  return [...unlisted, ...elsewhere.flatMap((text) => goesPast(text, listed, secrets))];
}

/** A function that is called once for each argument. */
function memo<T>(call: (at: string) => T): (at: string) => T {
  const known = new Map<string, T>();
  return (at) => {
    const answer = known.get(at) ?? call(at);
    known.set(at, answer);
    return answer;
  };
}

/** What a file that is no compose file does past the stack. */
function goesPast(
  { file, words, commands }: Look["commandTexts"][number],
  listed: readonly string[],
  secrets: readonly StackSecret[],
): Weakening[] {
  const named = namedVersions(words, secrets);
  return [
    ...(named.length === 0 ? [] : [describeNamed(file, named)]),
    ...rewrittenFiles(commands, listed).map(({ composeFile, line }) => ({
      what: `${file}: changes ${composeFile} → not as it was reviewed`,
      effect: `Line ${line} makes something else of the compose file than what is compared with the stack: deploy it as it is, and let a pull request change its pins.`,
    })),
  ];
}

function describeNamed(file: string, named: readonly NamedVersion[]): Weakening {
  const names = [...new Set(named.map(({ name }) => name))].sort().join(", ");
  const lines = [...new Set(named.map(({ line }) => line))];
  const where = `${lines.length === 1 ? "Line" : "Lines"} ${lines.slice(0, 10).join(", ")}`;
  return {
    what: `${file}: names ${names} → outside of the stack config`,
    effect: `${where}: whatever the stack says, what is run or set up by this goes past it, and no rotation reaches it. Take the version out: the stack config says which one services see, and the files under composeFiles pin it.`,
  };
}

/** What a file pins as a compose file. Where it is not clear what it says, every name in it counts that may be a version's. */
function composeFilesIn(file: string, { documents, isUnclear, names }: ComposeText): Found[] {
  const described = documents.map((said) => describeFound(file, said));
  if (!isUnclear || otherTexts.test(file)) return described;
  const pins = names.map((name): Pin => ({ at: "its text", name: interpolate(name), services: [] }));
  return [...described, { file, pins }];
}

/** Whether a pin names a version of the stack's namespace, or may name one of its secrets. */
function isOwn({ name, at }: Pin, secrets: readonly StackSecret[]): boolean {
  if (name.variables.length === 0) {
    return secrets.some(({ namespace }) => parseSecretName(name.text, namespace) !== undefined);
  }
  // A name of which nothing is known says nothing by itself; its key may.
  return secrets.some(({ namespace, logicalName, ...secret }) => {
    const isNamed = name.text.includes(namespace) || [name.text, at].some((text) => text.includes(logicalName));
    return isNamed && mayBeOf(name, { namespace, logicalName, ...secret });
  });
}

function isOf({ composeFiles, secrets }: OtherStack, file: string, pins: readonly Pin[]): boolean {
  return composeFiles.includes(file) && pins.every((pin) => disagreement(pin, secrets) === undefined);
}
