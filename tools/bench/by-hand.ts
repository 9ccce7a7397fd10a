// Does the same rotation without this program: as a person would by hand, and as fast as Swarm itself allows.
import pWaitFor from "p-wait-for";
import type { EngineService, EngineTask } from "../../swarm/engine/service.ts";
import type { Workbench } from "./workbench.ts";

export const namespace = "bench";

/** The secrets of every service. */
export const logicalNames = ["writer", "reader"] as const;

/** What a service sees of a secret: the same for every version. */
export const targetOf = (logicalName: string): string => `${namespace}_${logicalName}`;

const nameOf = (logicalName: string, version: number): string => `${namespace}_${logicalName}_v${version}`;

const pollMs = 100;

/** Rotates by hand: two `docker secret create`, then one `docker service update` after the other, each waited for. */
export async function rotateInLoop(
  bench: Workbench,
  services: readonly string[],
  from: number,
  to: number,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  for (const logicalName of logicalNames) {
    await bench.run("docker", ["secret", "create", nameOf(logicalName, to), "-"], { input: values[logicalName] ?? "" });
  }
  const changes = logicalNames.flatMap((logicalName) => [
    ...["--secret-rm", nameOf(logicalName, from)],
    ...["--secret-add", `source=${nameOf(logicalName, to)},target=${targetOf(logicalName)}`],
  ]);
  for (const service of services) await bench.run("docker", ["service", "update", ...changes, service]);
}

/**
 * Rotates by sending all updates to the Engine's API at the same moment. Ends when every task runs on the new secrets and Swarm
 * calls every update completed.
 */
export async function rotateAtOnce(
  bench: Workbench,
  services: readonly string[],
  to: number,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const { docker } = bench;
  const references = await Promise.all(
    logicalNames.map(async (logicalName) => {
      const Name = nameOf(logicalName, to);
      const Data = Buffer.from(values[logicalName] ?? "").toString("base64");
      const { id } = (await docker.createSecret({ Name, Data })) as unknown as { id: string };
      const File = { Name: targetOf(logicalName), UID: "0", GID: "0", Mode: 0o444 };
      return { SecretID: id, SecretName: Name, File };
    }),
  );
  await Promise.all(
    services.map(async (name) => {
      const service = docker.getService(name);
      const { Spec, Version } = (await service.inspect()) as EngineService;
      Spec.TaskTemplate.ContainerSpec = { ...Spec.TaskTemplate.ContainerSpec, Secrets: references };
      await service.update({ ...Spec, version: Version.Index });
    }),
  );
  const ids = references.map(({ SecretID }) => SecretID);
  await pWaitFor(() => haveConverged(bench, services, ids), { interval: pollMs, signal: bench.signal });
}

/** Whether each of these services of one replica runs on exactly these secrets. */
async function haveConverged(
  { docker }: Workbench,
  names: readonly string[],
  ids: readonly string[],
): Promise<boolean> {
  const filters = { "service": [...names], "desired-state": ["running"] };
  const tasks = (await docker.listTasks({ filters })) as EngineTask[];
  const wanted = ids.toSorted().join();
  const running = tasks.filter(({ Status, Spec }) => {
    const seen = (Spec.ContainerSpec?.Secrets ?? []).map(({ SecretID }) => SecretID);
    return Status.State === "running" && seen.toSorted().join() === wanted;
  });
  if (running.length !== names.length || tasks.length !== names.length) return false;
  const services = (await docker.listServices({ filters: { name: [...names] } })) as EngineService[];
  return services.every(({ UpdateStatus }) => UpdateStatus?.State === "completed");
}
