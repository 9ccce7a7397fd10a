// What a workflow's step knows of a pull request.
import { existsSync, lstatSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { UserError } from "../../../rotation/user-error.ts";

/** The two checkouts, and the stack that is previewed. */
export interface PullRequest {
  /** The checkout of the commit that the pull request starts from: the only one whose word counts. */
  baseDir: string;
  /** The checkout of the commit that it ends with. */
  headDir: string;
  /** The stack's name as its backend has it: `prod`, or `organisation/project/prod`. */
  stack: string;
  /** The last part of the stack's name, which its file is called by. */
  stackName: string;
  /** A folder of the job, which is gone after it. */
  temporary: string;
}

/** @throws UserError when a variable is missing, or names no folder */
export function pullRequest(): PullRequest {
  const stack = variable("STACK");
  const stackName = stack.split("/").at(-1) ?? "";
  if (!/^[\w.-]+$/.test(stackName))
    throw new UserError(`STACK is ${stack}, which is no stack's name.`, "Set it to one.");
  const [baseDir, headDir, temporary] = [folder("BASE_DIR"), folder("HEAD_DIR"), folder("RUNNER_TEMP")];
  return { baseDir, headDir, stack, stackName, temporary };
}

/**
 * The text of a file at the top of a checkout.
 *
 * @returns undefined when there is none
 * @throws UserError when it is a link or a folder: what a link of a pull request points to is not the pull request's
 */
export function plainFile(checkout: string, name: string): string | undefined {
  const file = path.join(checkout, name);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (found.isFile()) return readFileSync(file, "utf8");
  throw new UserError(`${name} is not a file.`, "Put the file itself there, and no link to one.");
}

function folder(name: string): string {
  const given = variable(name);
  if (existsSync(given)) return realpathSync(given);
  throw new UserError(
    `${name} is ${given}, and there is no such folder.`,
    "Set it to one, as .github/workflows/preview.yml does.",
  );
}

/** @throws UserError when it is not set */
export function variable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new UserError(`${name} is not set.`, "Set it, as .github/workflows/preview.yml does.");
}
