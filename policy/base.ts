// Reads the stack config of a pull request's base: the files in the checkout of the commit that the pull request starts from.
import type { Inventory } from "../inventory/inventory.ts";
import { findProjectFile, findStackFile, readInventory, readProject } from "../inventory/stack-files.ts";
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
  const projectFile = findProjectFile(folder);
  if (projectFile === undefined) {
    const problem = `The folder ${folder} has no Pulumi.yaml: nothing can be compared with the base.`;
    throw new UserError(problem, "Set the policy's setting base to the folder of the base's checkout.");
  }
  const name = `Pulumi.${stack}.yaml`;
  try {
    const project = readProject(projectFile);
    const stackFile = findStackFile(project, stack);
    if (stackFile === undefined) {
      return faulty(`The base has no ${name}`, "For a new stack there is nothing to do. Otherwise have it reviewed.");
    }
    return { inventory: readInventory(project, stackFile) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return faulty(`The base's ${name} cannot be read`, `Correct it:\n${error.message}`);
  }
}

function faulty(what: string, remedy: string): Base {
  const problem = `${what}, so whether the stack's guards get weaker than on the base branch is not known.`;
  return { fault: { code: "base-not-compared", problem, remedy } };
}
