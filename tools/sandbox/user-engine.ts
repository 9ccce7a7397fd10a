// Finds the Docker Engine that the person at the terminal uses. The sandbox makes at most one container with one volume on it.
import { realpathSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { UserError } from "../../rotation/user-error.ts";
import { resolveEndpoint } from "../../swarm/engine/endpoint.ts";
import { dockerAt } from "./engine-client.ts";
import type { Layout } from "./layout.ts";

/** The user's engine, or why there is none that can be used: one clause for a person. */
export type UserEngine = { socket: string } | { unusable: string };

/**
 * Looks where `docker` would: `DOCKER_HOST`, the current context, the default socket. It has to be an engine of this machine,
 * because the private engine's socket has to appear here. `DOCKER_HOST` is ignored when it names this sandbox itself, as `up` advises
 * to set it.
 */
export async function findUserEngine(layout: Layout): Promise<UserEngine> {
  let host: string;
  try {
    ({ address: host } = await resolveEndpoint(undefined, foreignEnvironment(layout)));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unusable: `the Docker Engine of this user is not known (${error.problem.replace(/\.$/, "")})` };
  }
  if (!host.startsWith("unix://")) return { unusable: `the Docker Engine at ${host} is not on this machine` };
  const socket = host.slice("unix://".length);
  try {
    const { OSType } = (await dockerAt(socket, 5000).info()) as { OSType: string };
    return OSType === "linux" ? { socket } : { unusable: `the Docker Engine at ${host} runs ${OSType} containers` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EACCES") return { unusable: `this user may not use the Docker Engine at ${host}` };
    return { unusable: `no Docker Engine answers at ${host}` };
  }
}

/** The environment without a DOCKER_HOST that names this sandbox. */
function foreignEnvironment(layout: Layout): NodeJS.ProcessEnv {
  const { DOCKER_HOST: host = "", ...others } = process.env;
  return isSameFile(host.replace(/^unix:\/\//, ""), layout.socket) ? others : process.env;
}

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === other;
  } catch {
    return path.resolve(one) === other;
  }
}
