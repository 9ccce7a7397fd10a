import { setTimeout as delay } from "node:timers/promises";
import { EngineError, NoAnswerError } from "./engine.ts";

/** How often a line is repeated while nothing changes, in milliseconds. */
const repeatMs = 10_000;

/** How long to wait for an engine that does not answer or elects a leader, where nothing else sets a limit, in milliseconds. */
const awayLimitMs = 60_000;

/** The time that one operation has: its limit, the signal that ends it sooner, and the waiting for an engine that is away. */
export class Patience {
  readonly #startedAt = performance.now();
  readonly #limitMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #report: (line: string) => void;
  #told = "";
  #toldAt = 0;

  /**
   * @param limitMs how long the operation may take, in milliseconds; default a minute
   * @param signal ends the operation sooner
   * @param report gets lines for a person to read; by default nobody does
   */
  constructor(limitMs = awayLimitMs, signal?: AbortSignal, report: (line: string) => void = () => undefined) {
    this.#limitMs = limitMs;
    this.#signal = signal;
    this.#report = report;
  }

  /** Seconds since the start, to a tenth. */
  get seconds(): number {
    return Math.round((performance.now() - this.#startedAt) / 100) / 10;
  }

  get limitSeconds(): number {
    return this.#limitMs / 1000;
  }

  get over(): boolean {
    return performance.now() - this.#startedAt >= this.#limitMs;
  }

  /** Reports where the operation stands, with the time left: at each change, and every ten seconds while nothing changes. */
  tell(line: string): void {
    const now = performance.now();
    if (line === this.#told && now - this.#toldAt < repeatMs) return;
    this.#told = line;
    this.#toldAt = now;
    const left = Math.max(0, Math.round((this.#limitMs - (now - this.#startedAt)) / 1000));
    this.#report(`${line}, ${left} s of ${this.limitSeconds} left`);
  }

  /** Waits, but not beyond the limit. Throws the signal's reason once the signal is aborted. */
  async pause(ms: number): Promise<void> {
    const left = this.#limitMs - (performance.now() - this.#startedAt);
    this.#signal?.throwIfAborted();
    await delay(Math.max(0, Math.min(ms, left)), undefined, this.#signal && { signal: this.#signal });
  }

  /** Reads from the engine, and retries while the engine restarts or its Swarm elects a leader. */
  async read<T>(read: () => Promise<T>): Promise<T> {
    for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 2000)) {
      this.#signal?.throwIfAborted();
      try {
        return await read();
      } catch (error) {
        const away = error instanceof NoAnswerError || (error instanceof EngineError && error.status >= 500);
        if (!away || this.over) throw error;
        if (pauseMs === 100) this.#report(`the engine is away (${error.message}); trying again`);
        await this.pause(pauseMs);
      }
    }
  }
}
