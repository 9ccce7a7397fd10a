import type { Server } from "node:http";

/**
 * Keeps a server from ending the connections that a client keeps for its next request, as the Docker Engine never does either.
 *
 * Node's default ends them after 5 s. A request that is sent at that very moment is lost, and clients repeat only those that change
 * nothing: a deletion by the Docker provider fails with "connection reset by peer".
 */
export function neverEndIdle(server: Server): void {
  server.keepAliveTimeout = 0;
}
