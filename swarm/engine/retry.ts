// How a change is made that others may make at the same moment: from a fresh read, and again from another one until it took.
import { EngineError, NoAnswerError } from "./engine.ts";
import type { Patience } from "./patience.ts";

/** How often a change is tried. */
const attempts = 10;

/**
 * Reads a thing and changes it, and does both again while the Engine refuses the change because the thing is no longer what was
 * read, or while it is not known whether the change came through. So nobody's change in between gets lost, and none is made twice.
 *
 * @param patience ends the attempts at its limit
 * @param change reads the thing and changes it, unless it is as it should be; is told whether an earlier attempt may have
 *   come through
 * @returns what `change` returns
 * @throws what `change` throws for another reason, and for these ones after ten attempts
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
      // Others who change the same thing at the same moment must not stay in step with this one.
      await patience.pause(Math.min(1000, 20 * 2 ** attempt) * (0.5 + Math.random() / 2));
    }
  }
}

/** Somebody else changed or made the thing since it was read; with services, often the Engine itself. */
function isStale(error: unknown): boolean {
  return error instanceof EngineError && (error.status === 409 || error.message.includes("update out of sequence"));
}

/** No answer, or one from a manager that lost its leader: the change may have come through or not. */
function isLost(error: unknown): boolean {
  if (error instanceof NoAnswerError) return true;
  const away =
    /code = (Unavailable|DeadlineExceeded|Canceled|Aborted)|does not have a leader|context deadline exceeded/;
  return error instanceof EngineError && (error.status === 503 || (error.status === 500 && away.test(error.message)));
}
