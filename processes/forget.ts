// Takes variables out of this process's own environment, so that nobody can read them there and no child inherits them.
import { Buffer } from "node:buffer";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import process from "node:process";

/** The variables in which Pulumi hands over the stack config and the passphrase. No process of ours needs them for long. */
const confidential = ["PULUMI_CONFIG", "PULUMI_CONFIG_PASSPHRASE"];

/**
 * Removes the stack config and the passphrase from this process's environment. The SDK read the config when it was loaded.
 *
 * Deleting a variable does not change the block of memory in which the process got its environment, and `/proc/<pid>/environ` shows
 * that block. So the variables are also overwritten there, where the system allows it (Linux does).
 */
export function forgetConfidentialVariables(): void {
  try {
    overwrite(confidential);
  } catch {
    // Without /proc, or without permission to write there, the variables are still deleted, so that no child inherits them.
  }
  for (const name of confidential) Reflect.deleteProperty(process.env, name);
}

function overwrite(names: readonly string[]): void {
  const block = readFileSync("/proc/self/environ");
  const found = entriesOf(block).filter(({ name }) => names.includes(name));
  if (found.length === 0) return;
  const start = environmentStart();
  const memory = openSync("/proc/self/mem", "r+");
  try {
    // The name stays, so that whoever looks the variable up finds an empty one until it is deleted.
    for (const { from, to } of found) writeSync(memory, Buffer.alloc(to - from), 0, to - from, start + from);
  } finally {
    closeSync(memory);
  }
}

/** The variables in the kernel's block: `NAME=value`, each ended by a NUL. */
function entriesOf(block: Buffer): { name: string; from: number; to: number }[] {
  const entries = [];
  for (let at = 0; at < block.length;) {
    const end = block.indexOf(0, at);
    const to = end === -1 ? block.length : end;
    const name = block.toString("latin1", at, to).split("=", 1)[0] ?? "";
    entries.push({ name, from: Math.min(at + name.length + 1, to), to });
    at = to + 1;
  }
  return entries;
}

/** Where the block begins in this process's memory: field 50 of its `stat`, counted after its name, which is field 2. */
function environmentStart(): number {
  const stat = readFileSync("/proc/self/stat", "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const start = Number(fields[50 - 3]);
  if (!Number.isSafeInteger(start) || start <= 0) throw new Error("the environment's place is not known");
  return start;
}
