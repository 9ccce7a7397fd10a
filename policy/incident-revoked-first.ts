import type { ResourceValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { clockToleranceMs } from "../rotation/clocks.ts";
import { configPath } from "../rotation/config-path.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { checkIncident } from "../rotation/incidents.ts";
import type { Incident } from "../rotation/incidents.ts";
import { RotationError } from "../rotation/rotation-error.ts";
import { resourcePolicy } from "./define.ts";
import { recordOf, type RotationRecord } from "./resources.ts";

const hourMs = 3_600_000;

const settings = z.strictObject({
  /**
   * Hours that a closed incident may stay in the config: the run that closes one may have to be repeated as it is, when
   * another secret of the same leak is not through.
   */
  graceHours: z.number().min(0).default(24),
});

export const incidentRevokedFirst = incidentPolicy(() => new Date());

/** The policy, by another clock than this machine's. */
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
      const at = configPath(["secrets", logicalName, "incident"]);
      if (incident.ticket === undefined || incident.ticket === "") {
        report(`${logicalName} has an incident without a ticket.`, `Set ${at}.ticket, such as SEC-42.`);
        return;
      }
      const [misread] = timesOf(incident).filter(([, time]) => Number.isNaN(Date.parse(time)));
      if (misread !== undefined) {
        const example = "such as 2026-11-23T09:00:00Z";
        report(`The incident of ${logicalName} has no readable ${misread[0]}.`, `Set ${at}.${misread[0]}, ${example}.`);
        return;
      }
      const check = (time: Date) => refusal(incident as Incident, at, connections, time);
      // The Engine's clock decides in the end, and may be ahead of this machine's.
      const [problem, remedy = ""] = (check(new Date(now.getTime() + clockToleranceMs)) && check(now)) ?? [];
      if (problem !== undefined) report(problem, remedy);
      if (!isLeftOver(record, now, graceHours)) return;
      report(
        `Incident ${incident.ticket} of ${logicalName} is closed: the leaked version was deleted more than ${graceHours} h ago.`,
        `Take ${at} out of the config; the ledger keeps it.`,
      );
    },
  );
}

/** The times that have to be there before the rules can compare any. */
function timesOf(incident: Partial<Incident>): [string, string][] {
  const { discoveredAt = "", revokedAt, roleRotatedAt } = incident;
  const times = { discoveredAt, revokedAt, roleRotatedAt };
  return Object.entries(times).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

/** The problem and the remedy, in the program's own words; undefined when all is well. */
function refusal(incident: Incident, at: string, connections: boolean, now: Date): string[] | undefined {
  const inUtc = Object.fromEntries(timesOf(incident).map(([name, time]) => [name, new Date(time).toISOString()]));
  try {
    checkIncident({ ...incident, ...inUtc }, at, connections, now);
    return undefined;
  } catch (error) {
    if (error instanceof RotationError) return error.message.split("\n");
    throw error;
  }
}

function isLeftOver({ ledger, incident }: RotationRecord, now: Date, graceHours: number): boolean {
  const closedAt = ledger?.incident?.ticket === incident?.ticket ? ledger?.incident?.oldRemovedAt : undefined;
  return closedAt !== undefined && now.getTime() - Date.parse(closedAt) > graceHours * hourMs;
}
