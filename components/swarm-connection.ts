import { connect, type Connection } from "../swarm/engine/client.ts";

let connection: Promise<Connection> | undefined;

/** The connection to the Swarm manager that this run works with. It is made once. */
export function swarmConnection(): Promise<Connection> {
  return (connection ??= connect());
}
