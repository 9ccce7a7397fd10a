// Installs the hook with which Git checks each commit before it is made.
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { git, GitError } from "../scan/git.ts";
import { projectDir } from "./paths.ts";
import { UserError } from "../rotation/user-error.ts";

/** The line by which our hook is recognised. */
const mark = "# Made by `npm run check:secrets -- --install-hook`.";

/**
 * Writes the `pre-commit` hook of the repository that a folder is in.
 *
 * @returns the hook's path
 * @throws UserError when there is no repository, or a hook that is not ours
 */
export async function installHook(root: string): Promise<string> {
  const ask = async (...args: string[]): Promise<string> =>
    (await git(root, ["rev-parse", ...args])).toString().replace(/\n$/, "");
  try {
    const top = await ask("--show-toplevel");
    const file = path.resolve(root, await ask("--git-path", "hooks"), "pre-commit");
    refuseForeign(file, commandOf(top, root));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${mark}\nexec ${commandOf(top, root)}\n`, { mode: 0o755 });
    return file;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UserError(`${root} is in no Git checkout: ${error.message}`, "Run it in one.", { cause: error });
  }
}

/** The hook's command. Git runs hooks at the checkout's top, and a path from there is right in each of its work trees. */
function commandOf(top: string, root: string): string {
  const from = path.relative(top, path.join(projectDir, "tools", "run.mjs"));
  const script = from.startsWith("..") ? path.join(projectDir, "tools", "run.mjs") : from;
  const folder = path.relative(top, realpathSync(root)) || ".";
  return `node ${quote(script)} check-secrets --staged "$PWD"/${quote(folder)}`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function refuseForeign(file: string, command: string): void {
  let present;
  try {
    present = readFileSync(file, "utf8");
  } catch {
    return;
  }
  if (present.includes(mark)) return;
  throw new UserError(`${file} is there already, and is not ours.`, `Add this line to it:\n${command} || exit 1`);
}
