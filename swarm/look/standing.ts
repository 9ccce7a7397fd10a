// What services run on at one moment: their references, their tasks, and the nodes that those are on. A verification tells of the
// moment it was made; what is put on record has to hold when it is.
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

/** A node, as far as it matters what may run there. */
export interface SwarmNode {
  hostname: string;
  /** "ready", "down", "disconnected"; "unknown" for a while after another leader was elected. */
  state: string;
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
    // In this order: what a service asked for before the first read, its tasks still show at the second.
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
    nodes.map(({ ID, Description, Status }) => [ID, { hostname: Description.Hostname ?? ID, state: Status.State }]),
  );
}

/** The node of a task, when it does not answer: what runs there can neither be seen nor stopped. */
export function silentNode({ NodeID = "" }: EngineTask, nodes: SwarmNodes): SwarmNode | undefined {
  const node = nodes.get(NodeID);
  return node === undefined || node.state === "ready" ? undefined : node;
}

/**
 * Whether a task runs or may come to: also one that should stop and has not been seen to, as on a node that is down. Of one
 * that has been so for a day Swarm says that it is orphaned, and knows no more of it than before.
 */
export function mayRun(task: EngineTask, nodes: SwarmNodes): boolean {
  const { DesiredState, Status } = task;
  if (Status.State === "orphaned") return silentNode(task, nodes) !== undefined;
  const begun = ["assigned", "accepted", "preparing", "ready", "starting", "running"];
  if (begun.includes(Status.State)) return true;
  return ["new", "allocated", "pending"].includes(Status.State) && ["running", "ready"].includes(DesiredState);
}

/** A secret's version, by the number and the Swarm's ID of it. */
type VersionOf = (secretName: string) => number | undefined;

/** What services are looked at for: a version of a secret. */
export interface Sought {
  /** The secret's version that a name stands for; undefined of other secrets. */
  versionOf: VersionOf;
  /** The Swarm's ID of the version. */
  secretId: string | undefined;
}

/** What is not as it should be with a service. */
export interface Deviation {
  service: string;
  /** For a person: "asks for busflow_db_reader_v1", "is gone". */
  what: string;
}

/** Which of the services do not stand on a version: their spec asks for another one, or a task that should run is not made for it. */
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

/** What may still run on nodes that do not answer, of versions other than one; sorted. */
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
