import type Docker from "dockerode";
import { flip } from "./binding.ts";

/**
 * Restarts every replica of a service once for an incident, so that it connects anew, and waits until they run again. Its
 * secrets stay as they are.
 *
 * @param ticket the incident's
 * @throws SwarmError as {@link flip} does
 */
export async function reconnect(docker: Docker, service: string, ticket: string): Promise<void> {
  await flip(docker, { service, desired: [], owns: () => false, reconnect: ticket });
}
