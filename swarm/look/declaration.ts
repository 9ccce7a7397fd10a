// What is declared of a secret beside what its consumers have on the Swarm, as the rules that need the past look at it. No I/O.
import type { Inventory } from "../../inventory/inventory.ts";
import type { Secret } from "../../inventory/secrets.ts";
import { consumersOf } from "../../inventory/services.ts";
import { versionsOf } from "../../rotation/bound.ts";
import type { Declaration } from "../../rotation/declaration.ts";
import { emptyLedger } from "../../rotation/ledger.ts";
import type { RotationFinding } from "../../rotation/rotation-error.ts";
import { declarationFindings } from "../../rotation/rules.ts";
import type { SwarmFacts } from "./look.ts";

/**
 * What the past does not allow in the declaration of one secret.
 *
 * @param now by the Engine's clock
 */
export function pastFindings(inventory: Inventory, secret: Secret, live: SwarmFacts, now: Date): RotationFinding[] {
  const ledger = live.ledgers.get(secret.logicalName) ?? emptyLedger;
  return declarationFindings(ledger, declarationOf(inventory, secret, live), now);
}

/** The declaration of a secret for the rules about the past, with what its consumers refer to on the Swarm. */
function declarationOf({ namespace, services }: Inventory, secret: Secret, live: SwarmFacts): Declaration {
  const { logicalName, current, versions, incident, retentionHours, connections } = secret;
  const consumers = consumersOf(logicalName, services);
  const versionOf = versionsOf(namespace, logicalName);
  const asked = consumers.flatMap(({ serviceName }) =>
    (live.services.get(serviceName)?.references ?? []).flatMap(({ secretName }) => {
      const version = versionOf(secretName);
      return version === undefined || version === current ? [] : [{ serviceName, version }];
    }),
  );
  const strays = new Map(
    [...Map.groupBy(asked, ({ version }) => version)].map(([version, group]) => [
      version,
      [...new Set(group.map(({ serviceName }) => serviceName))],
    ]),
  );
  return { namespace, logicalName, current, versions, retentionHours, incident, connections, strays };
}
