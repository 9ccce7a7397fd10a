// Connects to a Docker Engine and makes sure that it is one the program can work with: a Swarm manager, new enough.
import { connectionError } from "./connection-error.ts";
import { resolveEndpoint, type Endpoint } from "./endpoint.ts";
import { Engine } from "./engine.ts";
import { SwarmError } from "./errors.ts";

/** A Swarm manager that answers. */
export interface Connection {
  engine: Engine;
  /** The engine's address, as in {@link Endpoint}. */
  address: string;
  /** Where the address comes from, as in {@link Endpoint}. */
  source: string;
  /** API version that is spoken: the engine's newest, as an older one would drop fields of a spec on the way. */
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
/** How long the first answers may take, in milliseconds. */
const connectLimitMs = 15_000;

/**
 * Connects to a Swarm manager. This takes two requests, so keep the result.
 *
 * @example
 * const { engine, swarmId } = await connect("ssh://deploy@manager-1");
 * @param endpoint `unix://…`, `tcp://…`, `ssh://…` or `context:NAME`; default: what the Docker CLI would take, see
 *   {@link resolveEndpoint}
 * @param environment where DOCKER_HOST and the like are looked up
 * @param limitMs how long each of the two answers may take, in milliseconds; default 15,000
 * @throws SwarmError `bad-endpoint`, `unreachable`, `tls`, `unsupported-engine`, `not-in-swarm`, `not-a-manager`
 */
export async function connect(
  endpoint?: string,
  environment: NodeJS.ProcessEnv = process.env,
  limitMs = connectLimitMs,
): Promise<Connection> {
  const resolved = await resolveEndpoint(endpoint, environment);
  const { address, source } = resolved;
  const unversioned = Engine.at(resolved);
  try {
    const limit = { limitMs };
    const { ApiVersion, Version: engineVersion } = await unversioned.request<EngineVersion>("/version", limit);
    const apiVersion = checkVersion(resolved, ApiVersion, engineVersion);
    const engine = unversioned.speaking(apiVersion);
    const askedAt = Date.now();
    const { Swarm: swarm, SystemTime } = await engine.request<EngineInfo>("/info", limit);
    // The Engine took its time somewhere between our question and its answer: the middle of the two is the best guess.
    const clockOffsetMs = Date.parse(SystemTime) - (askedAt + Date.now()) / 2;
    checkSwarm(resolved, swarm);
    const identity = { nodeId: swarm.NodeID, swarmId: swarm.Cluster?.ID ?? "" };
    return { engine, address, source, apiVersion, engineVersion, ...identity, clockOffsetMs };
  } catch (error) {
    unversioned.close();
    if (error instanceof SwarmError) throw error;
    throw connectionError(error, resolved, await unversioned.complaint(), limitMs);
  }
}

/** Whether an engine answers at an endpoint. An engine behind `ssh://` is not asked; it is assumed to answer. */
export async function answersPing(endpoint: Endpoint): Promise<boolean> {
  if (endpoint.address.startsWith("ssh:")) return true;
  let engine: Engine | undefined;
  try {
    engine = Engine.at(endpoint);
    await engine.text("/_ping", { limitMs: connectLimitMs });
    return true;
  } catch {
    return false;
  } finally {
    engine?.close();
  }
}

function checkVersion({ address, source }: Endpoint, apiVersion: unknown, engineVersion: unknown): string {
  if (typeof apiVersion !== "string" || !/^\d+\.\d+$/.test(apiVersion)) {
    throw new SwarmError(
      "unsupported-engine",
      `What answers at ${address} is not a Docker Engine (the address comes from ${source}).`,
      "Point DOCKER_HOST, or the configured endpoint, at a Docker Engine.",
    );
  }
  if (apiVersion.localeCompare(oldestApi, "en", { numeric: true }) >= 0) return apiVersion;
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
