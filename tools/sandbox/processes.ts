// Finds and ends the processes of a private engine.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import pWaitFor from "p-wait-for";
import { UserError } from "../../rotation/user-error.ts";

/** A process of a private engine. */
export interface EngineProcess {
  pid: number;
  program: string;
}

/**
 * The living processes of a sandbox's engine: `unshare`, its shell and `dockerd`. They are recognised by the argument that names the
 * sandbox's own configuration, because a process ID in a file may belong to another process after a crash or a reboot. Processes
 * that the engine itself starts are not listed, as the kernel ends them with the shell.
 */
export function engineProcesses(configArgument: string): EngineProcess[] {
  return readProcesses()
    .filter(({ args }) => args.includes(configArgument))
    .map(({ pid, args }) => ({ pid, program: path.basename(args[0] ?? "") }))
    .filter(({ program }) => programs.has(program));
}

const programs = new Set(["unshare", "sh", "dockerd"]);

function readProcesses(): { pid: number; args: string[] }[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), args: readArguments(pid) }));
}

function readArguments(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    // The process ended in the meantime.
    return [];
  }
}

/** Sends a signal to processes that may be gone by now. */
export function signalAll(processes: EngineProcess[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "ESRCH") continue;
      if (code !== "EPERM") throw error;
      throw new UserError(
        `The private engine (process ${pid}) belongs to another user.`,
        "Run this as the user who started it; as root, if it was root.",
        { cause: error },
      );
    }
  }
}

/** Waits until `condition` holds; returns false when it does not within `limitMs`. */
export async function waitFor(condition: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const holds = async () => (await condition()) && pWaitFor.resolveWith(true);
  return await pWaitFor(holds, { interval: 25, timeout: { milliseconds: limitMs, fallback: () => false } });
}
