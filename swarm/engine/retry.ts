// Makes a change that others may make at the same moment: it reads, changes, and starts over from a fresh read until that succeeds.
import { EngineError, NoAnswerError } from "./engine.ts";
import type { Patience } from "./patience.ts";

/** How often a change is tried. */
const attempts = 10;

/**
 * Reads a thing and changes it. Both are done again while the Engine refuses the change because the thing has changed since it was
 * read, and while it is unknown whether the change was carried out. So nobody's change in between gets lost, and none is made twice.
 *
 * @param patience ends the attempts at its limit
 * @param change reads the thing and changes it, unless it is as it should be; it is told whether an earlier attempt may have
 *   been carried out
 * @returns what `change` returns
 * @throws what `change` throws: for another reason at once, for one of these two reasons after ten attempts
 */
export async function retryChange<T>(patience: Patience, change: (mayHaveCome: boolean) => Promise<T>): Promise<T> {
  let mayHaveCome = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await change(mayHaveCome);
    } catch (error) {
      const lost = isLost(error);
      if (!(lost || isStale(error)) || attempt === attempts || patience.over) throw error;
      mayHaveCome ||= lost;
      // The pause is random, so that two runs that change the same thing do not collide again and again.
      await patience.pause(Math.min(1000, 20 * 2 ** attempt) * (0.5 + Math.random() / 2));
    }
  }
}

/** Whether somebody else changed or made the thing since it was read. With services it is often the Engine itself. */
function isStale(error: unknown): boolean {
  return error instanceof EngineError && (error.status === 409 || error.message.includes("update out of sequence"));
}

/** Whether it is unknown if the change was carried out: no answer came, or one from a manager that lost its leader. */
function isLost(error: unknown): boolean {
  if (error instanceof NoAnswerError) return true;
  const away =
    /code = (Unavailable|DeadlineExceeded|Canceled|Aborted)|does not have a leader|context deadline exceeded/;
  return error instanceof EngineError && (error.status === 503 || (error.status === 500 && away.test(error.message)));
}
