// Watches services while they change: asks every replica for its health again and again, from inside its container, and
// remembers which secrets each task was made with.
import type { Duplex } from "node:stream";
import { eventually } from "../support/eventually.ts";
import { engine } from "../support/swarm.ts";

/** What was seen of the services' tasks. */
export interface Watched {
  /** The secret names of each task there was, by its service and ID. */
  tasks: { service: string; id: string; secretNames: string[] }[];
  /** The statuses that each replica answered `GET /healthz` with, by its container. */
  answers: Map<string, number[]>;
}

interface Task {
  ID: string;
  ServiceID: string;
  Spec: { ContainerSpec: { Secrets?: { SecretName: string }[] } };
  Status: { State: string; ContainerStatus?: { ContainerID?: string } };
}

/** Asks once for each line on standard input, so that the asking ends with the test, however that ends. */
const asking =
  "while read -r line; do printf 'GET /healthz HTTP/1.1\\r\\n\\r\\n' | timeout 5 nc 127.0.0.1 8080; done 2>/dev/null";

const pauseMs = 250;

/** Watches services while something is done with them. What runs at first has answered before that begins. */
export async function watchDuring(services: readonly string[], action: () => Promise<unknown>): Promise<Watched> {
  const watch = new Watch(services);
  try {
    await watch.start();
    await action();
  } finally {
    await watch.stop();
  }
  return watch.watched;
}

class Watch {
  readonly #services: readonly string[];
  readonly #names = new Map<string, string>();
  readonly #tasks = new Map<string, Watched["tasks"][number]>();
  readonly #replicas = new Map<string, { input: Duplex; statuses: number[] }>();
  #watching: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(services: readonly string[]) {
    this.#services = services;
  }

  async start(): Promise<void> {
    for (const name of this.#services) {
      const { ID } = (await engine.getService(name).inspect()) as { ID: string };
      this.#names.set(ID, name);
    }
    this.#watching = this.#watch();
    await eventually("every replica answers", () => {
      const statuses = [...this.#replicas.values()].map((replica) => replica.statuses.length);
      return statuses.length > 0 && statuses.every((count) => count > 0);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#watching;
    for (const { input } of this.#replicas.values()) input.destroy();
  }

  get watched(): Watched {
    const answers = new Map([...this.#replicas].map(([container, { statuses }]) => [container, statuses]));
    return { tasks: [...this.#tasks.values()], answers };
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      const tasks = (await engine.listTasks({ filters: { service: this.#services } })) as Task[];
      for (const task of tasks) await this.#remember(task);
      for (const { input } of this.#replicas.values()) if (input.writable) input.write("again\n");
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #remember({ ID: id, ServiceID, Spec, Status }: Task): Promise<void> {
    const secretNames = (Spec.ContainerSpec.Secrets ?? []).map(({ SecretName }) => SecretName);
    this.#tasks.set(id, { service: this.#names.get(ServiceID) ?? "", id, secretNames });
    const container = Status.ContainerStatus?.ContainerID;
    if (!container || this.#replicas.has(container) || !["starting", "running"].includes(Status.State)) return;
    const input = await ask(container);
    if (input === undefined) return;
    const replica = { input, statuses: [] as number[] };
    this.#replicas.set(container, replica);
    let text = "";
    input.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      replica.statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
    });
  }
}

/** Starts to ask in a container; undefined when it is not there yet, or not any more. */
async function ask(container: string): Promise<Duplex | undefined> {
  try {
    const cmd = { Cmd: ["sh", "-c", asking], AttachStdin: true, AttachStdout: true };
    const exec = await engine.getContainer(container).exec(cmd);
    const input = await exec.start({ hijack: true, stdin: true });
    input.on("error", () => undefined);
    return input;
  } catch {
    return undefined;
  }
}
