// The `healthcheck` probe trusts Swarm, for which a task with a health check runs only while it is healthy.
import type { Patience } from "../engine/patience.ts";
import { type Engine, EngineError } from "../engine/engine.ts";
import { failedReplicas, noHealthcheck } from "./failures.ts";
import { describeStopped, readTasks, type ProbeRun } from "./run.ts";
import { imageOf, type HealthConfig, type ProbedSpec } from "./spec.ts";

/** @throws SwarmError `bad-probe` when no health check is known: the service's tasks would then count as running at once */
export async function checkHealthcheck(engine: Engine, spec: ProbedSpec, patience: Patience): Promise<void> {
  const [own] = spec.TaskTemplate.ContainerSpec?.Healthcheck?.Test ?? [];
  if (own === "NONE") throw noHealthcheck(spec.Name, "its spec switches the health check off");
  if (own !== undefined) return;
  const image = await patience.read(() => findImage(engine, imageOf(spec)));
  if (image === undefined) {
    throw noHealthcheck(
      spec.Name,
      "its spec has no health check, and this manager does not have its image to look for one",
    );
  }
  const [inherited = "NONE"] = image.Config?.Healthcheck?.Test ?? [];
  if (inherited === "NONE") throw noHealthcheck(spec.Name, "neither its spec nor its image has a health check");
}

/** Checks once more that each replica still runs. */
export async function probeHealthcheck(run: ProbeRun): Promise<void> {
  const tasks = await readTasks(run);
  const failed = run.replicas.flatMap((replica) => {
    const problem = describeStopped(tasks.get(replica.taskId));
    return problem === undefined ? [] : [{ replica, problem }];
  });
  if (failed.length > 0) throw failedReplicas(run.spec.Name, "each has to stay healthy", failed, run.replicas.length);
}

async function findImage(engine: Engine, image: string): Promise<EngineImage | undefined> {
  try {
    return await engine.request<EngineImage>(`/images/${encodeURIComponent(image)}/json`);
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}

interface EngineImage {
  Config?: { Healthcheck?: HealthConfig | null } | null;
}
