// Runs scripts in namespaces of their own, separate from the machine.
import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * The arguments for `unshare` that run a script of this folder with a network, mounts and processes of its own. When its first
 * process or `unshare` ends, the kernel ends all of its processes.
 */
export function apart(script: "init.sh" | "probe.sh", args: string[]): string[] {
  return [...namespaces, "sh", "-c", readScript(script), script, ...args];
}

/** The text of a script of this folder. */
export const readScript = (script: string): string => readFileSync(path.join(import.meta.dirname, script), "utf8");

const namespaces = ["--mount", "--propagation=slave", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
