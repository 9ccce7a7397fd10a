// Finds the processes that a run has started, by a variable that they inherited.
import { readdir, readFile } from "node:fs/promises";

/** A running process, by its id and its command line. */
export interface RunningProcess {
  pid: number;
  command: string;
}

/** Lists the processes that inherited `variable=value` in their environment, whoever their parent is now. Needs Linux. */
export async function processesWith(variable: string, value: string): Promise<RunningProcess[]> {
  const entry = `${variable}=${value}`;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readProcFile(pid, "environ");
      if (!environment.includes(entry)) return undefined;
      return { pid: Number(pid), command: (await readProcFile(pid, "cmdline")).join(" ").trim() };
    }),
  );
  return found.filter((process) => process !== undefined);
}

/** The NUL-separated fields of a process's file; none when the process is gone, is a zombie, or belongs to another user. */
async function readProcFile(pid: string, file: string): Promise<string[]> {
  try {
    return (await readFile(`/proc/${pid}/${file}`, "utf8")).split("\0");
  } catch {
    return [];
  }
}
