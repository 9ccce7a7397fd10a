import type { Inventory } from "../inventory/inventory.ts";
import { revokeVersions, type Ledger } from "../rotation/ledger.ts";
import { changeLedger } from "../swarm/ledger/store.ts";
import { swarmConnection } from "./swarm-connection.ts";

/**
 * Puts on record what the declared incidents revoke, before any service is changed: from here on nothing goes back to what has
 * leaked, also when the rotation fails half-way.
 *
 * @param known the ledgers before the run, by the secret's logical name; an incident that is through in one is left alone
 * @throws SwarmError
 */
export async function recordRevocations(
  { namespace, secrets }: Inventory,
  known: ReadonlyMap<string, Ledger>,
): Promise<void> {
  for (const { logicalName, incident, current } of secrets) {
    if (incident === undefined || known.get(logicalName)?.incident?.ticket === incident.ticket) continue;
    const { engine } = await swarmConnection();
    await changeLedger(engine, { namespace, logicalName }, (ledger) =>
      revokeVersions(ledger, incident.ticket, current),
    );
  }
}
