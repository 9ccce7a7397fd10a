// UNVERIFIED, LINGERING, OVERDUE: what the ledgers say of the declared secrets.
import { daysOverdue } from "../../rotation/cadence.ts";
import { lastRotated } from "../../rotation/last-rotated.ts";
import { versionsOf } from "../../rotation/bound.ts";
import { lingering } from "../../swarm/look/standing.ts";
import { plural } from "../words.ts";
import type { Compared, DriftFinding } from "./finding.ts";

/** Secrets that are overdue, that are not verified on the declared version, and that may still run where nobody sees it. */
export function onRecord({ inventory, facts, standing, now, stack }: Compared): DriftFinding[] {
  const { namespace, secrets } = inventory;
  return secrets.flatMap(({ logicalName, current, cadence, owner }): DriftFinding[] => {
    const ledger = facts.ledgers.get(logicalName);
    if (ledger?.current === undefined) return [];
    const subject = { subject: logicalName, secret: logicalName };
    const rotatedAt = lastRotated(ledger);
    const days = rotatedAt === undefined || ledger.current !== current ? 0 : daysOverdue(cadence, rotatedAt, now);
    const isVerified = ledger.current === current && ledger.settledAt !== undefined;
    return [
      ...(isVerified
        ? []
        : [
            {
              ...{ kind: "UNVERIFIED" as const, ...subject },
              problem: `v${current} is not verified on every service, on record is v${ledger.current}`,
              remedy: `pulumi up --stack ${stack}`,
            },
          ]),
      ...lingering(standing, versionsOf(namespace, logicalName), current).map(({ hostname, version }) => {
        return {
          ...{ kind: "LINGERING" as const, ...subject },
          problem: `v${version} may still run on the node ${hostname}, which does not answer`,
          remedy: `Bring it back, or make sure that it is off: docker node rm --force ${hostname}`,
        };
      }),
      ...(days === 0
        ? []
        : [
            {
              ...{ kind: "OVERDUE" as const, ...subject },
              problem: `overdue by ${plural(days, "day")} (${owner})`,
              remedy: `npx secrets rotate ${logicalName} --stack ${stack}`,
            },
          ]),
    ];
  });
}
