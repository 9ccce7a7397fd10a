import { connect, type Connection } from "../swarm/engine/client.ts";

let connection: Promise<Connection> | undefined;

/** The Swarm manager that this run works with: connected to once. */
export function swarmConnection(): Promise<Connection> {
  return (connection ??= connect());
}
