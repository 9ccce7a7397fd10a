import type { Inventory } from "../inventory/inventory.ts";
import { parseSecretName } from "../rotation/secret-name.ts";
import { UserError } from "../rotation/user-error.ts";
import type { SwarmFacts } from "../swarm/look/look.ts";

/**
 * Refuses a secret whose names on the Swarm are taken by another namespace: where one namespace begins as another does, as busflow
 * and busflow_eu, one name can be read as either's, and the labels say whose it is. What is another's is never touched.
 *
 * @throws UserError naming what the other one has
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
      problem: `The secret ${logicalName} cannot be declared: on the Swarm ${name} is of the namespace ${owner}, whose it stays.`,
      remedy: `Give ${logicalName} another logical name: a name on the Swarm is one namespace's only.`,
    };
  });
  if (findings.length > 0) throw new UserError(findings);
}
