import type { Inventory } from "../inventory/inventory.ts";
import { parseSecretName } from "../rotation/secret-name.ts";
import { UserError } from "../rotation/user-error.ts";
import type { SwarmFacts } from "../swarm/look/look.ts";

/**
 * Refuses a secret whose names on the Swarm belong to another namespace. Where one namespace begins with another, as busflow_eu
 * begins with busflow, one name can be read as either's; its labels then say whose it is. What belongs to another namespace is
 * never touched.
 *
 * @throws UserError naming the other namespace's secrets
 */
export function refuseNamesOfOthers(
  { namespace, secrets }: Pick<Inventory, "namespace" | "secrets">,
  { others }: Pick<SwarmFacts, "others">,
): void {
  const prefix = `${namespace}_`;
  const taken = new Map(
    [...others.keys()].map((name) => [
      parseSecretName(name, namespace)?.logicalName ?? name.slice(prefix.length),
      name,
    ]),
  );
  const findings = secrets.flatMap(({ logicalName }) => {
    const name = taken.get(logicalName);
    if (name === undefined) return [];
    const owner = others.get(name) ?? "";
    return {
      code: "other" as const,
      problem: `The secret ${logicalName} cannot be declared: on the Swarm ${name} belongs to the namespace ${owner}.`,
      remedy: `Give ${logicalName} another logical name: a name on the Swarm belongs to one namespace only.`,
    };
  });
  if (findings.length > 0) throw new UserError(findings);
}
