import { SwarmError } from "./errors.ts";
import { EngineError, NoAnswerError } from "./engine.ts";

/**
 * Turns an Engine's refusal or silence into a SwarmError with a remedy. Any other error is a mistake in this program and is
 * returned unchanged.
 *
 * @param subject what was being worked on: the name of a service or of a secret
 * @param onceBack what to do once the engine is back
 */
export function explain(
  error: unknown,
  subject: string,
  onceBack = "Once it is back, run the same command again.",
): unknown {
  if (error instanceof EngineError) {
    const problem = `${subject}: the Docker Engine refused: ${error.message} (HTTP ${error.status}).`;
    return new SwarmError("refused", problem, "Correct what it reports, then run the same command again.", {
      cause: error,
    });
  }
  if (error instanceof NoAnswerError) {
    const problem = `${subject}: the Docker Engine does not answer any more: ${error.message}.`;
    return new SwarmError("unreachable", problem, onceBack, { cause: error });
  }
  return error;
}
