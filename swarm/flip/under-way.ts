// Notices an update or a rollback that Swarm is carrying out. Another update in the middle of it would take its place: Swarm would
// forget the spec that it could roll back to, and a later rollback would lead to the broken one.
import { isDeepStrictEqual } from "node:util";
import type { Ownership } from "../../rotation/bound.ts";
import { clockToleranceMs } from "../../rotation/clocks.ts";
import { serviceLabels } from "../../rotation/labels.ts";
import { SwarmError } from "../engine/errors.ts";
import type { Patience } from "../engine/patience.ts";
import { isOurLabel } from "../engine/service-labels.ts";
import { isWanted, liveReferences, type EngineService, type EngineSpec, type EngineTask } from "../engine/service.ts";
import { restoreUrgency } from "./urgency.ts";

const pauseMs = 300;

/** Whether Swarm is carrying out an update or a rollback of a service. */
export function isUnderWay({ UpdateStatus }: Pick<EngineService, "UpdateStatus">): boolean {
  return UpdateStatus?.State === "updating" || UpdateStatus?.State === "rollback_started";
}

/** How long an update may take to begin, in milliseconds. */
const onsetMs = 3000;
/** How long ago an update that has not begun may have been sent, in milliseconds, by the clocks of two machines. */
const recentMs = 30_000 + clockToleranceMs;

/**
 * Notices an update that was sent a moment ago and that Swarm has not begun. Such a service shows no update state yet, but it has
 * tasks that do not match its template. An update that changes no task never gets a state, so this stops waiting after a while.
 */
export class Onset {
  #index = -1;
  #since = 0;

  /** Whether an update is about to begin. */
  isNear(service: EngineService, tasks: readonly EngineTask[]): boolean {
    const { Version, UpdatedAt, UpdateStatus, PreviousSpec, Spec } = service;
    if (UpdateStatus?.State !== undefined || !PreviousSpec) return false;
    if (Math.abs(Date.now() - Date.parse(UpdatedAt)) > recentMs) return false;
    if (Version.Index !== this.#index) [this.#index, this.#since] = [Version.Index, performance.now()];
    const template = JSON.stringify(Spec.TaskTemplate);
    const isBehind = tasks.some((task) => isWanted(task) && JSON.stringify(task.Spec) !== template);
    return isBehind && performance.now() - this.#since < onsetMs;
  }
}

/**
 * Whether somebody else's update is under way. An update of our own has changed nothing but the owned references, our labels and
 * the settings that an urgent update raises. It may be replaced, because everything that its rollback would restore is known here.
 */
export function isForeignUnderWay(service: EngineService, owns: Ownership): boolean {
  if (!isUnderWay(service)) return false;
  return service.UpdateStatus?.State !== "updating" || !isOurs(service, owns);
}

/** Whether the last update changed nothing but the owned references, our labels and the settings of an urgent update. */
export function isOurs({ Spec, PreviousSpec }: EngineService, owns: Ownership): boolean {
  if (!PreviousSpec) return false;
  const isReconnect = reconnected(Spec) !== reconnected(PreviousSpec);
  return isDeepStrictEqual(foreignPart(Spec, owns, isReconnect), foreignPart(PreviousSpec, owns, isReconnect));
}

/**
 * Waits a moment while an update is under way, and says so.
 *
 * @throws SwarmError `under-way` at the limit
 */
export async function sitOut(service: EngineService, patience: Patience): Promise<void> {
  const { Spec, UpdateStatus } = service;
  const what = UpdateStatus?.State === "rollback_started" ? "a rollback" : "an update";
  const said = UpdateStatus?.Message ? ` (${UpdateStatus.Message})` : "";
  if (patience.over) {
    throw new SwarmError(
      "under-way",
      `${Spec.Name}: ${what} that was not begun here is still under way after ${patience.limitSeconds} s${said}. Nothing was changed.`,
      `Let it end, or give the service more time (timeout); then run the same command again. How far it is:\ndocker service ps ${Spec.Name}`,
    );
  }
  patience.tell(`waits for ${what} that was not begun here${said}`);
  await patience.pause(pauseMs);
}

function foreignPart(spec: EngineSpec, owns: Ownership, isReconnect: boolean): unknown {
  const { Labels, TaskTemplate, ...rest } = restoreUrgency(spec);
  const { ContainerSpec, ForceUpdate, ...template } = TaskTemplate;
  const secrets = liveReferences(TaskTemplate)
    .filter(({ SecretName }) => !owns(SecretName))
    .map((reference) => JSON.stringify(reference))
    // Our updates sort the references, which is no change by others.
    .sort();
  return {
    ...rest,
    labels: Object.entries(Labels ?? {}).filter(([name]) => !isOurLabel(name)),
    template,
    container: { ...ContainerSpec, Secrets: secrets },
    restarts: isReconnect ? undefined : (ForceUpdate ?? 0),
  };
}

function reconnected({ Labels }: EngineSpec): string | undefined {
  return Labels?.[serviceLabels.reconnected];
}
