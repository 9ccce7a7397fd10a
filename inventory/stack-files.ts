// Finds and reads the files of a Pulumi project: its own, and those of its stacks. What is encrypted in them is not read.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { UserError } from "../rotation/user-error.ts";
import { parseInventory, type Inventory } from "./inventory.ts";
import { configOf, stackFolder } from "./project-files.ts";

/** The endings that Pulumi looks for, in its order. */
const extensions = ["yaml", "yml", "json"];

/** The file of a name, in one of the spellings that Pulumi looks for; undefined when there is none. */
function find(folder: string, name: string): string | undefined {
  const files = extensions.map((extension) => path.join(folder, `${name}.${extension}`));
  return files.find((file) => existsSync(file));
}

/** The project's own file in a folder; undefined when the folder is no project's. */
export function findProjectFile(folder: string): string | undefined {
  return find(folder, "Pulumi");
}

/** A project's file, and the folder of its stacks' files. */
export interface Project {
  /** The name that its config keys begin with. */
  readonly name: string;
  /** Its Pulumi.yaml. */
  readonly file: string;
  /** The folder of its stacks' files. */
  readonly stacksFolder: string;
  /** What Pulumi.yaml says. */
  readonly content: unknown;
}

/**
 * Reads a project's own file.
 *
 * @throws UserError when it is no YAML, or has no name
 */
export function readProject(file: string): Project {
  const content = readYaml(file);
  const name = typeof content === "object" && content !== null && "name" in content ? content.name : undefined;
  if (typeof name !== "string") throw new UserError(`${path.basename(file)} has no name.`, "Correct it.");
  return { name, file, content, stacksFolder: path.join(path.dirname(file), stackFolder(content)) };
}

/** The file of one of a project's stacks; undefined when it has none. */
export function findStackFile({ stacksFolder }: Project, stack: string): string | undefined {
  return find(stacksFolder, `Pulumi.${stack}`);
}

/** The names of the stacks that have a file, sorted. */
export function stacksOf({ stacksFolder }: Project): string[] {
  const names = readdirSync(stacksFolder).flatMap((file) => /^Pulumi\.(.+)\.(?:yaml|yml|json)$/.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/**
 * The inventory by a stack's file.
 *
 * @throws UserError when the file is no YAML; InventoryError with everything else that is wrong
 */
export function readInventory(project: Project, stackFile: string): Inventory {
  return inventoryOf(project, stackFile, readFileSync(stackFile, "utf8"));
}

/**
 * The inventory by what a stack's file says, or is to say. It throws what {@link readInventory} throws.
 *
 * @param stackFile the file's path, for messages
 */
export function inventoryOf({ content }: Project, stackFile: string, text: string): Inventory {
  return parseInventory(configOf(content, parseYaml(stackFile, text)) ?? {});
}

function readYaml(file: string): unknown {
  return parseYaml(file, readFileSync(file, "utf8"));
}

/** Parses a file's text. The parser's own message would quote it, and it may hold a value in plain text. */
function parseYaml(file: string, text: string): unknown {
  const document = parseDocument(text, { merge: true });
  const [fault] = document.errors;
  const name = path.basename(file);
  if (fault !== undefined) {
    throw new UserError(`${name} is not YAML: see line ${fault.linePos?.[0].line ?? 1}.`, "Correct it.");
  }
  try {
    return document.toJS();
  } catch {
    throw new UserError(`${name} uses its anchors too often, or one that is not there.`, "Correct it.");
  }
}
