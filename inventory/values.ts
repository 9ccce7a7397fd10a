// The secrets' values: which of them have to be there, and how large they may be. No value ever reaches a message.
import { pathOf, type Steps } from "../rotation/config-path.ts";
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

/** Values by logical name and version, each in its secret's encoding. They are not encrypted: keep them inside a secret output. */
export type SecretValues = Readonly<Record<string, Readonly<Record<number, string>>>>;

/**
 * Checks that the stack config holds a value for each version of each secret whose source is the config, each of them within the
 * limits of `valueBytes`, and no other value: a retired version leaves none behind.
 *
 * @param values what stands under the project's key `values`; undefined when there is nothing
 * @returns the same values
 * @throws InventoryError with everything that is wrong, each with the command to type
 */
export function parseValues(inventory: Inventory, values: unknown): SecretValues {
  const given = values ?? {};
  if (!isMapping(given)) {
    const remedy = "Remove it and set the values one by one.";
    throw new InventoryError([problem(["values"], "not-a-mapping", "not a mapping.", remedy)]);
  }
  const declared = new Map(inventory.secrets.map((secret) => [secret.logicalName, secret]));
  const problems = [
    ...inventory.secrets.flatMap((secret) => checkSecret(secret, own(given, secret.logicalName))),
    ...Object.keys(given)
      .filter((logicalName) => !declared.has(logicalName))
      .map((logicalName) => undeclaredSecret(logicalName, [...declared.keys()])),
  ];
  if (problems.length > 0) throw new InventoryError(problems);
  return given as SecretValues;
}

function checkSecret({ logicalName, source, encoding, versions }: Secret, given: unknown): Problem[] {
  const steps: Steps = ["values", logicalName];
  const values = given ?? {};
  if (!isMapping(values)) {
    const text = "not a mapping of versions to values.";
    return [problem(steps, "not-a-mapping", text, `Remove it: ${removeCommand(steps)}`)];
  }
  const elsewhere = valuesElsewhere[source.kind];
  if (elsewhere !== undefined) {
    if (Object.keys(values).length === 0) return [];
    const text = `the values of this secret are ${elsewhere} (source: ${source.kind}).`;
    return [problem(steps, "value-elsewhere", text, `Type: ${removeCommand(steps)}`)];
  }
  return [
    ...versions.flatMap((version) => checkValue([...steps, String(version)], own(values, String(version)), encoding)),
    ...Object.keys(values)
      .filter((key) => !versions.map(String).includes(key))
      .map((key) => undeclaredVersion(steps, key)),
  ];
}

function checkValue(steps: Steps, value: unknown, encoding: Encoding): Problem[] {
  const command = `Type: ${setCommand(steps, encoding)}`;
  if (value === undefined) return [problem(steps, "value-missing", "missing.", command)];
  if (typeof value !== "string") return [problem(steps, "value-malformed", "not a text.", command)];
  const found = valueFault(value, encoding);
  if (found === undefined) return [];
  if (found.code === "undecodable") return [undecodable(steps, found.problem, encoding)];
  return [
    problem(steps, found.code, found.problem, found.code === "value-too-large" ? `Shorten it. ${command}` : command),
  ];
}

/** Why a value cannot be one. The problem follows what names the value, and never holds any of it. */
export interface ValueFault {
  readonly code: "undecodable" | "value-malformed" | "value-too-large";
  readonly problem: string;
}

/** Why a text cannot be a secret's value in its encoding; undefined when it can. */
export function valueFault(value: string, encoding: Encoding): ValueFault | undefined {
  const bytes = bytesOf(value, encoding);
  if (bytes === undefined) {
    const isBase64 = encoding === "base64";
    const lost = "holds U+FFFD: what was given is not UTF-8, and its bytes are lost.";
    return { code: "undecodable", problem: isBase64 ? "not base64, as the secret's encoding says." : lost };
  }
  if (bytes.length < valueBytes.min) return { code: "value-malformed", problem: "empty." };
  const most = valueBytes.max[encoding];
  if (bytes.length <= most) return undefined;
  const tooLong = `${bytes.length} bytes long, and Pulumi cannot hand a program more than ${most}.`;
  return { code: "value-too-large", problem: tooLong };
}

function undecodable(steps: Steps, text: string, encoding: Encoding): Problem {
  const command = setCommand(steps, "base64");
  if (encoding === "base64") return problem(steps, "value-malformed", text, `Type: ${command}`);
  const [, logicalName = ""] = steps;
  const at = pathOf(["secrets", logicalName, "encoding"]);
  return problem(steps, "value-malformed", text, `Set ${at} to base64, then type: ${command}`);
}

/**
 * The problem of a value whose version is not declared. A key that is no version may be anything, even a pasted value, so the
 * message does not show it.
 */
function undeclaredVersion(steps: Steps, key: string): Problem {
  if (!/^[1-9]\d*$/.test(key) || !isVersion(Number(key))) {
    const remedy = 'Keys are versions in quotes, such as "4": correct the file.';
    return problem(steps, "value-undeclared", "holds a key that is not a version.", remedy);
  }
  const text = `version ${key} is neither current nor retained.`;
  const remedy = `Declare it, or type: ${removeCommand([...steps, key])}`;
  return problem([...steps, key], "value-undeclared", text, remedy);
}

function undeclaredSecret(logicalName: string, declared: readonly string[]): Problem {
  if (!isLogicalName(logicalName) || !isWordy(logicalName)) {
    const remedy = "Keys are the names under secrets: correct the file.";
    return problem(["values"], "value-undeclared", "holds a key that is not a secret's name.", remedy);
  }
  const steps: Steps = ["values", logicalName];
  const text = `no secret is called ${logicalName}.${suggestion(logicalName, declared)}`;
  return problem(steps, "value-undeclared", text, `Declare it, or type: ${removeCommand(steps)}`);
}

/**
 * The command that sets a value. It asks for the value at the terminal or reads it from standard input, so that the value never
 * stands among the arguments.
 */
function setCommand(steps: Steps, encoding: Encoding): string {
  const command = `pulumi config set --secret --path '${pathOf(steps)}'`;
  return encoding === "base64" ? `base64 FILE | ${command}` : command;
}

function removeCommand(steps: Steps): string {
  return `pulumi config rm --path '${pathOf(steps)}'`;
}
