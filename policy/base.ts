// Reads the stack config of a pull request's base: the files in the checkout of the commit that the pull request starts from.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { parseInventory, type Inventory } from "../inventory/inventory.ts";
import { configOf, stackFolder } from "../inventory/project-files.ts";
import type { Fault } from "../rotation/finding.ts";
import { UserError } from "../rotation/user-error.ts";

/** What the base says of a stack. */
export interface Base {
  /** Undefined when it is not known. */
  readonly inventory?: Inventory;
  /** Why it is not known; undefined when it is. */
  readonly fault?: Fault<"base-not-compared">;
}

const read = new Map<string, Base>();

/** What is wrong with the bases that have been read so far. */
export function baseFaults(): Fault<"base-not-compared">[] {
  return [...read.values()].flatMap(({ fault }) => fault ?? []);
}

/**
 * The config that the base has for a stack. It is read once. What is encrypted is not read.
 *
 * @param folder the base's checkout: the folder with its Pulumi.yaml
 * @throws UserError when there is no such project: the folder is not a base's checkout
 */
export function baseOf(folder: string, stack: string): Base {
  const base = read.get(folder) ?? readBase(folder, stack);
  read.set(folder, base);
  return base;
}

function readBase(folder: string, stack: string): Base {
  const projectFile = find(folder, "Pulumi");
  if (projectFile === undefined) {
    const problem = `The folder ${folder} has no Pulumi.yaml: nothing can be compared with the base.`;
    throw new UserError(problem, "Set the policy's setting base to the folder of the base's checkout.");
  }
  const name = `Pulumi.${stack}.yaml`;
  try {
    const project = parse(projectFile);
    const stackFile = find(path.join(folder, stackFolder(project)), `Pulumi.${stack}`);
    if (stackFile === undefined) {
      return faulty(`The base has no ${name}`, "For a new stack there is nothing to do. Otherwise have it reviewed.");
    }
    const config = configOf(project, parse(stackFile));
    if (config === undefined) throw new UserError("Pulumi.yaml has no name.", "Correct it.");
    return { inventory: parseInventory(config) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return faulty(`The base's ${name} cannot be read`, `Correct it:\n${error.message}`);
  }
}

function faulty(what: string, remedy: string): Base {
  const problem = `${what}, so whether the stack's guards get weaker than on the base branch is not known.`;
  return { fault: { code: "base-not-compared", problem, remedy } };
}

/** The file of a name, in one of the spellings that Pulumi looks for. */
function find(folder: string, name: string): string | undefined {
  const files = ["yaml", "yml", "json"].map((extension) => path.join(folder, `${name}.${extension}`));
  return files.find((file) => existsSync(file));
}

/** Parses a file. The parser's own message would quote it, and it may hold a value in plain text. */
function parse(file: string): unknown {
  const document = parseDocument(readFileSync(file, "utf8"), { merge: true });
  const [fault] = document.errors;
  const name = path.basename(file);
  if (fault !== undefined) throw new UserError(`${name} is not YAML: see line ${fault.linePos?.[0].line ?? 1}.`, "");
  try {
    return document.toJS();
  } catch {
    throw new UserError(`${name} uses its anchors too often, or one that is not there.`, "");
  }
}
