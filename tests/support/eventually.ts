import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until `condition` answers with something truthy, and returns that.
 *
 * @param what the awaited state, for the error: "no process is left"
 * @param timeoutMs how long to wait before giving up with an error; default 90 s
 */
export async function eventually<T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 90_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    await delay(50);
  }
}
