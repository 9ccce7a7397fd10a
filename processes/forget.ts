// Takes variables out of this process's own environment, so that nobody can read them there and no child inherits them.
import { Buffer } from "node:buffer";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import process from "node:process";

/** What Pulumi hands over by environment, and what opens the stack's encrypted values: no process of ours needs it for long. */
const confidential = ["PULUMI_CONFIG", "PULUMI_CONFIG_PASSPHRASE"];

/**
 * Forgets the stack config and the passphrase in this process's environment. The SDK has read the config when it was loaded.
 *
 * Deleting a variable leaves the block of memory from which the process was given its environment as it is, and that is what
 * `/proc/<pid>/environ` shows: there it is overwritten, where the system lets a process do so (Linux does).
 */
export function forgetConfidentialVariables(): void {
  try {
    overwrite(confidential);
  } catch {
    // Without /proc, or without leave to write there: what is started from here still inherits nothing.
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
    // The name stays: what looks a variable up finds an empty one until it is deleted.
    for (const { from, to } of found) writeSync(memory, Buffer.alloc(to - from), 0, to - from, start + from);
  } finally {
    closeSync(memory);
  }
}

/** The variables of a block as the kernel has it: `NAME=value`, each ended by a NUL. */
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
