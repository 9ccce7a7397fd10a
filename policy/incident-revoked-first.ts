import type { ResourceValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { clockToleranceMs } from "../rotation/clocks.ts";
import type { Steps } from "../rotation/config-path.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { incidentGraceHours } from "../rotation/defaults.ts";
import { incidentFinding } from "../rotation/incidents.ts";
import type { Incident } from "../rotation/incidents.ts";
import { resourcePolicy } from "./define.ts";
import { recordOf, type RotationRecord } from "./resources.ts";

const hourMs = 3_600_000;

const settings = z.strictObject({
  /**
   * Hours that a closed incident may stay in the config. The run that closes an incident may have to be repeated unchanged, when
   * another secret of the same leak is not rotated yet.
   */
  graceHours: z.number().min(0).default(incidentGraceHours),
});

export const incidentRevokedFirst = incidentPolicy(() => new Date());

/** Makes the policy with a given clock, so that tests can set the time. */
export function incidentPolicy(clock: () => Date): ResourceValidationPolicy {
  return resourcePolicy(
    {
      name: "incident-revoked-first",
      description:
        "Checks whether each incident has a ticket, is revoked at the source, and leaves the config once it is closed.",
      severity: "critical",
      section: "incident-a-value-has-leaked",
      settings,
    },
    (resource, report, { graceHours }) => {
      if (resource.type !== resourceTypes.record) return;
      const record = recordOf(resource);
      if (record?.incident === undefined) return;
      const { logicalName, incident, connections } = record;
      const now = clock();
      const path: Steps = ["secrets", logicalName, "incident"];
      if (incident.ticket === undefined || incident.ticket === "") {
        const problem = `${logicalName} has an incident without a ticket.`;
        report({
          code: "incident-without-ticket",
          path: [...path, "ticket"],
          problem,
          remedy: "Set one, such as SEC-42.",
        });
        return;
      }
      const [misread] = timesOf(incident).filter(([, time]) => Number.isNaN(Date.parse(time)));
      if (misread !== undefined) {
        const problem = `The incident of ${logicalName} has no readable ${misread[0]}.`;
        const remedy = "Set it to a time such as 2026-11-23T09:00:00Z.";
        report({ code: "incident-unreadable", path: [...path, misread[0]], problem, remedy });
        return;
      }
      const check = (time: Date) => incidentFinding(inUtc(incident as Incident), path, connections, time);
      // The Engine's clock decides in the end, and may be ahead of this machine's: only what is wrong by both is refused.
      const finding = check(new Date(now.getTime() + clockToleranceMs)) && check(now);
      if (finding !== undefined) report(finding);
      if (!isLeftOver(record, now, graceHours)) return;
      const problem = `Incident ${incident.ticket} of ${logicalName} is closed: the leaked version was deleted more than ${graceHours} h ago.`;
      report({ code: "incident-left-over", path, problem, remedy: "Take it out of the config; the ledger keeps it." });
    },
  );
}

/** The times that have to be there before the rules can compare any. */
function timesOf(incident: Partial<Incident>): [string, string][] {
  const { discoveredAt = "", revokedAt, roleRotatedAt } = incident;
  const times = { discoveredAt, revokedAt, roleRotatedAt };
  return Object.entries(times).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

function inUtc(incident: Incident): Incident {
  return {
    ...incident,
    ...Object.fromEntries(timesOf(incident).map(([name, time]) => [name, new Date(time).toISOString()])),
  };
}

function isLeftOver({ ledger, incident }: RotationRecord, now: Date, graceHours: number): boolean {
  const closedAt = ledger?.incident?.ticket === incident?.ticket ? ledger?.incident?.oldRemovedAt : undefined;
  return closedAt !== undefined && now.getTime() - Date.parse(closedAt) > graceHours * hourMs;
}
