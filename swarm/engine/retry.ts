// When a change that failed is made again, from a fresh read.
import type { Patience } from "./patience.ts";
import { EngineError, NoAnswerError } from "./engine.ts";

/** How often a change is tried. */
export const attempts = 10;

/** Somebody else changed the thing since it was read; with services, often the Engine itself. */
export function isOutOfSequence(error: unknown): boolean {
  return error instanceof EngineError && error.message.includes("update out of sequence");
}

/** No answer, or one from a manager that lost its leader: the change may have come through or not. */
export function isLost(error: unknown): boolean {
  if (error instanceof NoAnswerError) return true;
  const away =
    /code = (Unavailable|DeadlineExceeded|Canceled|Aborted)|does not have a leader|context deadline exceeded/;
  return error instanceof EngineError && (error.status === 503 || (error.status === 500 && away.test(error.message)));
}

/** Others who change the same thing at the same moment must not stay in step with this one. */
export async function backOff(attempt: number, patience: Patience): Promise<void> {
  await patience.pause(Math.min(1000, 20 * 2 ** attempt) * (0.5 + Math.random() / 2));
}
