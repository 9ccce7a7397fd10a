// The few requests that the sandbox itself sends to its engine.
import type Docker from "dockerode";
import pWaitFor from "p-wait-for";
import { say } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import { dockerAt } from "./engine-client.ts";

/** What a running engine says of itself. */
export interface EngineInfo {
  engineVersion: string;
  apiVersion: string;
}

/**
 * Asks the engine for its version; undefined when it does not answer within two seconds.
 *
 * @throws UserError when this user may not ask
 */
export async function askVersion(socketPath: string): Promise<EngineInfo | undefined> {
  try {
    const { Version, ApiVersion } = await dockerAt(socketPath, 2000).version();
    return { engineVersion: Version, apiVersion: ApiVersion };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EACCES")) return undefined;
    throw new UserError(
      `This user may not use the private engine at ${socketPath}.`,
      "Run this as the user who started it; as root, if it was root.",
      { cause: error },
    );
  }
}

/** The state of an engine's Swarm: its node's ID, or why it cannot be used. */
export type SwarmState = { nodeId: string } | { off: true } | { pending: true } | { broken: string };

/** Asks the engine for the state of its Swarm. */
export async function askSwarm(docker: Docker): Promise<SwarmState> {
  const { Swarm: swarm } = (await docker.info()) as { Swarm: SwarmInfo };
  switch (swarm.LocalNodeState) {
    case "active":
      return swarm.ControlAvailable ? await askNode(docker, swarm.NodeID) : { broken: "this node is no manager" };
    case "inactive":
      return { off: true };
    case "pending":
      return { pending: true };
    default:
      return { broken: swarm.Error === "" ? `its state is "${swarm.LocalNodeState}"` : swarm.Error };
  }
}

interface SwarmInfo {
  LocalNodeState: string;
  ControlAvailable: boolean;
  NodeID: string;
  Error: string;
}

async function askNode(docker: Docker, nodeId: string): Promise<SwarmState> {
  try {
    const node = (await docker.getNode(nodeId).inspect()) as { Status: { State: string } };
    return node.Status.State === "ready" ? { nodeId } : { pending: true };
  } catch {
    // After a restart a lone manager answers "the swarm does not have a leader" until it has elected itself.
    return { pending: true };
  }
}

/**
 * Makes sure that the engine is the manager of a working Swarm of one node, on loopback.
 *
 * @param hadSwarm whether there was a Swarm before, so that its loss is reported
 * @param limitMs how long a Swarm may take to become ready, in milliseconds; default 60,000
 * @returns the ID of the node
 * @throws UserError when it does not become ready; a Swarm that is only slow is not thrown away
 */
export async function ensureSwarm(socketPath: string, hadSwarm: boolean, limitMs = 60_000): Promise<string> {
  const docker = dockerAt(socketPath);
  let state = await settle(docker, limitMs);
  if ("broken" in state) {
    say(`The private Swarm is lost (${state.broken}): a new, empty one begins.`);
    await docker.swarmLeave({ force: true });
    state = { off: true };
  } else if ("off" in state && hadSwarm) {
    say("The private Swarm is gone: a new, empty one begins.");
  }
  if ("off" in state) {
    await docker.swarmInit({ ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" });
    state = await settle(docker, limitMs);
  }
  if ("nodeId" in state) return state.nodeId;
  throw new UserError(
    "broken" in state ? `The private Swarm does not work: ${state.broken}` : "The private Swarm does not become ready.",
    "Run this again, or begin with empty data: npm run sandbox -- reset",
  );
}

/** Waits while the Swarm is starting. */
async function settle(docker: Docker, limitMs: number): Promise<SwarmState> {
  const settled = async () => {
    const state = await askSwarm(docker);
    return !("pending" in state) && pWaitFor.resolveWith(state);
  };
  const timeout = { milliseconds: limitMs, fallback: () => ({ pending: true }) as const };
  return await pWaitFor<SwarmState>(settled, { interval: 50, timeout });
}
