import type { Connection } from "../engine/client.ts";
import { flip } from "./flip.ts";

/**
 * Restarts every replica of a service once for an incident, so that each makes its connections anew, and waits until all run
 * again. The service's secrets stay as they are.
 *
 * @param ticket the incident's
 * @throws SwarmError as {@link flip} does
 */
export async function reconnect(connection: Connection, service: string, ticket: string): Promise<void> {
  await flip(connection, { service, desired: [], owns: () => false, reconnect: ticket });
}
