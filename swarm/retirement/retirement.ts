// Proves before a version is deleted that nothing on the Swarm refers to it. The Engine itself checks only what services ask for now.
// It checks neither their previous specs, to which `docker service rollback` goes back (swarmkit#2509), nor their tasks.
import { explain } from "../engine/engine-failure.ts";
import { SwarmError } from "../engine/errors.ts";
import { Patience } from "../engine/patience.ts";
import type { Engine } from "../engine/engine.ts";
import { liveReferences, type EngineService } from "../engine/service.ts";
import { renewSpec } from "../flip/renewal.ts";
import { lastChange, type DatedService } from "../look/last-change.ts";
import { mayRun, readNodes, silentNode, type StandingTask, type SwarmNodes } from "../look/standing.ts";

/** A version of a secret on the Swarm. */
export interface RetiredSecret {
  id: string;
  name: string;
}

interface RetirementOptions {
  /**
   * How long to wait for replicas that are being stopped and for updates under way, in milliseconds.
   *
   * @default 120_000
   */
  timeoutMs?: number;
  /** Gets short lines for a person to read. */
  onProgress?: (line: string) => void;
}

const firstPauseMs = 300;
/** The longest pause between two looks. Each look reads every service and task on the Swarm, so they must not be frequent. */
const longestPauseMs = 2000;

/**
 * Makes sure that no service, no task and no previous spec refers to a secret. Previous specs that do are overwritten by an update
 * that changes nothing. Replicas that are being stopped are waited for.
 *
 * @throws SwarmError `in-use` with what refers to it, `refused`, `unreachable`; nothing may then be deleted
 */
export async function releaseSecret(
  engine: Engine,
  secret: RetiredSecret,
  options: RetirementOptions = {},
): Promise<void> {
  const report = options.onProgress ?? (() => undefined);
  const patience = new Patience(options.timeoutMs ?? 120_000, undefined, report);
  try {
    let pauseMs = firstPauseMs;
    let lastLine = "";
    for (;;) {
      const { back, tasks } = await lookAround(engine, secret, patience);
      const holding = [
        ...tasks.map(({ task: { ID, NodeID, Status }, service }) => {
          return `task ${ID} of ${service} is ${Status.State}${NodeID === undefined ? "" : ` on node ${NodeID}`}`;
        }),
        ...back
          .filter(isUpdating)
          .map(({ Spec, UpdateStatus }) => `the update of ${Spec.Name} is ${UpdateStatus?.State ?? ""}`),
      ];
      if (holding.length === 0) {
        if (back.length === 0) return;
        for (const { ID, Spec } of back) {
          report(`${Spec.Name}: its way back to ${secret.name} is closed`);
          await renewSpec(engine, ID, patience);
        }
        continue;
      }
      const line = `${secret.name}: ${holding.join(", ")}`;
      if (patience.over) {
        const what = `after ${patience.limitSeconds} s ${holding.join(", ")}`;
        throw inUse(secret, what, "Let the update end, then run this again.");
      }
      pauseMs = line === lastLine ? Math.min(pauseMs * 1.25, longestPauseMs) : firstPauseMs;
      if (line !== lastLine) report(line);
      lastLine = line;
      await patience.pause(pauseMs);
    }
  } catch (error) {
    throw explain(error, secret.name);
  }
}

/** What still refers to a secret, but will stop doing so. */
interface Holders {
  /** The services whose previous spec refers to it. */
  back: EngineService[];
  /** The tasks with the secret that may still run, and the names of their services. */
  tasks: { task: StandingTask; service: string }[];
}

/** @throws SwarmError `in-use` when something refers to the secret and will not stop doing so by itself */
async function lookAround(engine: Engine, secret: RetiredSecret, patience: Patience): Promise<Holders> {
  // The services are read before their tasks: what a service stops asking for after the first read, its tasks show at the second.
  const services = await patience.read(() => engine.request<DatedService[]>("/services"));
  const found = await patience.read(() => engine.request<StandingTask[]>("/tasks"));

  const users = services.filter(({ Spec }) => refersTo(Spec.TaskTemplate, secret));
  if (users.length > 0) {
    const remedy = `Bind ${nameAll(users)} to another version first, or take the secret off it.`;
    const returned = users.filter(({ PreviousSpec }) => PreviousSpec && !refersTo(PreviousSpec.TaskTemplate, secret));
    const cause = returned.map((service) => `${service.Spec.Name} went back to it: ${lastChange(service)}`).join("; ");
    throw inUse(secret, `${nameAll(users)} still asks for it${cause && ` (${cause})`}`, remedy);
  }
  const back = services.filter(({ PreviousSpec }) => PreviousSpec && refersTo(PreviousSpec.TaskTemplate, secret));
  const jobs = back.filter(({ Spec: { Mode } }) => Mode.ReplicatedJob !== undefined || Mode.GlobalJob !== undefined);
  if (jobs.length > 0) {
    const what = `a rollback of ${nameAll(jobs)} would go back to it, and any update of a job runs it again`;
    const remedy = `Run it when it may run, and then this again:\n${commands("docker service update --force", jobs)}`;
    throw inUse(secret, what, remedy);
  }
  const referring = found.filter((task) => refersTo(task.Spec, secret));
  const nodes: SwarmNodes = referring.length === 0 ? new Map() : await readNodes(engine, patience);
  const tasks = referring.filter((task) => mayRun(task, nodes));
  // After an election of a leader all nodes are unknown for a while, which passes. Only a node that is down is a reason to stop.
  const down = tasks.flatMap((task) => silentNode(task, nodes) ?? []).filter(({ state }) => state === "down");
  if (down.length > 0) {
    const hosts = [...new Set(down.map(({ hostname }) => hostname))].sort();
    const where =
      hosts.length === 1 ? `the node ${hosts[0] ?? ""}, which is` : `the nodes ${hosts.join(", ")}, which are`;
    throw inUse(
      secret,
      `a container may still run on it on ${where} down`,
      `Bring it back, or make sure that it is off and remove it, then run this again:\n${hosts.map((host) => `docker node rm --force ${host}`).join("\n")}`,
    );
  }
  const holders = new Set([...back.map(({ ID }) => ID), ...tasks.map(({ ServiceID }) => ServiceID)]);
  const paused = services.filter(({ ID, UpdateStatus }) => holders.has(ID) && UpdateStatus?.State?.endsWith("paused"));
  if (paused.length > 0) {
    const what = `the update of ${nameAll(paused)} away from it is paused`;
    throw inUse(
      secret,
      what,
      `Correct what it stopped at, resume it, then run this again:\n${commands("docker service update", paused)}`,
    );
  }
  const names = new Map(services.map(({ ID, Spec }) => [ID, Spec.Name]));
  return { back, tasks: tasks.map((task) => ({ task, service: names.get(task.ServiceID) ?? task.ServiceID })) };
}

function refersTo(spec: Parameters<typeof liveReferences>[0], { id }: RetiredSecret): boolean {
  return liveReferences(spec).some(({ SecretID }) => SecretID === id);
}

function isUpdating({ UpdateStatus }: EngineService): boolean {
  return UpdateStatus?.State === "updating" || UpdateStatus?.State === "rollback_started";
}

function nameAll(services: readonly EngineService[]): string {
  return services.map(({ Spec }) => Spec.Name).join(", ");
}

function commands(command: string, services: readonly EngineService[]): string {
  return services.map(({ Spec }) => `${command} ${Spec.Name}`).join("\n");
}

function inUse({ name }: RetiredSecret, what: string, remedy: string): SwarmError {
  return new SwarmError("in-use", `${name} cannot be deleted: ${what}.`, remedy);
}
