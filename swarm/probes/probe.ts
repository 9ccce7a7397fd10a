// The probe is the last part of a flip: it proves that the replicas not only run, but work.
import type { Probe } from "../../rotation/probe.ts";
import type { Connection } from "../engine/client.ts";
import { SwarmError } from "../engine/errors.ts";
import { Patience } from "../engine/patience.ts";
import { EngineError, NoAnswerError } from "../engine/engine.ts";
import { gone, readService } from "../engine/service.ts";
import type { Replica } from "../engine/replica.ts";
import { interrupted, notRun } from "./failures.ts";
import { behaviourOf } from "./kinds.ts";
import type { ProbedSpec } from "./spec.ts";
import type { ProbeOptions } from "./task.ts";

/** A service whose replicas run on the desired references and are to be probed. */
export interface ProbeTarget {
  /** Name of the service. */
  service: string;
  /** The replicas that have to pass. */
  replicas: readonly Replica[];
  probe: Probe;
}

/**
 * Checks before a flip whether the probe can be run on a service at all, as far as that can be known.
 *
 * @throws SwarmError `bad-probe`, `no-service`; EngineError; NoAnswerError
 */
export async function checkProbe({ engine }: Connection, service: string, probe: Probe): Promise<void> {
  const patience = new Patience();
  const live = await patience.read(() => readService(engine, service));
  if (live === undefined) throw gone(service);
  const spec = live.Spec as ProbedSpec;
  await behaviourOf(probe).check(engine, spec, patience);
}

/**
 * Probes a service: `healthcheck` looks whether each replica still runs, `http` asks each one over the service's network, `exec`
 * runs a command once in a task like theirs. The service that this makes on the Swarm is removed, also when the signal ends the wait.
 *
 * The probe may take its own `seconds`, and a minute more until its task runs.
 *
 * @throws SwarmError `probe-failed` when something does not pass or the probe could not be run; `no-service`, `interrupted`
 */
export async function probeService(
  connection: Connection,
  { service, replicas, probe }: ProbeTarget,
  options: ProbeOptions = {},
): Promise<void> {
  const report = (line: string) => options.onProgress?.(`${service}: ${line}`);
  const patience = new Patience(undefined, options.signal, report);
  try {
    report(`probing: ${probe.kind}`);
    const live = await patience.read(() => readService(connection.engine, service));
    if (live === undefined) throw gone(service);
    const run = { connection, spec: live.Spec as ProbedSpec, replicas, patience, options };
    await behaviourOf(probe).run(run, probe);
    report("probe passed");
  } catch (error) {
    if (error instanceof SwarmError) throw error;
    if (options.signal?.aborted === true) throw interrupted(service, error);
    if (!(error instanceof EngineError || error instanceof NoAnswerError)) throw error;
    throw notRun(service, `the Docker Engine says: ${error.message}`, undefined, { cause: error });
  }
}
