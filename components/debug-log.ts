import * as pulumi from "@pulumi/pulumi";

/**
 * Keeps secret values out of the debug log, which `--debug` shows and `--event-log` and `-v` keep: the SDK writes the engine's
 * whole answer to each registration there, and the engine masks only what stands in the config as it is, no encoded or
 * generated value.
 */
export function withholdResponses(): void {
  const { debug } = pulumi.log;
  const withholding: typeof debug = (message, ...rest) => debug(message.replace(/, resp: .*/s, ""), ...rest);
  Object.assign(pulumi.log, { debug: withholding });
}
