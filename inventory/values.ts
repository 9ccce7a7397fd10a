// The secrets' values: which have to be there, and how large they may be. No value ever reaches a message.
import { configPath, type Steps } from "../rotation/config-path.ts";
import { valueBytes } from "../rotation/defaults.ts";
import { bytesOf, type Encoding } from "../rotation/encoding.ts";
import { own } from "../rotation/own.ts";
import { isLogicalName, isVersion, isWordy } from "../rotation/secret-name.ts";
import { suggestion } from "../rotation/suggestion.ts";
import { isMapping } from "./fields.ts";
import type { Inventory } from "./inventory.ts";
import { InventoryError, problem, type Problem } from "./problems.ts";
import type { Secret } from "./secrets.ts";
import { valuesElsewhere } from "./sources.ts";

/** Values by logical name and version, each in its secret's encoding. They are plain: keep them inside a secret output. */
export type SecretValues = Readonly<Record<string, Readonly<Record<number, string>>>>;

/**
 * Checks that the stack config holds a value for each version of each secret whose source is the config, each of
 * 1 to 130,000 bytes, and no other values: a retired version leaves no value behind.
 *
 * @param values what stands under the project's key `values`; undefined when there is nothing
 * @returns the same values
 * @throws InventoryError with everything that is wrong, each with the command to type
 */
export function parseValues(inventory: Inventory, values: unknown): SecretValues {
  const given = values ?? {};
  if (!isMapping(given)) {
    throw new InventoryError([problem(["values"], "not a mapping. Remove it and set the values one by one.")]);
  }
  const declared = new Map(inventory.secrets.map((secret) => [secret.logicalName, secret]));
  const problems = [
    ...inventory.secrets.flatMap((secret) => checkSecret(secret, own(given, secret.logicalName))),
    ...Object.keys(given)
      .filter((logicalName) => !declared.has(logicalName))
      .map((logicalName) => describeUndeclared(logicalName, [...declared.keys()])),
  ];
  if (problems.length > 0) throw new InventoryError(problems);
  return given as SecretValues;
}

function checkSecret({ logicalName, source, encoding, versions }: Secret, given: unknown): Problem[] {
  const steps: Steps = ["values", logicalName];
  const values = given ?? {};
  if (!isMapping(values)) {
    return [problem(steps, `not a mapping of versions to values. Remove it: ${removeCommand(steps)}`)];
  }
  const elsewhere = valuesElsewhere[source.kind];
  if (elsewhere !== undefined) {
    if (Object.keys(values).length === 0) return [];
    const text = `the values of this secret are ${elsewhere} (source: ${source.kind})`;
    return [problem(steps, `${text}. Type: ${removeCommand(steps)}`)];
  }
  return [
    ...versions.flatMap((version) => checkValue([...steps, String(version)], own(values, String(version)), encoding)),
    ...Object.keys(values)
      .filter((key) => !versions.map(String).includes(key))
      .map((key) => describeUndeclaredVersion(steps, key)),
  ];
}

function checkValue(steps: Steps, value: unknown, encoding: Encoding): Problem[] {
  const command = `Type: ${setCommand(steps, encoding)}`;
  if (value === undefined) return [problem(steps, `missing. ${command}`)];
  if (typeof value !== "string") return [problem(steps, `not a text. ${command}`)];
  const bytes = bytesOf(value, encoding);
  if (bytes === undefined) return [problem(steps, describeUndecodable(steps, encoding))];
  if (bytes.length < valueBytes.min) return [problem(steps, `empty. ${command}`)];
  const most = valueBytes.max[encoding];
  if (bytes.length <= most) return [];
  const limit = `${bytes.length} bytes long, and Pulumi cannot hand a program more than ${most}`;
  return [problem(steps, `${limit}. Shorten it. ${command}`)];
}

function describeUndecodable(steps: Steps, encoding: Encoding): string {
  const command = setCommand(steps, "base64");
  if (encoding === "base64") return `not base64, as the secret's encoding says. Type: ${command}`;
  const [, logicalName = ""] = steps;
  const at = configPath(["secrets", logicalName, "encoding"]);
  return `holds U+FFFD: what was given is not UTF-8, and its bytes are lost. Set ${at} to base64, then type: ${command}`;
}

/** A key that is no version may be anything, a pasted value too: it is not shown. */
function describeUndeclaredVersion(steps: Steps, key: string): Problem {
  if (!/^[1-9]\d*$/.test(key) || !isVersion(Number(key))) {
    return problem(
      steps,
      `holds a key that is not a version. Keys are versions in quotes, such as "4": correct the file.`,
    );
  }
  const text = `version ${key} is neither current nor retained. Declare it, or type: ${removeCommand([...steps, key])}`;
  return problem([...steps, key], text);
}

function describeUndeclared(logicalName: string, declared: readonly string[]): Problem {
  if (!isLogicalName(logicalName) || !isWordy(logicalName)) {
    const text =
      "holds a key that no secret is called. Keys are the names under busflow-secrets:secrets: correct the file.";
    return problem(["values"], text);
  }
  const steps: Steps = ["values", logicalName];
  const hint = suggestion(logicalName, declared);
  return problem(steps, `no secret is called ${logicalName}.${hint} Declare it, or type: ${removeCommand(steps)}`);
}

/** Asks for the value at the terminal, or takes it from standard input: it never stands among the arguments. */
function setCommand(steps: Steps, encoding: Encoding): string {
  const command = `pulumi config set --secret --path '${configPath(steps)}'`;
  return encoding === "base64" ? `base64 FILE | ${command}` : command;
}

function removeCommand(steps: Steps): string {
  return `pulumi config rm --path '${configPath(steps)}'`;
}
