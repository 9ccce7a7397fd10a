// Sends the one ServiceUpdate that makes a service's owned references the desired ones.
import type Docker from "dockerode";
import { SwarmError } from "./errors.ts";
import type { Patience } from "./patience.ts";
import {
  mergeReferences,
  ownedReferences,
  sameReferences,
  type EngineReference,
  type Ownership,
  type SecretReference,
} from "./references.ts";
import { EngineError, NoAnswerError, request } from "./request.ts";
import { findSecretsById } from "./secrets.ts";
import { gone, isWanted, listTasks, liveReferences, readService, refuseJob, type EngineService } from "./service.ts";

/** A service whose spec asks for the desired references. */
export interface Sent {
  serviceId: string;
  /** Whether an update was sent; false when there was nothing to change. */
  updated: boolean;
  /** The oldest version of the service that asks for them. */
  sinceVersion: number;
  /** The tasks there were before the update; none when there was none. */
  earlierTasks: ReadonlySet<string>;
}

const attempts = 10;

/**
 * Changes the owned references of a service and nothing else, starting from its spec as it is now.
 *
 * The Engine refuses an update of a version that is not the newest ("update out of sequence"), and its own orchestrator makes new
 * versions while it works; an update may also get lost with the connection. Both times the service is read and merged again, so
 * that nobody's change in between is undone and no update is sent twice.
 *
 * @throws SwarmError `no-service`, `no-secret`, `job-mode`, `target-conflict`; EngineError; NoAnswerError
 */
export async function sendUpdate(
  docker: Docker,
  service: string,
  desired: readonly SecretReference[],
  owns: Ownership,
  patience: Patience,
): Promise<Sent> {
  let earlierTasks: Set<string> | undefined;
  let unanswered = false;
  for (let attempt = 1; ; attempt++) {
    const live = await patience.read(() => readService(docker, service));
    if (live === undefined) throw gone(service);

    const references = mergeReferences(liveReferences(live.Spec.TaskTemplate), desired, owns);
    if (references !== undefined || desired.length > 0) refuseJob(live);
    if (references === undefined && !(await isStuck(docker, live, desired, owns, patience))) {
      const sinceVersion = live.Version.Index;
      return { serviceId: live.ID, updated: unanswered, sinceVersion, earlierTasks: earlierTasks ?? new Set() };
    }
    if (earlierTasks === undefined) {
      await checkSecrets(docker, desired, patience);
      earlierTasks = new Set((await patience.read(() => listTasks(docker, live.ID))).map(({ ID }) => ID));
    }
    try {
      await update(docker, live, references);
      return { serviceId: live.ID, updated: true, sinceVersion: live.Version.Index + 1, earlierTasks };
    } catch (error) {
      const lost = isLost(error);
      if (!(lost || isOutOfSequence(error)) || attempt === attempts || patience.over) throw error;
      unanswered ||= lost;
      // Others who update at the same moment must not stay in step with this one.
      await patience.pause(Math.min(1000, 20 * 2 ** attempt) * (0.5 + Math.random() / 2));
    }
  }
}

/** The freshly read spec goes back with all that is not known here; `undefined` sends it unchanged, which resumes an update. */
async function update(docker: Docker, live: EngineService, references: EngineReference[] | undefined): Promise<void> {
  const { TaskTemplate } = live.Spec;
  const ContainerSpec = { ...TaskTemplate.ContainerSpec, Secrets: references };
  const body =
    references === undefined ? live.Spec : { ...live.Spec, TaskTemplate: { ...TaskTemplate, ContainerSpec } };
  // The credentials for the image's registry are not in the spec that the Engine shows: let it keep those it has.
  const query = { version: live.Version.Index, registryAuthFrom: "spec" };
  await request(docker, `/services/${live.ID}/update`, { query, body });
}

/** Whether a paused update to these very references has left replicas on others. Only another ServiceUpdate goes on with it. */
async function isStuck(
  docker: Docker,
  live: EngineService,
  desired: readonly SecretReference[],
  owns: Ownership,
  patience: Patience,
): Promise<boolean> {
  if (live.UpdateStatus?.State?.endsWith("paused") !== true) return false;
  const tasks = (await patience.read(() => listTasks(docker, live.ID))).filter(isWanted);
  return tasks.some(({ Spec }) => !sameReferences(ownedReferences(liveReferences(Spec), owns), desired));
}

async function checkSecrets(docker: Docker, desired: readonly SecretReference[], patience: Patience): Promise<void> {
  const ids = desired.map(({ secretId }) => secretId);
  const found = await patience.read(() => findSecretsById(docker, ids));
  const names = new Map(found.map(({ id, name }) => [id, name]));
  for (const { secretName, secretId } of desired) {
    const name = names.get(secretId);
    if (name === secretName) continue;
    const what = name === undefined ? "does not exist on the Swarm" : `is the ID of ${name}`;
    throw new SwarmError(
      "no-secret",
      `${secretName} cannot be bound: a secret with the ID ${secretId} ${what}.`,
      "Somebody removed or recreated it: refresh, then run the same command again.",
    );
  }
}

function isOutOfSequence(error: unknown): boolean {
  return error instanceof EngineError && error.message.includes("update out of sequence");
}

/** No answer, or one from a manager that lost its leader: the update may have come through or not. */
function isLost(error: unknown): boolean {
  if (error instanceof NoAnswerError) return true;
  const away =
    /code = (Unavailable|DeadlineExceeded|Canceled|Aborted)|does not have a leader|context deadline exceeded/;
  return error instanceof EngineError && (error.status === 503 || (error.status === 500 && away.test(error.message)));
}
