// Finds the compose files that pin the stack's secrets and that its config does not name: what is deployed from one goes past the rule
// that compose files and stack agree.
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import { scanTree } from "../scan/scan.ts";
import type { Weakening } from "../rotation/guards.ts";
import { parseSecretName } from "../rotation/secret-name.ts";
import { composeDocuments } from "./compose-text.ts";
import { describeFound, type ComposeFile, type Pin } from "./compose-files.ts";
import { mayBe } from "./interpolation.ts";
import { otherStacks, type OtherStack } from "./other-stacks.ts";
import { disagreement, nameOf, type StackSecret } from "./pins.ts";

/**
 * The compose files in the project that pin versions of these secrets and are named by no stack's config. One that another stack's config
 * names is that stack's, as long as it pins the versions that this config declares.
 *
 * @param root the project's folder; files that Git ignores are nobody's to review, and are left out
 * @param listed the files that the stack config names or takes in
 */
export async function unlistedComposeFiles(
  root: string,
  listed: readonly string[],
  secrets: readonly StackSecret[],
): Promise<Weakening[]> {
  const found: ComposeFile[] = [];
  const collect = (file: string, text: string): [] => {
    if (!listed.includes(file)) found.push(...composeDocuments(text).map((said) => describeFound(file, said)));
    return [];
  };
  await scanTree(root, [collect]);
  const others = found.length === 0 ? [] : otherStacks(root, getStack());
  return found.flatMap(({ file, pins }) => {
    const own = pins.filter((pin) => isOwn(pin, secrets));
    if (own.length === 0 || others.some((stack) => isOf(stack, file, own))) return [];
    const names = [...new Set(own.map(({ name, at }) => (name.variables.length > 0 ? `what ${at} says` : name.text)))];
    return {
      what: `${file}: pins ${names.sort().join(", ")} → not under composeFiles`,
      effect:
        "Whatever the stack says, `docker stack deploy` with that file flips services to what it pins: list it under composeFiles in the stack config, or take the pins out.",
    };
  });
}

/** Whether a pin names a version of the stack's namespace, or may name one of its secrets. */
function isOwn({ name, at }: Pin, secrets: readonly StackSecret[]): boolean {
  if (name.variables.length === 0) {
    return secrets.some(({ namespace }) => parseSecretName(name.text, namespace) !== undefined);
  }
  // A name of which nothing is known says nothing by itself; its key may.
  return secrets.some(
    (secret) => mayBe(name, nameOf(secret)) && [name.text, at].some((text) => text.includes(secret.logicalName)),
  );
}

function isOf({ composeFiles, secrets }: OtherStack, file: string, pins: readonly Pin[]): boolean {
  return composeFiles.includes(file) && pins.every((pin) => disagreement(pin, secrets) === undefined);
}
