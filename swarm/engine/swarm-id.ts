// Which Swarm answers, and no more: asked before the Docker client, which takes a while to load, is needed.
import { request as send } from "node:http";
import { json } from "node:stream/consumers";
import { connect } from "./client.ts";
import { resolveEndpoint, type Endpoint } from "./endpoint.ts";

/** How long the answer may take, in milliseconds. */
const limitMs = 15_000;

/**
 * The ID of the Swarm that the Docker CLI would talk to.
 *
 * @throws whatever keeps it from being asked
 */
export async function askSwarmId(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const endpoint = await resolveEndpoint(undefined, environment);
  const where = plainAddress(endpoint);
  if (where === undefined) return (await connect(undefined, environment)).swarmId;
  const info = await new Promise<unknown>((resolve, reject) => {
    const question = send({ ...where, path: "/info", signal: AbortSignal.timeout(limitMs) }, (answer) => {
      json(answer).then(resolve, reject);
    });
    question.on("error", reject).end();
  });
  const id = (info as { Swarm?: { Cluster?: { ID?: string } } }).Swarm?.Cluster?.ID;
  if (id === undefined) throw new Error(`${endpoint.address} is no manager of a Swarm`);
  return id;
}

/** Where plain HTTP is spoken; undefined through ssh, or with TLS. */
export function plainAddress({
  address,
  tls,
}: Endpoint): { socketPath: string } | { host: string; port: string } | undefined {
  const url = new URL(address);
  if (url.protocol === "unix:") return { socketPath: decodeURIComponent(url.pathname) };
  if (url.protocol !== "tcp:" || tls !== undefined) return undefined;
  return { host: url.hostname, port: url.port || "2375" };
}
