// Looks at every process of the machine again and again, as anybody who is logged in there can. Needs Linux.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** A process as it was seen: its arguments and its environment, NUL-separated. */
export interface SeenProcess {
  arguments: string;
  /** As it was given; empty when it is somebody else's or was gone. */
  environment: string;
  /** As it was when it was last seen: a process can overwrite what it was given. Looked at where Pulumi has given something. */
  lastEnvironment: string;
}

/** Much less than any process of a run lives. */
const pauseMs = 20;

/** Remembers every process with its arguments and its environment, from {@link start} to {@link stop}. */
export class ProcessWatch {
  readonly #seen = new Map<string, SeenProcess>();
  #watching = Promise.resolve();
  #stopped = false;

  start(): void {
    this.#watching = this.#watch();
  }

  /** Ends the watch, and returns what was seen, each process once for each program that it ran. */
  async stop(): Promise<SeenProcess[]> {
    this.#stopped = true;
    await this.#watching;
    return [...this.#seen.values()];
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) this.#look(pid);
      await delay(pauseMs);
    }
  }

  #look(pid: string): void {
    const words = read(pid, "cmdline");
    const key = `${pid} ${words}`;
    const known = this.#seen.get(key);
    // While a process becomes another program its environment is empty: it is looked at again.
    if (words === "" || (known?.environment && !known.environment.includes("PULUMI_"))) return;
    const lastEnvironment = read(pid, "environ");
    if (read(pid, "cmdline") !== words || (known !== undefined && lastEnvironment === "")) return;
    const isNew = known === undefined || known.environment === "";
    const environment = isNew ? lastEnvironment : known.environment;
    this.#seen.set(key, { arguments: words, environment, lastEnvironment });
  }
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
