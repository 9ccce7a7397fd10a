import type { Engine } from "../engine/engine.ts";
import { flip } from "./binding.ts";

/**
 * Restarts every replica of a service once for an incident, so that it connects anew, and waits until they run again. Its
 * secrets stay as they are.
 *
 * @param ticket the incident's
 * @throws SwarmError as {@link flip} does
 */
export async function reconnect(engine: Engine, service: string, ticket: string): Promise<void> {
  await flip(engine, { service, desired: [], owns: () => false, reconnect: ticket });
}
