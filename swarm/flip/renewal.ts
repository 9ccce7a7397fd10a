import type { Engine } from "../engine/engine.ts";
import type { Patience } from "../engine/patience.ts";
import { retryChange } from "../engine/retry.ts";
import { listTasks, readService, updateService } from "../engine/service.ts";
import { isUnderWay, Onset, sitOut } from "./under-way.ts";
import { restoreUrgency } from "./urgency.ts";

/**
 * Sends a service's spec back as it is, except that its own settings are restored. Nothing restarts, and Swarm forgets the spec
 * before: `docker service rollback` can then no longer go back to a secret that is about to be deleted. An update that is under way
 * is left to finish first.
 *
 * @param service the service's name or ID; a service that is gone needs nothing
 * @throws SwarmError `under-way`; EngineError; NoAnswerError
 */
export async function renewSpec(engine: Engine, service: string, patience: Patience): Promise<void> {
  const onset = new Onset();
  await retryChange(patience, async () => {
    for (;;) {
      const live = await patience.read(() => readService(engine, service));
      if (live === undefined) return;
      const tasks = await patience.read(() => listTasks(engine, live.ID));
      if (isUnderWay(live) || onset.isNear(live, tasks)) await sitOut(live, patience);
      else {
        await updateService(engine, live, restoreUrgency(live.Spec));
        return;
      }
    }
  });
}
