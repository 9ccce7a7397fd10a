// Adds to tasks that have not come up what the Engine knows of them besides Swarm's own message.
import type { Engine } from "../engine/engine.ts";
import { listNodes } from "../engine/nodes.ts";
import type { EngineTask } from "../engine/service.ts";

/** A task with what a person wants to know about it. */
export interface ToldTask extends EngineTask {
  /** Host name of its node. */
  node?: string | undefined;
  /** The result of its container's health check, in words; never the check's output, which may hold a secret. */
  health?: string | undefined;
}

/** Adds what can be found out. The health of a container is only known on the manager that is asked, not on other nodes. */
export async function tellTasks(engine: Engine, tasks: readonly EngineTask[]): Promise<ToldTask[]> {
  const nodes = await listNodes(engine).catch(() => []);
  const names = new Map(nodes.map(({ ID, Description }) => [ID, Description.Hostname]));
  return await Promise.all(
    tasks.map(async (task) => ({
      ...task,
      node: task.NodeID === undefined ? undefined : (names.get(task.NodeID) ?? task.NodeID),
      health: task.Status.State === "starting" ? await healthOf(engine, task) : undefined,
    })),
  );
}

async function healthOf(engine: Engine, { Status }: EngineTask): Promise<string | undefined> {
  const id = Status.ContainerStatus?.ContainerID;
  if (!id) return undefined;
  const container = await engine.request<EngineContainer>(`/containers/${id}/json`).catch(() => undefined);
  const health = container?.State.Health;
  if (!health) return undefined;
  const last = health.Log?.at(-1);
  if (last === undefined) return "its health check has not ended yet";
  if (last.ExitCode === 0) return "its last health check passed";
  return `its health check fails (exit code ${last.ExitCode}, ${health.FailingStreak} in a row)`;
}

interface EngineContainer {
  State: { Health?: { FailingStreak: number; Log?: { ExitCode: number }[] | null } | null };
}
