// Switches off two things that the SDK does by default and that the program does not want.
import log from "@pulumi/pulumi/log/index.js";

/**
 * Keeps secret values out of the SDK's debug log, and halves the time that the SDK takes.
 *
 * The SDK's debug messages repeat the engine's whole answer to each registration; `--debug` shows them, `--event-log` and `-v` keep
 * them. The engine masks only values that stand literally in the config, and no encoded or generated ones.
 *
 * The SDK also renders a stack trace for each promise, and looks up each of its lines in source maps. No source maps exist here, as
 * Node strips types without moving any code.
 */
export function quietSdk(): void {
  Object.assign(log, { debug: () => Promise.resolve() });
  Object.assign(Error, { prepareStackTrace: undefined });
}
