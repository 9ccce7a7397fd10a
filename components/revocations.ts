import type { Inventory } from "../inventory/inventory.ts";
import { revokeVersions, type Ledger } from "../rotation/ledger.ts";
import { engineNow } from "../swarm/engine/clock.ts";
import { changeLedger } from "../swarm/ledger/store.ts";
import { swarmConnection } from "./swarm-connection.ts";

/**
 * Puts on record what the declared incidents revoke, before any service is changed. From then on no service goes back to a leaked
 * version, even when the rotation fails half-way.
 *
 * @param known the ledgers before the run, by the secret's logical name; an incident whose rotation is on record there is skipped
 * @throws SwarmError when the Swarm cannot be reached or refuses the change
 */
export async function recordRevocations(
  { namespace, secrets }: Inventory,
  known: ReadonlyMap<string, Ledger>,
): Promise<void> {
  for (const { logicalName, incident, current } of secrets) {
    if (incident === undefined || known.get(logicalName)?.incident?.ticket === incident.ticket) continue;
    const connection = await swarmConnection();
    const revoke = (ledger: Ledger): Ledger => revokeVersions(ledger, incident.ticket, current);
    await changeLedger(connection.engine, { namespace, logicalName }, revoke, { at: engineNow(connection) });
  }
}
