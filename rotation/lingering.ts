// Warnings about versions that may still run on nodes that do not answer.
import type { Ledger } from "./ledger.ts";
import { formatSecretName } from "./secret-name.ts";

/** One line for each version and node, with what to do. */
export function describeLingering(
  { lingering = [] }: Pick<Ledger, "lingering">,
  { namespace, logicalName }: { namespace: string; logicalName: string },
): string[] {
  return lingering.map(({ hostname, version }) => {
    const name = formatSecretName(namespace, logicalName, version);
    return (
      `${name} may still run on the node ${hostname}, which does not answer: what runs there goes on until it does. ` +
      `Bring it back, or make sure that it is off and remove it: docker node rm --force ${hostname}`
    );
  });
}
