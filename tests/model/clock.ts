// A clock that only moves when it is told to: what waits for the Swarm waits no longer than the Swarm needs, and three days go by in
// no time. It takes over `Date`, `performance.now` and the pauses of the program's own waiting, for a whole thread.
import { mock } from "node:test";
import { setImmediate } from "node:timers/promises";
import { Patience } from "../../swarm/engine/patience.ts";

const startMs = Date.parse("2026-01-01T00:00:00Z");

/** The time of a sequence. There is one in a thread. */
export class VirtualClock {
  #elapsedMs = 0;

  /** Takes the thread's clocks over; there is no way back. */
  constructor() {
    mock.timers.enable({ apis: ["Date"], now: startMs });
    performance.now = () => this.#elapsedMs;
    const pass = (ms: number) => {
      this.advance(ms);
    };
    Patience.prototype.pause = async (ms: number): Promise<void> => {
      pass(ms);
      await setImmediate();
    };
  }

  /** Lets time go by, in milliseconds. */
  advance(ms: number): void {
    this.#elapsedMs += ms;
    mock.timers.tick(Math.round(ms));
  }
}
