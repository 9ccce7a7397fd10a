// The `http` probe asks every replica of a service over the service's own overlay network, from a task on that network. With a
// manager's API alone there is no other way to a replica on another node.
import type { Patience } from "../engine/patience.ts";
import type { Engine } from "../engine/engine.ts";
import { failedReplicas, notRun, type FailedReplica } from "./failures.ts";
import { describeStopped, findImageNode, readTasks, type ProbeRun, type ProbedTask } from "./run.ts";
import { httpCommand, httpLimit, noClient, parseAnswers, type HttpProbe } from "./script.ts";
import { imageOf, networksOf, networkTemplate, type ProbedSpec } from "./spec.ts";
import { runOneOff } from "./task.ts";

/** @throws SwarmError `probe-failed`; what {@link runOneOff} throws */
export async function probeHttp(run: ProbeRun, probe: HttpProbe): Promise<void> {
  const { connection, spec, replicas, patience } = run;
  const network = await findOverlay(connection.engine, spec, patience);
  if (network === undefined) throw notRun(spec.Name, "the service is on no overlay network any more");
  const tasks = await readTasks(run);
  const failed: FailedReplica[] = [];
  const urls = new Map<string, FailedReplica["replica"]>();
  for (const replica of replicas) {
    const task = tasks.get(replica.taskId);
    const url = task && urlOf(task, network, probe);
    const problem = describeStopped(task) ?? (url === undefined ? "has no address on the network" : undefined);
    if (url !== undefined && problem === undefined) urls.set(url, replica);
    else failed.push({ replica, problem: problem ?? "" });
  }
  if (urls.size > 0) failed.push(...(await ask(run, probe, network, urls)));
  if (failed.length > 0) throw failedReplicas(spec.Name, expectation(probe), failed, replicas.length);
}

/** The ID of a service's first overlay network; undefined when it has none. The ingress network is never in a service's spec. */
export async function findOverlay(engine: Engine, spec: ProbedSpec, patience: Patience): Promise<string | undefined> {
  const query = { filters: { driver: ["overlay"] } };
  const overlays = await patience.read(() => engine.request<{ Id: string }[]>("/networks", { query }));
  const ids = new Set(overlays.map(({ Id }) => Id));
  return networksOf(spec).find(({ Target }) => ids.has(Target))?.Target;
}

function urlOf(task: ProbedTask, network: string, { port, path }: HttpProbe): string | undefined {
  const attachment = task.NetworksAttachments?.find(({ Network }) => Network.ID === network);
  const address = attachment?.Addresses?.[0]?.replace(/\/\d+$/, "");
  if (address === undefined) return undefined;
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}${path}`;
}

/** Asks each replica, and returns those that do not answer as they should. */
async function ask(
  run: ProbeRun,
  probe: HttpProbe,
  network: string,
  replicas: ReadonlyMap<string, FailedReplica["replica"]>,
): Promise<FailedReplica[]> {
  const { connection, spec, options } = run;
  const service = spec.Name;
  const { image } = probe;
  const node = image === undefined ? await findImageNode(run) : undefined;
  const command = httpCommand(probe, [...replicas.keys()]);
  const template = networkTemplate(spec, { command, network, image, node });
  const outcome = await runOneOff(connection, { service, template, limitMs: httpLimit(probe) * 1000 }, options);

  const asker = `its image ${image ?? imageOf(spec)}`;
  if (outcome.kind === "overdue") throw notRun(service, `it did not end within ${httpLimit(probe)} s`);
  if (outcome.kind === "not-run") throw notRun(service, `${outcome.message} (${asker})`, imageRemedy);
  if (outcome.exitCode === 0) return [];
  if (outcome.exitCode === noClient) throw notRun(service, `${asker} has neither curl nor wget`, imageRemedy);
  const answers = parseAnswers(outcome.output);
  const failed = [...replicas].flatMap(([url, replica]): FailedReplica[] => {
    const status = answers.get(url);
    if (status === probe.status) return [];
    if (status === undefined) return [{ replica, problem: "is not known to have answered" }];
    return [{ replica, problem: status === 0 ? "gave no answer" : `answered ${status}` }];
  });
  if (answers.size > 0 && failed.length > 0) return failed;
  throw notRun(service, `it ended with exit code ${outcome.exitCode}, and what it said cannot be read`);
}

const imageRemedy =
  "It needs sh, and curl or wget, and to be on a node or to be pulled without credentials. Name such an image as the probe's `image`.";

function expectation({ path, port, status, seconds }: HttpProbe): string {
  return `GET ${path} on port ${port} has to answer ${status} within ${seconds} s`;
}
