// A reading of a Swarm on which nothing is, for tests of the metrics.
import type { Reading } from "../../../cli/reading.ts";
import { parseInventory } from "../../../inventory/inventory.ts";

/** A stack that declares nothing, on a Swarm that has nothing. */
export function emptyReading(config: Record<string, unknown> = {}): Reading {
  const inventory = parseInventory({ namespace: "shop", secrets: {}, services: {}, ...config });
  return {
    ...{
      stack: "prod",
      inventory,
      compose: { files: [], text: "", faults: [] },
      address: "unix:///nowhere",
      swarmId: "swarm",
    },
    now: new Date("2026-11-27T10:00:00Z"),
    ledgerTexts: new Map(),
    facts: {
      ...{ reachable: true, swarmId: "swarm", services: new Map(), secrets: new Map() },
      ...{ ledgers: new Map(), others: new Map() },
    },
    standing: { services: [], tasks: [], secrets: new Map(), nodes: new Map() },
  };
}
