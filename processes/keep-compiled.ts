import { flushCompileCache } from "node:module";

/** How often the cache is written. A preview takes only about two seconds. */
const intervalMs = 500;

/**
 * Writes compiled code to Node's cache while the process runs, where `NODE_COMPILE_CACHE` names a folder. Node itself writes the
 * cache only at a process's normal end, and the engine ends plugins with a signal.
 */
export function keepCompiled(): void {
  flushCompileCache();
  // Modules that are loaded later are cached, too. Without any new ones a flush takes a fifth of a millisecond.
  setInterval(flushCompileCache, intervalMs).unref();
}
