import { flushCompileCache } from "node:module";

/** A run of nothing but a preview takes two seconds. */
const intervalMs = 500;

/**
 * Keeps what this process has compiled for the next run, where a folder is named for that (`NODE_COMPILE_CACHE`). Node itself does so
 * when a process comes to its end; the engine ends plugins with a signal.
 */
export function keepCompiled(): void {
  flushCompileCache();
  // What is loaded later counts, too. With nothing new it takes a fifth of a millisecond.
  setInterval(flushCompileCache, intervalMs).unref();
}
