// Lines for a person to read, from the provider to the engine, which shows each with the resource that it is about: in the row of
// a terminal's table, and in the log of a run without one.
import { setTimeout } from "node:timers/promises";
import { withStack } from "../rotation/commands.ts";
import { stackOf } from "../rotation/urn.ts";
import protocol from "@pulumi/pulumi/proto/engine_pb.js";
// Both are loaded already by the SDK's server for providers.
import { getEngine, resetOptions } from "@pulumi/pulumi/runtime/settings.js";

/** What a line is besides its words. */
interface LineOptions {
  /** Shown while the resource is worked on, and not once more at the end of the run. */
  ephemeral?: boolean;
  severity?: "info" | "warning";
}

/** Beyond so many that wait nobody reads along. */
const mostWaiting = 1000;

const longestWaitMs = 1000;

let waiting = 0;
/** Settles when every line so far is with the engine; the engine itself keeps no order between calls. */
let said: Promise<void> = Promise.resolve();

/**
 * Tells where the engine listens. Until then, and where none does, every line is dropped.
 *
 * @param args the arguments of the plugin's process: the first one that is no flag is the engine's address
 */
export function logToEngine(args: readonly string[]): void {
  const address = args.find((argument, i) => !argument.startsWith("-") && args[i - 1] !== "--tracing");
  if (address !== undefined) resetOptions("", "", -1, address, "", false, "");
}

/**
 * Says a line about a resource. Never throws and never waits: a line that does not get through is lost, and nothing else is.
 *
 * @param urn the resource's
 */
export function report(urn: string, line: string, { ephemeral = false, severity = "info" }: LineOptions = {}): void {
  if (waiting >= mostWaiting) return;
  waiting++;
  said = said.then(() => send(urn, line, ephemeral, severity)).finally(() => waiting--);
}

/** Settles when the engine has every line so far, or takes too long: a preview may be over with the answer that follows. */
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
    // Nobody is to be told that nobody can be told.
  }
}
