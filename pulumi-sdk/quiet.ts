// What the SDK does by default and the program does without.
import log from "@pulumi/pulumi/log/index.js";

/**
 * Makes the SDK keep secret values out of the debug log, and take half the time.
 *
 * In its debug messages, which `--debug` shows and `--event-log` and `-v` keep, it repeats the engine's whole answer to each
 * registration, and the engine masks only what stands in the config as it is, no encoded or generated value.
 *
 * For each promise it renders a stack trace, and looks each of its lines up in source maps. There are none here: Node strips
 * types without moving anything.
 */
export function quietSdk(): void {
  Object.assign(log, { debug: () => Promise.resolve() });
  Object.assign(Error, { prepareStackTrace: undefined });
}
