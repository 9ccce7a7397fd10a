import pWaitFor from "p-wait-for";

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
  const isMet = async () => {
    const result = await condition();
    return result ? pWaitFor.resolveWith(result) : false;
  };
  // Made here, so that its trace leads to the test.
  const message = new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
  return await pWaitFor(isMet, { interval: 50, timeout: { milliseconds: timeoutMs, message } });
}
