// Lines for a person to read, sent from the provider to the engine. The engine shows each line with the resource that it is about:
// in the row of a terminal's table, or in the log of a run without a terminal.
import { setTimeout } from "node:timers/promises";
import { withStack } from "../rotation/commands.ts";
import { stackOf } from "../rotation/urn.ts";
import protocol from "@pulumi/pulumi/proto/engine_pb.js";
// The SDK's server for providers has loaded both of these already.
import { getEngine, resetOptions } from "@pulumi/pulumi/runtime/settings.js";

/** How a line is shown. */
interface LineOptions {
  /**
   * Whether the line is shown only while the resource is worked on, and not again at the end of the run.
   *
   * @default false
   */
  ephemeral?: boolean;
  /** @default info */
  severity?: "info" | "warning";
}

/** The most lines that may wait to be sent. Nobody reads along any more when there are so many. */
const mostWaiting = 1000;

/** The longest that an answer waits for its lines, in milliseconds. */
const longestWaitMs = 1000;

let waiting = 0;
/** Settles when the engine has every line so far. Each line waits for the one before, because the engine keeps no order between calls. */
let said: Promise<void> = Promise.resolve();

/**
 * Sets the engine's address. Without one every line is dropped.
 *
 * @param args the arguments of the plugin's process; the first one that is no flag is the engine's address
 */
export function logToEngine(args: readonly string[]): void {
  const address = args.find((argument, i) => !argument.startsWith("-") && args[i - 1] !== "--tracing");
  if (address !== undefined) resetOptions("", "", -1, address, "", false, "");
}

/**
 * Sends a line about a resource. This neither throws nor waits: a line that does not get through is lost, and does no other harm.
 *
 * @param urn the resource's URN
 */
export function report(urn: string, line: string, { ephemeral = false, severity = "info" }: LineOptions = {}): void {
  if (waiting >= mostWaiting) return;
  waiting++;
  said = said.then(() => send(urn, line, ephemeral, severity)).finally(() => waiting--);
}

/**
 * Settles when the engine has every line so far, or after a second. An answer waits for this, because a preview may be over with
 * that answer, and lines that come later are lost.
 */
export async function allSaid(): Promise<void> {
  await Promise.race([said, setTimeout(longestWaitMs, undefined, { ref: false })]);
}

async function send(urn: string, line: string, ephemeral: boolean, severity: "info" | "warning"): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  try {
    const { INFO, WARNING } = protocol.LogSeverity;
    const request = new protocol.LogRequest()
      .setSeverity(severity === "info" ? INFO : WARNING)
      .setMessage(withStack(line, stackOf(urn)))
      .setUrn(urn)
      .setEphemeral(ephemeral);
    if (getEngine()?.log(request, resolve) !== undefined) await promise;
  } catch {
    // There is nobody to tell that a line was lost.
  }
}
