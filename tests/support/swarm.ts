// Looks at the private Swarm behind the program's back.
import Docker from "dockerode";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { Engine } from "../../swarm/engine/engine.ts";
import { dockerHost } from "../../tools/sandbox/docker-host.ts";
import { eventually } from "./eventually.ts";

/** A client of that engine, and not the program's own: a fault of that one must not hide itself. */
export const engine = new Docker();

/** The program's own client of that engine, for what of the program is called directly. */
export const client = Engine.at({ address: dockerHost(), source: "DOCKER_HOST" });

/** The names of all services and secrets that start with `namespace`, sorted. */
export async function namesIn(namespace: string): Promise<string[]> {
  const services = await engine.listServices();
  const secrets = await engine.listSecrets();
  const names = [...services, ...secrets].map(({ Spec }) => Spec?.Name ?? "");
  return names.filter((name) => name.startsWith(namespace)).sort();
}

/** What a command prints of a file, all of it by default, in the running task of a one-replica service; waits for that task. */
export async function readInTask(service: string, file: string, command = ["cat"]): Promise<string> {
  const container = await eventually(`a task of ${service} runs`, async () => {
    const filters = { "service": [service], "desired-state": ["running"] };
    const tasks = tasksSchema.parse(await engine.listTasks({ filters }));
    return tasks.find(({ Status }) => Status.State === "running")?.Status.ContainerStatus?.ContainerID;
  });
  const reader = await engine.getContainer(container).exec({ Cmd: [...command, file], AttachStdout: true, Tty: true });
  return await text(await reader.start({ Tty: true }));
}

const tasksSchema = z.array(
  z.object({
    Status: z.object({ State: z.string(), ContainerStatus: z.object({ ContainerID: z.string() }).optional() }),
  }),
);

/** Removes the services, then the secrets and the ledgers whose names start with `namespace`. */
export async function clear(namespace: string): Promise<void> {
  for (const { ID, Spec } of await engine.listServices()) {
    if (Spec?.Name?.startsWith(namespace)) await engine.getService(ID).remove();
  }
  for (const { ID, Spec } of await engine.listSecrets()) {
    if (Spec?.Name?.startsWith(namespace)) await engine.getSecret(ID).remove();
  }
  for (const { ID, Spec } of await engine.listConfigs()) {
    if (Spec?.Name.startsWith(namespace)) await engine.getConfig(ID).remove();
  }
}
