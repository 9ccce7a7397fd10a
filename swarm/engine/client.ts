// Connects to a Docker Engine and makes sure that it is one the program can work with: a Swarm manager, new enough.
import type Docker from "dockerode";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createSecureContext } from "node:tls";
import { inspect } from "node:util";
import { connectionError } from "./connection-error.ts";
import { resolveEndpoint, type Endpoint, type TlsFiles } from "./endpoint.ts";
import { SwarmError } from "./errors.ts";
import { request, requestLimitMs } from "./request.ts";
import { SshAgent } from "./ssh.ts";

/** A Swarm manager that answers. */
export interface Connection {
  docker: Docker;
  /** The engine's address, as in {@link Endpoint}. */
  address: string;
  /** Where the address comes from. */
  source: string;
  /** API version spoken: the engine's newest, so that no field of a spec gets lost on the way. */
  apiVersion: string;
  engineVersion: string;
  /** ID of the Swarm node that answers. */
  nodeId: string;
  /** ID of the Swarm. */
  swarmId: string;
  /** By how much the Engine's clock was ahead of this machine's, in milliseconds; see `engineNow`. */
  clockOffsetMs: number;
}

const oldestApi = "1.40";
/** How long the first answer may take, in milliseconds. */
const connectLimitMs = 15_000;

/**
 * Connects to a Swarm manager. Costs two requests; keep the result.
 *
 * @param endpoint `unix://…`, `tcp://…`, `ssh://…` or `context:NAME`; default: what the Docker CLI would take, see
 *   {@link resolveEndpoint}
 * @param environment where DOCKER_HOST and the like are looked up
 * @throws SwarmError `bad-endpoint`, `unreachable`, `tls`, `unsupported-engine`, `not-in-swarm`, `not-a-manager`
 */
export async function connect(endpoint?: string, environment: NodeJS.ProcessEnv = process.env): Promise<Connection> {
  const resolved = await resolveEndpoint(endpoint, environment);
  const { address, source } = resolved;
  const agent = makeAgent(resolved);
  const docker = await makeClient(resolved, agent);
  try {
    const limit = { limitMs: connectLimitMs };
    const { ApiVersion: apiVersion, Version: engineVersion } = await request<EngineVersion>(docker, "/version", limit);
    checkVersion(resolved, apiVersion, engineVersion);
    Object.assign(docker.modem, { version: `v${apiVersion}` });
    const askedAt = Date.now();
    const { Swarm: swarm, SystemTime } = await request<EngineInfo>(docker, "/info", limit);
    // Its time is from somewhere between the question and the answer.
    const clockOffsetMs = Date.parse(SystemTime) - (askedAt + Date.now()) / 2;
    checkSwarm(resolved, swarm);
    return {
      docker,
      address,
      source,
      apiVersion,
      engineVersion,
      nodeId: swarm.NodeID,
      swarmId: swarm.Cluster?.ID ?? "",
      clockOffsetMs,
    };
  } catch (error) {
    agent.destroy();
    if (error instanceof SwarmError) throw error;
    const complaint = agent instanceof SshAgent ? await agent.complaint() : "";
    throw connectionError(error, resolved, complaint, connectLimitMs);
  }
}

async function makeClient({ address, tls }: Endpoint, agent: HttpAgent): Promise<Docker> {
  const url = new URL(address);
  // A quarter of a second to load: only those who connect pay for it.
  const { default: Dockerode } = await import("dockerode");
  // docker-modem renders its options, agent and open sockets included, into a text for every request and throws it away
  // unless DEBUG is set: nine tenths of the time of a poll.
  Object.defineProperty(agent, inspect.custom, { value: () => "an agent" });
  const common = { agent, timeout: requestLimitMs };
  return withoutDockerVariables(() => {
    if (url.protocol === "unix:") return new Dockerode({ ...common, socketPath: decodeURIComponent(url.pathname) });
    // The agent knows the way through ssh; the host is for the Host header.
    if (url.protocol === "ssh:") return new Dockerode({ ...common, protocol: "http", host: "docker" });
    const protocol = tls === undefined ? "http" : "https";
    const port = url.port === "" ? (tls === undefined ? 2375 : 2376) : Number(url.port);
    return new Dockerode({ ...common, protocol, host: url.hostname, port });
  });
}

