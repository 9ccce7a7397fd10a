// Starts an exploration in a thread of its own and says what it found.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Finding, Task } from "./explore.ts";

/** What the program logs meanwhile is dropped. */
export async function explore(task: Task): Promise<Finding> {
  const worker = new Worker(new URL("./explore.ts", import.meta.url), { workerData: task, stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  try {
    // An error in the thread rejects this.
    const [finding] = (await once(worker, "message")) as [Finding];
    return finding;
  } finally {
    await worker.terminate();
  }
}

/** For a test's failure: the smallest sequence that was found, and how it went. */
export function describe({ violation, runs }: Finding, seed: number): string {
  if (violation === undefined) return `nothing in ${runs} sequences from seed ${seed}`;
  const { message, sequence, account } = violation;
  return [message, `seed ${seed}: BUSFLOW_MODEL_SEED=${seed}`, JSON.stringify(sequence), ...account].join("\n");
}
