import { SwarmError } from "./errors.ts";
import { EngineError, NoAnswerError } from "./engine.ts";

/**
 * What a person can do something about as a SwarmError; anything else, a mistake in here, as it is.
 *
 * @param subject what was worked on: a service's name, a secret's
 * @param onceBack what to do when an engine that went away is back
 */
export function explain(
  error: unknown,
  subject: string,
  onceBack = "Once it is back, run the same command again.",
): unknown {
  if (error instanceof EngineError) {
    const problem = `${subject}: the Docker Engine refused: ${error.message} (HTTP ${error.status}).`;
    return new SwarmError("refused", problem, "Mend what it says, then run the same command again.", { cause: error });
  }
  if (error instanceof NoAnswerError) {
    const problem = `${subject}: the Docker Engine does not answer any more: ${error.message}.`;
    return new SwarmError("unreachable", problem, onceBack, { cause: error });
  }
  return error;
}
