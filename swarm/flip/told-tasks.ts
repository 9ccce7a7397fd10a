// What the Engine can tell of tasks that have not come up, besides what Swarm says.
import type { Engine } from "../engine/engine.ts";
import { listNodes } from "../engine/nodes.ts";
import type { EngineTask } from "../engine/service.ts";

/** A task with what a person wants to know of it. */
export interface ToldTask extends EngineTask {
  /** Host name of its node. */
  node?: string | undefined;
  /** What its container's health check comes to, in words; never what it prints, which may hold a secret. */
  health?: string | undefined;
}

/** Adds what can be had; a container on another node than the manager that is asked tells nothing. */
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
