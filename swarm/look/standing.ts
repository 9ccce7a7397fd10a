// What services run on at one moment: their references, their tasks, and the nodes of those. A verification only tells of the moment
// at which it was made, so the services are looked at again when it is put on record.
import type { Lingering } from "../../rotation/ledger.ts";
import { explain } from "../engine/engine-failure.ts";
import { listNodes } from "../engine/nodes.ts";
import { Patience } from "../engine/patience.ts";
import type { Engine } from "../engine/engine.ts";
import type { EngineReference } from "../engine/references.ts";
import { listSecrets, type SwarmSecret } from "../engine/secrets.ts";
import { desiredTasks, isWanted, liveReferences, type EngineService, type EngineTask } from "../engine/service.ts";

/** A task as it is listed. */
export interface StandingTask extends EngineTask {
  ServiceID: string;
}

/** What is known of a node on which tasks may run. */
export interface SwarmNode {
  hostname: string;
  /** "ready", "down" or "disconnected"; "unknown" for a while after an election of a leader. */
  state: string;
  /** Only of a manager: "reachable", "unreachable" or "unknown". */
  manager?: string;
}

/** The Swarm's nodes, by ID. */
export type SwarmNodes = ReadonlyMap<string, SwarmNode>;

/** One look at the whole Swarm. */
export interface Standing {
  services: readonly EngineService[];
  tasks: readonly StandingTask[];
  /** All secrets, by name. */
  secrets: ReadonlyMap<string, SwarmSecret>;
  nodes: SwarmNodes;
}

/**
 * Looks at every service, task, secret and node: four requests.
 *
 * @throws SwarmError `refused`, `unreachable`
 */
export async function lookAtStanding(engine: Engine): Promise<Standing> {
  const patience = new Patience();
  try {
    // The services are read before their tasks: what a service stops asking for after the first read, its tasks show at the second.
    const services = await patience.read(() => engine.request<EngineService[]>("/services"));
    const tasks = await patience.read(() => engine.request<StandingTask[]>("/tasks"));
    const secrets = await patience.read(() => listSecrets(engine));
    const nodes = await readNodes(engine, patience);
    return { services, tasks, secrets: new Map(secrets.map((secret) => [secret.name, secret])), nodes };
  } catch (error) {
    throw explain(error, "the services and their tasks");
  }
}

/** All nodes, by ID. */
export async function readNodes(engine: Engine, patience: Patience): Promise<SwarmNodes> {
  const nodes = await patience.read(() => listNodes(engine));
  return new Map(
    nodes.map(({ ID, Description, Status, ManagerStatus }): [string, SwarmNode] => [
      ID,
      {
        ...{ hostname: Description.Hostname ?? ID, state: Status.State },
        ...(ManagerStatus && { manager: ManagerStatus.Reachability }),
      },
    ]),
  );
}

/** The node of a task when that node does not answer, so that what runs there can neither be seen nor stopped; else undefined. */
export function silentNode({ NodeID = "" }: EngineTask, nodes: SwarmNodes): SwarmNode | undefined {
  const node = nodes.get(NodeID);
  return node === undefined || node.state === "ready" ? undefined : node;
}

/**
 * Whether a task runs or may still run. A task that should stop, and has not been seen to, may run: its node may be down. After a
 * day Swarm calls such a task orphaned, but knows no more about it than before.
 */
export function mayRun(task: EngineTask, nodes: SwarmNodes): boolean {
  const { DesiredState, Status } = task;
  if (Status.State === "orphaned") return silentNode(task, nodes) !== undefined;
  const begun = ["assigned", "accepted", "preparing", "ready", "starting", "running"];
  if (begun.includes(Status.State)) return true;
  return ["new", "allocated", "pending"].includes(Status.State) && ["running", "ready"].includes(DesiredState);
}

/** The version that a secret name stands for; undefined for the names of other secrets. */
type VersionOf = (secretName: string) => number | undefined;

