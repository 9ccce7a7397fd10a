// The Swarm's nodes: the few fields that are looked at.
import type { Engine } from "./engine.ts";

/** A node as it is listed. */
export interface EngineNode {
  ID: string;
  Spec: { Availability: "active" | "pause" | "drain" };
  /** The host's name is left out until the node has told it. */
  Description: { Hostname?: string };
  /** "ready", "down", "disconnected"; "unknown" for a while after another leader was elected. */
  Status: { State: string };
}

/**
 * All nodes, or those of the IDs.
 *
 * @throws EngineError; NoAnswerError
 */
export function listNodes(engine: Engine, ids: readonly string[] = []): Promise<EngineNode[]> {
  return engine.request<EngineNode[]>("/nodes", ids.length === 0 ? {} : { query: { filters: { id: ids } } });
}
