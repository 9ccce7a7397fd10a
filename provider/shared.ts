import { setTimeout as delay } from "node:timers/promises";

/** How long a look waits for others to ask for it, too, in milliseconds. */
const gatherMs = 50;

/** Shares one look at the Swarm among those who ask for it at about the same time. Nobody gets a look that began before they asked. */
export class Shared<T> {
  readonly #look: () => Promise<T>;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<T> | undefined;

  constructor(look: () => Promise<T>) {
    this.#look = look;
  }

  /** The result of the next look. */
  ask(): Promise<T> {
    this.#next ??= this.#begin();
    return this.#next;
  }

  async #begin(): Promise<T> {
    await Promise.all([delay(gatherMs), this.#running]);
    this.#next = undefined;
    const look = this.#look();
    this.#running = look.catch(() => undefined);
    return await look;
  }
}
