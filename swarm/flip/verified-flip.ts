// A flip with its whole proof: the tasks run on the desired secrets, and what the service's probe asks of them holds.
import type { Probe } from "../../rotation/probe.ts";
import type { Connection } from "../engine/client.ts";
import { explain } from "../engine/engine-failure.ts";
import { Patience } from "../engine/patience.ts";
import { readService } from "../engine/service.ts";
import { checkProbe, probeService } from "../probes/probe.ts";
import { defaultTimeoutMs, flip, type FlipOptions, type FlipResult } from "./binding.ts";
import { renewSpec, type UpdateRequest } from "./update.ts";
import { isRaised } from "./urgency.ts";

interface VerifiedFlipOptions extends FlipOptions {
  probe?: Probe | undefined;
}

/**
 * Flips a service and probes its replicas. A probe that cannot be run on the service is refused before anything changes.
 * Afterwards the service has its own settings again where the flip raised them, also when an earlier run did.
 *
 * @throws SwarmError as {@link flip} does; `bad-probe`, `probe-failed`
 */
export async function verifiedFlip(
  connection: Connection,
  request: UpdateRequest,
  options: VerifiedFlipOptions,
): Promise<FlipResult> {
  const { engine } = connection;
  const { probe, ...flipOptions } = options;
  if (probe !== undefined) await checkProbe(connection, request.service, probe);
  const result = await flip(engine, request, flipOptions);
  const { serviceId, replicas } = result;
  if (probe !== undefined) await probeService(connection, { service: request.service, replicas, probe }, flipOptions);
  const patience = new Patience(options.timeoutMs ?? defaultTimeoutMs, options.signal, (line) => {
    options.onProgress?.(`${request.service}: ${line}`);
  });
  try {
    const live = await patience.read(() => readService(engine, serviceId));
    if (live !== undefined && isRaised(live.Spec)) await renewSpec(engine, serviceId, patience);
  } catch (error) {
    throw explain(error, request.service);
  }
  return result;
}