/** The version of a secret that services are checked for. */
export interface Sought {
  /** Reads the secret's version from a secret name. */
  versionOf: VersionOf;
  /** The Swarm's ID of the version. */
  secretId: string | undefined;
}

/** A service that does not stand on a version. */
export interface Deviation {
  service: string;
  /** For a person: "asks for busflow_db_reader_v1", "is gone". */
  what: string;
}

/** The services that do not stand on a version: their spec asks for another one, or a task that should run was made for another. */
export function deviations(standing: Standing, consumers: readonly string[], sought: Sought): Deviation[] {
  return consumers.flatMap((name): Deviation[] => {
    const service = standing.services.find(({ Spec }) => Spec.Name === name);
    const what = service === undefined ? "is gone" : deviation(service, wantedTasks(standing, service), sought);
    return what === undefined ? [] : [{ service: name, what }];
  });
}

/** How many of a service's tasks run on a version, and how many should. */
export function replicasOn(standing: Standing, name: string, sought: Sought): { running: number; wanted: number } {
  const service = standing.services.find(({ Spec }) => Spec.Name === name);
  if (service === undefined) return { running: 0, wanted: 0 };
  const tasks = wantedTasks(standing, service);
  const running = tasks.filter(
    ({ Spec, Status }) =>
      Status.State === "running" && namesOf(Spec, sought).some(({ SecretID }) => SecretID === sought.secretId),
  );
  return { running: running.length, wanted: desiredTasks(service) ?? tasks.length };
}

/** How many of a service's tasks run, and how many should. */
export function liveReplicas(standing: Standing, name: string): { running: number; wanted: number } {
  const service = standing.services.find(({ Spec }) => Spec.Name === name);
  if (service === undefined) return { running: 0, wanted: 0 };
  const tasks = wantedTasks(standing, service);
  const running = tasks.filter(({ Status }) => Status.State === "running").length;
  return { running, wanted: desiredTasks(service) ?? tasks.length };
}

function wantedTasks({ tasks }: Standing, { ID }: EngineService): StandingTask[] {
  return tasks.filter(({ ServiceID }) => ServiceID === ID).filter(isWanted);
}

function deviation(service: EngineService, tasks: readonly StandingTask[], sought: Sought): string | undefined {
  const isOther = ({ SecretID }: EngineReference): boolean => SecretID !== sought.secretId;
  const asked = namesOf(service.Spec.TaskTemplate, sought);
  if (asked.length === 0) return "does not ask for it";
  if (asked.some(isOther)) return `asks for ${listNames(asked.filter(isOther))}`;
  const made = tasks.map(({ Spec }) => namesOf(Spec, sought));
  const behind = made.flat().filter(isOther);
  if (behind.length > 0) return `still runs on ${listNames(behind)}`;
  return made.some((names) => names.length === 0) ? "still runs without it" : undefined;
}

function namesOf(spec: Parameters<typeof liveReferences>[0], { versionOf }: Pick<Sought, "versionOf">) {
  return liveReferences(spec).filter(({ SecretName }) => versionOf(SecretName) !== undefined);
}

function listNames(references: readonly { SecretName: string }[]): string {
  return [...new Set(references.map(({ SecretName }) => SecretName))].sort().join(", ");
}

/** The tasks on nodes that do not answer that may still run on a version other than the current one; sorted. */
export function lingering({ tasks, nodes }: Standing, versionOf: VersionOf, current: number): Lingering[] {
  const found = new Map<string, Lingering>();
  for (const task of tasks) {
    const node = silentNode(task, nodes);
    if (node === undefined || !mayRun(task, nodes)) continue;
    for (const { SecretName } of liveReferences(task.Spec)) {
      const version = versionOf(SecretName);
      if (version === undefined || version === current) continue;
      const { hostname } = node;
      found.set(`${hostname} ${task.NodeID ?? ""} ${version}`, { node: task.NodeID ?? "", hostname, version });
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
