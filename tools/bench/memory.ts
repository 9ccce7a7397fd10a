// How much memory the program and its provider take, as the system counts it. Needs Linux.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { processesWith } from "../sandbox/processes-with.ts";

const intervalMs = 100;
const variable = "BENCH_RUN";

/** How each process is recognised by its command line. */
const parts = {
  "program process": /@pulumi\/pulumi\/cmd\/run\/index\.js /,
  "`swarm` provider process": /\/provider(?:\/\S+)? \S+$/,
} as const;
type Part = keyof typeof parts;

/**
 * The largest resident set of each process of a run, in MiB. The system itself keeps the peak, so looking now and then misses only
 * what a process takes in its last tenth of a second.
 *
 * @param work the run; it gets what to add to the environment of its processes
 * @returns nothing on other systems than Linux
 */
export async function peakMemory(
  work: (marker: NodeJS.ProcessEnv) => Promise<unknown>,
): Promise<Partial<Record<Part, number>>> {
  if (process.platform !== "linux") return {};
  const run = randomUUID();
  const peaks: Partial<Record<Part, number>> = {};
  const ended = new AbortController();
  const watching = watch(run, peaks, ended.signal);
  try {
    await work({ [variable]: run });
  } finally {
    ended.abort();
    await watching;
  }
  return peaks;
}

async function watch(run: string, peaks: Partial<Record<Part, number>>, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    for (const { pid, command } of await processesWith(variable, run)) {
      const part = (Object.keys(parts) as Part[]).find((name) => parts[name].test(command));
      if (part !== undefined) peaks[part] = Math.max(peaks[part] ?? 0, await peakOf(pid));
    }
    await delay(intervalMs);
  }
}

/** The peak of a process in MiB; 0 when the process has ended. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