/** docker-modem mixes DOCKER_HOST and its kin into the options it gets, and throws on certificates that are not needed here. */
function withoutDockerVariables<T>(make: () => T): T {
  const variables = Object.entries(process.env).filter(([name]) => name.startsWith("DOCKER_"));
  for (const [name] of variables) Reflect.deleteProperty(process.env, name);
  try {
    return make();
  } finally {
    Object.assign(process.env, Object.fromEntries(variables));
  }
}

function makeAgent({ address, tls }: Endpoint): HttpAgent {
  if (address.startsWith("ssh:")) return new SshAgent(new URL(address));
  if (tls === undefined) return new HttpAgent({ keepAlive: true });
  const { ca, cert, key, verify } = tls;
  checkPem(tls);
  return new HttpsAgent({ keepAlive: true, ca, cert, key, rejectUnauthorized: verify });
}

function checkPem({ directory, ca, cert, key }: TlsFiles): void {
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    throw new SwarmError(
      "tls",
      `The TLS files in ${directory} cannot be used: ${(error as Error).message}`,
      "Put the engine's ca.pem and a matching cert.pem and key.pem there.",
      { cause: error },
    );
  }
}

function checkVersion({ address, source }: Endpoint, apiVersion: unknown, engineVersion: unknown): void {
  if (typeof apiVersion !== "string" || !/^\d+\.\d+$/.test(apiVersion)) {
    throw new SwarmError(
      "unsupported-engine",
      `What answers at ${address} is not a Docker Engine (the address comes from ${source}).`,
      "Point DOCKER_HOST, or the configured endpoint, at a Docker Engine.",
    );
  }
  if (apiVersion.localeCompare(oldestApi, "en", { numeric: true }) >= 0) return;
  throw new SwarmError(
    "unsupported-engine",
    `The Docker Engine at ${address} speaks API ${apiVersion} (engine ${String(engineVersion)}); ${oldestApi} or newer is needed.`,
    "Upgrade the engine to 19.03 or newer.",
  );
}

function checkSwarm({ address, source }: Endpoint, swarm: SwarmInfo): void {
  const where = `The Docker Engine at ${address}`;
  const choose = `Point DOCKER_HOST, or the configured endpoint, at a Swarm manager (the address comes from ${source})`;
  if (swarm.LocalNodeState === "active") {
    if (swarm.ControlAvailable) return;
    const managers = (swarm.RemoteManagers ?? []).map(({ Addr }) => Addr).join(", ");
    throw new SwarmError(
      "not-a-manager",
      `${where} is a Swarm worker; only managers can be asked.`,
      `${choose}. Its managers: ${managers}.`,
    );
  }
  if (swarm.LocalNodeState === "locked") {
    throw new SwarmError(
      "not-in-swarm",
      `${where} has a locked Swarm.`,
      "Unlock it on that machine:\ndocker swarm unlock",
    );
  }
  const state =
    swarm.LocalNodeState === "inactive"
      ? ""
      : ` (state: ${swarm.LocalNodeState}${swarm.Error ? `, ${swarm.Error}` : ""})`;
  throw new SwarmError(
    "not-in-swarm",
    `${where} is not in a Swarm${state}.`,
    `${choose}, or make it one:\ndocker swarm init`,
  );
}

interface EngineVersion {
  ApiVersion: string;
  Version: string;
}

interface EngineInfo {
  Swarm: SwarmInfo;
  /** RFC 3339. */
  SystemTime: string;
}

interface SwarmInfo {
  NodeID: string;
  LocalNodeState: "inactive" | "pending" | "active" | "error" | "locked";
  ControlAvailable: boolean;
  Error?: string;
  RemoteManagers?: { Addr: string }[] | null;
  Cluster?: { ID: string };
}
