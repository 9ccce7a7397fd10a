// These are two policies, because a policy has one level: the first reports overdue rotations, the second refuses those that are
// overdue for too long. A run that rotates anything is never refused: it may be for an incident, and the rest can follow. The policies
// run again after such a run, when the ledgers show nothing as moving any more. So a version that became current within the last day
// counts as moving.
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { daysOverdue, dueOn, isCadence } from "../rotation/cadence.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { lastRotated } from "../rotation/last-rotated.ts";
import { nextVersion } from "../rotation/version-numbers.ts";
import { stackPolicy } from "./define.ts";
import { ifKnown } from "./properties.ts";
import { ofType, recordOf, type RotationRecord } from "./resources.ts";

const dayMs = 86_400_000;
const section = "quarterly-and-annual-rotation";

const settings = z.strictObject({
  /** Days that a rotation may be overdue before a run that changes anything else is refused. */
  graceDays: z.int().min(0).max(365).default(14),
});

export const { rotationOverdue, rotationOverduePastGrace } = overduePolicies(() => new Date());

/** Makes the policies with a given clock, so that tests can set the time. */
export function overduePolicies(
  clock: () => Date,
): Record<"rotationOverdue" | "rotationOverduePastGrace", StackValidationPolicy> {
  return {
    rotationOverdue: stackPolicy(
      {
        name: "rotation-overdue",
        description: "Tells which secrets are past their class's cadence, with their owners.",
        severity: "medium",
        enforcementLevel: "advisory",
        section,
      },
      (resources, report) => {
        for (const { problem, remedy, urn } of overdue(resources, clock())) {
          report({ code: "rotation-overdue", problem, remedy }, urn);
        }
      },
    ),
    rotationOverduePastGrace: stackPolicy(
      {
        name: "rotation-overdue-past-grace",
        description: "Checks whether no secret is past its class's cadence for more than a grace period.",
        severity: "high",
        section,
        settings,
      },
      (resources, report, { graceDays }) => {
        const now = clock();
        const records = ofType(resources, resourceTypes.record).map(recordOf);
        if (records.some((record) => isRotating(record) || isJustRotated(record, now))) return;
        for (const { problem, remedy, urn, days } of overdue(resources, now)) {
          if (days <= graceDays) continue;
          const past = `${problem} That is past the ${graceDays} days of grace.`;
          report({ code: "rotation-overdue", problem: past, remedy }, urn);
        }
      },
    ),
  };
}

interface Overdue {
  problem: string;
  remedy: string;
  urn: string;
  days: number;
}

/** The secrets that are overdue and are not rotated in this run. */
function overdue(resources: readonly PolicyResource[], now: Date): Overdue[] {
  const records = new Map(
    ofType(resources, resourceTypes.record).map((resource) => [resource.name, recordOf(resource)] as const),
  );
  return ofType(resources, resourceTypes.versionedSecret).flatMap(({ name, props, urn }) => {
    const record = records.get(name);
    const cadence = ifKnown(() => props["cadence"] as unknown);
    if (record?.ledger === undefined || !isCadence(cadence) || isRotating(record)) return [];
    const rotatedAt = lastRotated(record.ledger);
    if (rotatedAt === undefined) return [];
    const days = daysOverdue(cadence, rotatedAt, now);
    if (days === 0) return [];
    const owner = ifKnown(() => props["owner"] as string) ?? "nobody";
    const since = `version ${record.current} is from ${day(rotatedAt)}, and was to be followed by ${day(dueOn(cadence, rotatedAt))}`;
    return {
      ...{ urn, days },
      problem: `${name} (owner: ${owner}) is overdue for rotation by ${days} ${days === 1 ? "day" : "days"}: ${since}.`,
      remedy: `Rotate it: current: ${nextVersion(record.ledger)}, retain: [${record.current}], with a new value.`,
    };
  });
}

/** Whether this run moves the services to another version, or an incident is being dealt with. */
function isRotating(record: RotationRecord | undefined): boolean {
  if (record === undefined) return false;
  const { ledger, current, incident } = record;
  return incident !== undefined || (ledger?.current !== undefined && ledger.current !== current);
}

function isJustRotated(record: RotationRecord | undefined, now: Date): boolean {
  const { versions = {}, current = 0 } = record?.ledger ?? {};
  const since = versions[current]?.since;
  return since !== undefined && now.getTime() - Date.parse(since) < dayMs;
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}
