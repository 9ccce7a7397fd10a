// What the SDK does by default and this program does without.
import log from "@pulumi/pulumi/log/index.js";
import { forgetConfidentialVariables } from "../processes/forget.ts";

/**
 * Takes the stack config out of the environment, which the SDK has read by now.
 *
 * Makes the SDK keep secret values out of the debug log, and take half the time.
 *
 * In its debug messages, which `--debug` shows and `--event-log` and `-v` keep, it repeats the engine's whole answer to each
 * registration, and the engine masks only what stands in the config as it is, no encoded or generated value.
 *
 * For each promise it renders a stack trace, and looks each of its lines up in source maps. There are none here: Node strips
 * types without moving anything.
 */
export function prepareRuntime(): void {
  forgetConfidentialVariables();
  Object.assign(log, { debug: () => Promise.resolve() });
  Object.assign(Error, { prepareStackTrace: undefined });
}
