import type { Inventory } from "../inventory/inventory.ts";
import { formatSecretName } from "../rotation/secret-name.ts";
import type { SwarmFacts } from "../swarm/look/look.ts";

/**
 * The declared versions that the Swarm once had and has no more, by their names: somebody removed them, or the Swarm was rebuilt.
 *
 * @param isMoving whether the stack is on its way from another Swarm, which knew what this one has no record of
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
