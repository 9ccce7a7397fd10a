// Takes new values from a person or from standard input. They stay in this process, and go to `pulumi` by its standard input.
import process from "node:process";
import { valueFault } from "../../inventory/values.ts";
import { UserError } from "../../rotation/user-error.ts";
import { askHidden, isTerminal } from "../terminal.ts";
import type { NextVersion } from "./plan.ts";

/** Where new values can be taken from. `source` stands for the secret's own source, which makes them. */
export const valueOrigins = ["stdin", "prompt", "source"] as const;
export type ValueOrigin = (typeof valueOrigins)[number];

/** More bytes than any value may have. */
const mostInput = 2 ** 20;

/**
 * Where the values of rotations are taken from; undefined when none has to be given.
 *
 * @param asked what `--value-from` says
 * @throws UserError when that does not fit the secrets, or nothing can be taken from there
 */
export function originOf(rotations: readonly NextVersion[], asked: ValueOrigin | undefined): ValueOrigin | undefined {
  const listed = (some: readonly NextVersion[]): string => some.map(({ secret }) => secret.logicalName).join(" and ");
  const given = rotations.filter(({ value }) => value === "given");
  const inConfig = rotations.filter(({ value }) => value !== "generated");
  if (asked === "source") {
    if (inConfig.length === 0) return undefined;
    const problem = `The values of ${listed(inConfig)} stand in the stack config: nothing makes them.`;
    throw new UserError(problem, "Give them: --value-from prompt, or --value-from stdin.");
  }
  if (asked !== undefined && inConfig.length === 0) {
    const problem = `The values of ${listed(rotations)} are generated: none can be given.`;
    throw new UserError(problem, "Leave --value-from out.");
  }
  if (given.length === 0) return undefined;
  const pipe = given.length === 1 ? "the value" : `a JSON object: ${shapeOf(given)}`;
  if (asked === "stdin") {
    if (!process.stdin.isTTY) return "stdin";
    const problem = "Standard input is a terminal, which would show the value.";
    throw new UserError(problem, "Use --value-from prompt, or pipe it in.");
  }
  if (isTerminal()) return "prompt";
  const problem = `${listed(given)}: a new value is needed, and no terminal is there to ask for it.`;
  throw new UserError(problem, `Pipe it in with --value-from stdin: ${pipe}`);
}

/**
 * Takes the values that have to be given, by their secrets' logical names. One newline at the end of standard input is dropped, as
 * Pulumi does.
 *
 * @throws UserError when one is empty, too long or malformed; it shows none of them
 */
export async function takeValues(rotations: readonly NextVersion[], origin: ValueOrigin): Promise<Map<string, string>> {
  const given = rotations.filter(({ value }) => value === "given");
  const values = origin === "stdin" ? fromInput(given, await readInput()) : await fromPrompt(given);
  for (const { secret } of given) {
    const fault = valueFault(values.get(secret.logicalName) ?? "", secret.encoding);
    if (fault === undefined) continue;
    const said = fault.code === "undecodable" && secret.encoding === "text" ? fault.problem : `is ${fault.problem}`;
    throw new UserError(`The value of ${secret.logicalName} ${said}`, "No file was changed. Run the command again.");
  }
  return values;
}

async function fromPrompt(given: readonly NextVersion[]): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const { secret, to } of given) {
    const encoding = secret.encoding === "base64" ? ", in base64" : "";
    const value = await askHidden(`Value of ${secret.logicalName} v${to}${encoding} (not shown): `);
    if ((await askHidden("Once more: ")) !== value) {
      throw new UserError(
        `The two values of ${secret.logicalName} differ.`,
        "No file was changed. Run the command again.",
      );
    }
    values.set(secret.logicalName, value);
  }
  return values;
}

function fromInput(given: readonly NextVersion[], input: string): Map<string, string> {
  const names = given.map(({ secret }) => secret.logicalName);
  const [only = ""] = names;
  if (names.length === 1) return new Map([[only, input.replace(/\r?\n$/, "")]]);
  let parsed: unknown;
  try {
    parsed = JSON.parse(input);
  } catch {
    // The parser's message would show a part of the text.
  }
  const entries = typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : [];
  const isWhole =
    entries.length === names.length &&
    entries.every(([name, value]) => names.includes(name) && typeof value === "string");
  if (isWhole) return new Map(entries as [string, string][]);
  const problem = "Standard input is no JSON object with the value of each secret, and nothing else.";
  throw new UserError(problem, `It has to be: ${shapeOf(given)}`);
}

function shapeOf(given: readonly NextVersion[]): string {
  return `{ ${given.map(({ secret }) => `"${secret.logicalName}": "…"`).join(", ")} }`;
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > mostInput) {
      throw new UserError(`Standard input has more than ${mostInput} bytes, which no secret can have.`, "Shorten it.");
    }
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    const remedy = "Declare the secret with encoding: base64, and pipe in what `base64 FILE` prints.";
    throw new UserError("Standard input is not text in UTF-8.", remedy);
  }
}
