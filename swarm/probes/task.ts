// Runs a probe's task once, anywhere on the Swarm, and leaves nothing behind.
import { probeLabels } from "../../rotation/labels.ts";
import type { Connection } from "../engine/client.ts";
import { Patience } from "../engine/patience.ts";
import { type Engine, EngineError } from "../engine/engine.ts";
import { listTasks, type EngineService, type EngineTask } from "../engine/service.ts";
import { probeSpec, type ProbeTemplate } from "./spec.ts";

/** A task that is to run once. */
export interface OneOff {
  /** Name of the probed service. */
  service: string;
  template: ProbeTemplate;
  /** How long the task may run, in milliseconds. */
  limitMs: number;
}

/** How a one-off task came out. */
export type Outcome =
  | { kind: "ended"; exitCode: number; output: string }
  /** The task did not end within its limit. */
  | { kind: "overdue" }
  /** The task never ran; the message is Swarm's or the Engine's. */
  | { kind: "not-run"; message: string };

export interface ProbeOptions {
  /** Ends the wait; the service that was made for the probe is removed all the same. */
  signal?: AbortSignal;
  /** Gets short lines for a person to read. */
  onProgress?: (line: string) => void;
}

/** How long a task may take from its creation until it runs, pulling its image included, in milliseconds. */
const startLimitMs = 60_000;
/** How long Swarm may find no node for the task, in milliseconds. The task asks for no resources, so waiting longer seldom helps. */
const placementLimitMs = 10_000;
const removalLimitMs = 20_000;
const outputLimitMs = 4_000;
const pauseMs = 200;
/** How long after its task's end a probe's service may still exist, in milliseconds. After that a killed run has left it. */
const abandonedMs = 5_000;

/**
 * Creates a service of one task, waits until the task has ended, and removes the service, whatever happens. It also removes what
 * killed runs have left of the same service's probes.
 *
 * @throws EngineError; NoAnswerError; the signal's reason
 */
export async function runOneOff(connection: Connection, task: OneOff, options: ProbeOptions): Promise<Outcome> {
  const { engine, apiVersion } = connection;
  const report = (line: string) => options.onProgress?.(`${task.service}: ${line}`);
  const limitMs = startLimitMs + task.limitMs;
  const patience = new Patience(limitMs, options.signal, report);
  const expires = new Date(engineTime(connection) + limitMs + outputLimitMs + removalLimitMs);
  const spec = probeSpec(task.service, task.template, expires, apiVersion);
  try {
    const refusal = await create(engine, spec, patience);
    if (refusal !== undefined) return { kind: "not-run", message: refusal };
    const outcome = await awaitEnd(engine, spec.Name, task.limitMs, patience);
    const isReadable = outcome.kind === "ended" && task.template.LogDriver.Name !== "none";
    return isReadable ? { ...outcome, output: await readOutput(engine, spec.Name) } : outcome;
  } finally {
    // No signal ends the removal, which has to be done after a signal, too.
    const tidying = new Patience(removalLimitMs, undefined, report);
    try {
      await removeService(engine, spec.Name, tidying);
      await removeLeftovers(connection, task.service, tidying);
    } catch (error) {
      report(
        `a probe could not be removed (${(error as Error).message}); the next one does: docker service rm ${spec.Name}`,
      );
    }
  }
}

function engineTime({ clockOffsetMs }: Connection): number {
  return Date.now() + clockOffsetMs;
}

/** Creates the service. Returns why the Engine refused it; undefined when it did not. */
async function create(engine: Engine, spec: { Name: string }, patience: Patience): Promise<string | undefined> {
  try {
    await patience.read(() => engine.request("/services/create", { body: spec }));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // The name is random, so it is taken only if this very request was carried out before and its answer got lost.
    if (error.status !== 409) return error.message;
  }
  return undefined;
}

async function awaitEnd(engine: Engine, name: string, limitMs: number, patience: Patience): Promise<Outcome> {
  const createdAt = performance.now();
  let runningSince: number | undefined;
  let unplacedSince: number | undefined;
  for (;;) {
    const tasks = await patience.read(() => listTasks(engine, name));
    const ended = tasks.find(hasEnded);
    if (ended !== undefined) return outcomeOf(ended);
    const status = tasks[0]?.Status;
    const now = performance.now();
    if (status?.State === "running") runningSince ??= now;
    unplacedSince = status?.State === "pending" && status.Err ? (unplacedSince ?? now) : undefined;

    if (runningSince === undefined) {
      const isLate = now - createdAt >= startLimitMs || now - (unplacedSince ?? now) >= placementLimitMs;
      if (isLate) return { kind: "not-run", message: describe(status) };
    } else if (now - runningSince >= limitMs) return { kind: "overdue" };
    await patience.pause(pauseMs);
  }
}

const endStates = new Set(["complete", "failed", "rejected", "shutdown", "orphaned", "remove"]);

function hasEnded({ Status: { State } }: EngineTask): boolean {
  return endStates.has(State);
}

function outcomeOf({ Status: status }: EngineTask): Outcome {
  if (status.State === "complete") return { kind: "ended", exitCode: 0, output: "" };
  // A container that could not be started has an exit code too, so the error text decides.
  const exit = /^task: non-zero exit \((\d+)\)/.exec(status.Err ?? "")?.[1];
  if (exit !== undefined) return { kind: "ended", exitCode: Number(exit), output: "" };
  return { kind: "not-run", message: describe(status) };
}

function describe(status: EngineTask["Status"] | undefined): string {
  if (status === undefined) return "Swarm made no task for it";
  const { State, Err, Message = "" } = status;
  return `its task is ${State}: ${Err ? Err.trim() : Message}`;
}

/** What the task has printed; empty when that cannot be read, for example because its node is lost. */
async function readOutput(engine: Engine, name: string): Promise<string> {
  try {
    return await engine.text(`/services/${name}/logs`, { query: { stdout: true }, limitMs: outputLimitMs });
  } catch {
    return "";
  }
}

async function removeLeftovers(connection: Connection, service: string, patience: Patience): Promise<void> {
  const { engine } = connection;
  const query = { filters: { label: [`${probeLabels.service}=${service}`] } };
  const probes = await patience.read(() => engine.request<EngineService[]>("/services", { query }));
  const now = engineTime(connection);
  for (const { ID, Spec } of probes) {
    const isExpired = !(Date.parse(Spec.Labels?.[probeLabels.expires] ?? "") >= now);
    const tasks = isExpired ? [] : await patience.read(() => listTasks(engine, ID));
    const isAbandoned = tasks.some((task) => hasEnded(task) && Date.parse(task.Status.Timestamp) + abandonedMs < now);
    if (isExpired || isAbandoned) await removeService(engine, ID, patience);
  }
}

/** Removes a service that may be gone. */
async function removeService(engine: Engine, service: string, patience: Patience): Promise<void> {
  try {
    await patience.read(() => engine.request(`/services/${service}`, { method: "DELETE" }));
  } catch (error) {
    if (!(error instanceof EngineError && error.status === 404)) throw error;
  }
}
