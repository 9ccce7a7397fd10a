// Which stack a command is about: the project is the one of the folder, the stack the one that is named, selected or alone.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { Inventory } from "../inventory/inventory.ts";
import {
  findProjectFile,
  findStackFile,
  readInventory,
  readProject,
  stacksOf,
  type Project,
} from "../inventory/stack-files.ts";
import { UserError } from "../rotation/user-error.ts";

/** A stack with what its config declares. */
export interface Stack {
  readonly project: Project;
  /** `prod`. */
  readonly name: string;
  /** Its Pulumi.<stack>.yaml. */
  readonly file: string;
  readonly inventory: Inventory;
}

/** What decides which stack it is. */
export interface Asked {
  /** The name that was given; undefined when none was. */
  stack?: string | undefined;
  /** The folder in which the command was called. */
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Reads the stack: the one that is named, or else `PULUMI_STACK`'s, or else the one that `pulumi stack select` has selected, or else the
 * only one that has a file.
 *
 * @throws UserError when there is no project, no such stack, or more than one; InventoryError when its config is not right
 */
export function openStack({ stack, cwd, env }: Asked): Stack {
  const project = findProject(cwd);
  const name = stack ?? filled(env["PULUMI_STACK"]) ?? selectedStack(project, env) ?? onlyStack(project);
  // A stack may be named with its organisation and project, as Pulumi shows it.
  const short = name.split("/").at(-1) ?? name;
  const file = findStackFile(project, short);
  if (file === undefined) {
    const known = stacksOf(project);
    const problem = `There is no Pulumi.${short}.yaml in ${project.stacksFolder}.`;
    throw new UserError(
      problem,
      known.length === 0 ? "Run `pulumi stack init`." : `The stacks there are: ${known.join(", ")}.`,
    );
  }
  return { project, name: short, file, inventory: readInventory(project, file) };
}

/**
 * The project of a folder, or of one above it.
 *
 * @throws UserError when there is none, or its file cannot be read
 */
export function findProject(cwd: string): Project {
  let folder = path.resolve(cwd);
  for (;;) {
    const file = findProjectFile(folder);
    if (file !== undefined) return readProject(file);
    const parent = path.dirname(folder);
    if (parent === folder) {
      throw new UserError(
        `No Pulumi.yaml is in ${path.resolve(cwd)} or a folder above it.`,
        "Run this in the project's folder.",
      );
    }
    folder = parent;
  }
}

/** The stack that Pulumi's CLI has selected for a project: it notes it in its home, by a digest of the project file's path. */
function selectedStack({ name, file }: Project, env: NodeJS.ProcessEnv): string | undefined {
  const home = filled(env["PULUMI_HOME"]) ?? path.join(homedir(), ".pulumi");
  const digest = createHash("sha1").update(file).digest("hex");
  const workspace = path.join(home, "workspaces", `${name}-${digest}-workspace.json`);
  if (!existsSync(workspace)) return undefined;
  try {
    const { stack } = JSON.parse(readFileSync(workspace, "utf8")) as { stack?: unknown };
    return typeof stack === "string" && stack !== "" ? stack : undefined;
  } catch {
    return undefined;
  }
}

/** A variable's text; undefined where it is empty, which is as good as not set. */
function filled(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function onlyStack(project: Project): string {
  const names = stacksOf(project);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  throw new UserError(
    `No stack is named, and ${names.length === 0 ? "none has a file" : `there are several: ${names.join(", ")}`}.`,
    "Name one: --stack NAME.",
  );
}
