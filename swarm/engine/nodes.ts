// The Swarm's nodes, with the few fields of theirs that are used.
import type { Engine } from "./engine.ts";

/** A node as it is listed. */
export interface EngineNode {
  ID: string;
  Spec: { Availability: "active" | "pause" | "drain" };
  /** The host's name is left out until the node has told it. */
  Description: { Hostname?: string };
  /** "ready", "down" or "disconnected"; "unknown" for a while after an election of a leader. */
  Status: { State: string };
  /** Only of a manager: "reachable", "unreachable" or "unknown". */
  ManagerStatus?: { Reachability: string } | null;
}

/**
 * Lists all nodes, or those with the given IDs.
 *
 * @throws EngineError; NoAnswerError
 */
export function listNodes(engine: Engine, ids: readonly string[] = []): Promise<EngineNode[]> {
  return engine.request<EngineNode[]>("/nodes", ids.length === 0 ? {} : { query: { filters: { id: ids } } });
}
