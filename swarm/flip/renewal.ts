import type { Engine } from "../engine/engine.ts";
import type { Patience } from "../engine/patience.ts";
import { retryChange } from "../engine/retry.ts";
import { listTasks, readService, updateService } from "../engine/service.ts";
import { isUnderWay, Onset, sitOut } from "./under-way.ts";
import { restoreUrgency } from "./urgency.ts";

/**
 * Sends a service's spec back as it is, its own settings restored. Nothing restarts, and what the service had before is
 * forgotten: `docker service rollback` no longer finds a way to a secret that is about to be deleted. An update that is under way is
 * let end first.
 *
 * @param service its name or ID; one that is gone needs nothing
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
