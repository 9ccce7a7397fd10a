// Looks for secrets in what a `docker.Service` gives its tasks in plain text: environment, arguments and labels.
import { secretIn, settingsIn } from "../scan/settings.ts";
import { isSecretText } from "../scan/text.ts";
import { ifKnown } from "./properties.ts";

/** A setting and where it stands, without its value. */
interface Given {
  place: string;
  name: string;
  value: string;
}

/** The places of a service's specification that hold a secret: `taskSpec.containerSpec.env.DB_PASSWORD`. */
export async function findInService(props: Record<string, unknown>): Promise<string[]> {
  const spec = at(at(props, "taskSpec"), "containerSpec");
  const given = [
    ...fieldsOf(at(spec, "env"), "taskSpec.containerSpec.env"),
    ...wordsOf(at(spec, "commands"), "taskSpec.containerSpec.commands"),
    ...wordsOf(at(spec, "args"), "taskSpec.containerSpec.args"),
    ...labelsOf(at(spec, "labels"), "taskSpec.containerSpec.labels"),
    ...labelsOf(at(props, "labels"), "labels"),
  ];
  const found = await Promise.all(
    given.map(async ({ place, name, value }) =>
      secretIn(name, value) !== undefined || (await isSecretText(value)) ? [place] : [],
    ),
  );
  return [...new Set(found.flat())];
}

/** What stands under a key, as far as the preview knows it. */
function at(node: unknown, key: string | number): unknown {
  if (typeof node !== "object" || node === null) return undefined;
  return ifKnown(() => (node as Record<string | number, unknown>)[key]);
}

function fieldsOf(node: unknown, place: string): Given[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.keys(node).flatMap((name) => {
    const value = at(node, name);
    return typeof value === "string" ? [{ place: `${place}.${name}`, name, value }] : [];
  });
}

/** The words of a command line. An unknown word is kept as an empty one, so that its neighbours do not seem to belong together. */
function wordsOf(node: unknown, place: string): Given[] {
  const words = itemsOf(node).map((word) => (typeof word === "string" ? word : ""));
  const alone = words.map((value) => ({ place, name: "", value }));
  return [...alone, ...settingsIn(words).map((setting) => ({ place, ...setting }))];
}

function labelsOf(node: unknown, place: string): Given[] {
  return itemsOf(node).flatMap((item) => {
    const [name, value] = [at(item, "label"), at(item, "value")];
    return typeof name === "string" && typeof value === "string" ? [{ place: `${place}.${name}`, name, value }] : [];
  });
}

function itemsOf(node: unknown): unknown[] {
  return Array.isArray(node) ? Array.from({ length: node.length }, (_, index) => at(node, index)) : [];
}
