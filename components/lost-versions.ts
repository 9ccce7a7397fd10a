import type { Inventory } from "../inventory/inventory.ts";
import { formatSecretName } from "../rotation/secret-name.ts";
import type { SwarmFacts } from "../swarm/look/look.ts";

/**
 * The names of the declared versions that the Swarm once had and does not have any more: somebody removed them, or the Swarm was
 * rebuilt.
 *
 * @param isMoving whether the stack is moving here from another Swarm. What it needs was on that one, and this Swarm has no record
 *   of it
 */
export function lostVersions(
  { namespace, secrets }: Inventory,
  { reachable, secrets: present, ledgers }: Pick<SwarmFacts, "reachable" | "secrets" | "ledgers">,
  isMoving: boolean,
): ReadonlySet<string> {
  if (!reachable) return new Set();
  const lost = secrets.flatMap(({ logicalName, versions }) => {
    const ledger = ledgers.get(logicalName);
    return versions
      .filter((version) => isMoving || ledger?.versions[version] !== undefined)
      .map((version) => formatSecretName(namespace, logicalName, version));
  });
  return new Set(lost.filter((name) => !present.has(name)));
}
