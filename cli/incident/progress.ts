// How far an incident is: by the stack config, the ledger and the Swarm as they are now, so that a command which was killed is just run
// again.
import { incidentGraceHours } from "../../rotation/defaults.ts";
import { missedDeadline, revocationDeadline } from "../../rotation/incidents.ts";
import type { RotationFinding } from "../../rotation/rotation-error.ts";
import type { Reading } from "../reading.ts";
import { statusOf, type ServiceStatus } from "../status/status.ts";
import { plural } from "../words.ts";
import { isMendable, leakOf, versionStep, type Leak } from "./leak.ts";
import { isGone, tracesOf, type Traces } from "./traces.ts";

const minuteMs = 60_000;

/** The steps of the runbook, in their order. */
export const stepNames = ["revoke", "role", "prove", "version", "flip", "remove", "close"] as const;

/** One step. */
export interface Step {
  readonly name: (typeof stepNames)[number];
  /** `said`: a person says so in the stack config. `done`: seen on the Swarm now, or in the config. */
  readonly state: "done" | "said" | "open" | "waits";
  readonly detail: string;
}

/** Where an incident of one secret stands. Times are ISO 8601, UTC, by the Engine's clock. */
export interface IncidentStatus {
  readonly secret: string;
  readonly ticket: string;
  readonly discoveredAt: string;
  /** When the hour is over that the runbook allows. */
  readonly deadline: string;
  /** Whole minutes left of it; negative when it is past. */
  readonly minutesLeft: number;
  readonly revokedAt?: string;
  /** Whether the revocation came later than that; left out before it. */
  readonly missedDeadline?: boolean;
  /** Whether the hour is past, and something of the leaked value may still be in use. */
  readonly isPast: boolean;
  /** Whether nothing is left of the revoked versions, and every service is verified on the new one. */
  readonly isOver: boolean;
  /** Whether the stack config declares it still. */
  readonly isDeclared: boolean;
  /** The version that is declared. */
  readonly current: number;
  /** The versions that it revokes, as far as they were in use; ascending. */
  readonly revokes: readonly number[];
  readonly services: readonly ServiceStatus[];
  readonly left: Traces;
  readonly steps: readonly Step[];
  /** What to do next, with the exact command where there is one; left out when nothing is left to do. */
  readonly next?: Next;
}

/** What to do next. */
export interface Next {
  readonly what: string;
  readonly commands: readonly string[];
}

/** Where a secret's incident stands; undefined when it has none. */
export function progressOf(reading: Reading, secret: Leak["secret"]): IncidentStatus | undefined {
  const leak = leakOf(reading, secret);
  return leak && statusOfLeak(reading, leak);
}

function statusOfLeak(reading: Reading, leak: Leak): IncidentStatus {
  const { secret, ledger, incident, isDeclared, record } = leak;
  const { logicalName, current } = secret;
  const { finding, firstSafe } = versionStep(reading, leak);
  const left = tracesOf(reading, logicalName, firstSafe);
  const standing = statusOf(reading).secrets.find(({ name }) => name === logicalName);
  const services = standing?.services ?? [];
  const isFlipped = record !== undefined && standing?.verified === true;
  const isRemoved = isFlipped && record.oldRemovedAt !== undefined && isGone(left);
  const deadline = revocationDeadline(incident);
  const { discoveredAt, revokedAt } = incident;
  const steps = stepsOf(reading, leak, { finding: finding?.problem, isFlipped, isRemoved, services, left, firstSafe });
  const next = nextOf(reading.stack, leak, { steps, left, finding, firstSafe });
  return {
    ...{ secret: logicalName, ticket: incident.ticket, discoveredAt, deadline: deadline.toISOString() },
    minutesLeft: Math.floor((deadline.getTime() - reading.now.getTime()) / minuteMs),
    ...(revokedAt !== undefined && { revokedAt, missedDeadline: missedDeadline({ discoveredAt, revokedAt }) }),
    ...{ isPast: reading.now > deadline && !isRemoved, isOver: isRemoved, isDeclared, current },
    revokes: Object.entries(ledger.versions)
      .filter(([version, { since }]) => Number(version) < firstSafe && since !== undefined)
      .filter(([, { retiredAt }]) => retiredAt === undefined || retiredAt >= discoveredAt)
      .map(([version]) => Number(version)),
    ...{ services, left, steps },
    ...(next !== undefined && { next }),
  };
}

/** What the steps are judged by. */
interface Seen {
  /** What is against the declared version; undefined when nothing is. */
  finding: string | undefined;
  isFlipped: boolean;
  isRemoved: boolean;
  services: readonly ServiceStatus[];
  left: Traces;
  firstSafe: number;
}

/** A step, before it is known whether its turn has come. */
type Judged = [name: Step["name"], isDone: boolean, detail: string, bySaying?: boolean];

function stepsOf(reading: Reading, leak: Leak, seen: Seen): Step[] {
  const { secret, incident, isDeclared, record } = leak;
  const { revokedAt, roleRotatedAt, proof } = incident;
  const { finding, isFlipped, isRemoved, services, firstSafe, left } = seen;
  const said = (time: string | undefined): string => (time === undefined ? "" : `${time}, as declared`);
  const role: Judged = ["role", roleRotatedAt !== undefined, said(roleRotatedAt), true];
  const judged: Judged[] = [
    ["revoke", revokedAt !== undefined, said(revokedAt), true],
    ...(secret.connections ? [role] : []),
    ["prove", proof !== undefined, proof ?? (isFlipped ? "nothing is on record" : ""), true],
    ["version", finding === undefined, finding ?? `v${firstSafe} declared`],
    ["flip", isFlipped, flipText(services, secret.current, record !== undefined)],
    ["remove", isRemoved, leftText(left, record?.oldRemovedAt)],
    ["close", !isDeclared, isDeclared ? closeText(record?.oldRemovedAt) : "not declared any more"],
  ];
  let isFirst = true;
  return judged.map(([name, isDone, detail, bySaying = false]): Step => {
    if (isDone) return { name, state: bySaying ? "said" : "done", detail };
    // What was not said of the proof holds nothing up once the rotation has gone on.
    const isMissed = name === "prove" && finding === undefined && revokedAt !== undefined;
    const state = isFirst && !isMissed ? "open" : "waits";
    if (state === "open") isFirst = false;
    return { name, state, detail };
  });
}

function flipText(services: readonly ServiceStatus[], current: number, isRecorded: boolean): string {
  if (services.length === 0) return isRecorded ? `no service uses it; v${current} is on record` : "no service uses it";
  const [running, wanted] = [sum(services.map((one) => one.running)), sum(services.map((one) => one.wanted))];
  const behind = services.filter(({ stands }) => !stands).map(({ name }) => name);
  const others = behind.length === 0 ? "" : `; not yet: ${behind.join(", ")}`;
  return `${running} of ${plural(wanted, "replica")} on v${current}${others}${isRecorded ? "" : "; not on record"}`;
}

function leftText({ versions, services, silentNodes }: Traces, removedAt: string | undefined): string {
  const texts = [
    ...(versions.length === 0 ? [] : [`on the Swarm: ${versions.map((version) => `v${version}`).join(", ")}`]),
    ...(services.length === 0 ? [] : [`used by ${services.join(", ")}`]),
    ...(silentNodes.length === 0 ? [] : [`may run on ${silentNodes.join(", ")}, which does not answer`]),
  ];
  if (texts.length > 0) return texts.join("; ");
  return removedAt === undefined ? "nothing is left, and that is not on record" : `${removedAt}, nothing is left`;
}

function closeText(removedAt: string | undefined): string {
  if (removedAt === undefined) return "";
  const until = new Date(Date.parse(removedAt) + incidentGraceHours * 60 * minuteMs).toISOString();
  return `until ${until}; then previews are refused until it is out`;
}

/** What the next step depends on. */
interface Ahead {
  steps: readonly Step[];
  left: Traces;
  finding: RotationFinding | undefined;
  firstSafe: number;
}

function nextOf(stack: string, { secret }: Leak, { steps, left, finding, firstSafe }: Ahead): Next | undefined {
  const { logicalName: name, source } = secret;
  const own = (words: string): string => `npx secrets incident ${words} --stack ${stack}`;
  const up = [`pulumi preview --stack ${stack}`, `pulumi up --stack ${stack}`];
  switch (steps.find(({ state }) => state === "open")?.name) {
    case "revoke":
      return {
        what: "Revoke the value where it comes from, then say so:",
        commands: [own(`open ${name} --revoked now`)],
      };
    case "prove":
      return {
        what: "Try the leaked value where it was good: it has to be refused. Then say what was seen:",
        commands: [own(`open ${name} --proof "the login is refused"`)],
      };
    case "role":
      return {
        what: "Change the role's own password at its source, then say so:",
        commands: [own(`open ${name} --role-rotated now`)],
      };
    case "version": {
      if (finding !== undefined && !isMendable(finding)) return { what: finding.remedy, commands: [] };
      const isGiven = source.kind === "config";
      return {
        what: isGiven ? `Bring the value of version ${firstSafe}:` : `Declare version ${firstSafe}:`,
        commands: [own(`open ${name}${isGiven ? " --value-from prompt" : ""}`)],
      };
    }
    case "flip":
      return { what: "Apply it:", commands: up };
    case "remove": {
      const [node] = left.silentNodes;
      if (node === undefined) return { what: "Apply it, which removes what is left:", commands: up };
      const what = `Bring ${node} back, or make sure that it is off and remove it; then apply it:`;
      return { what, commands: [`docker node rm --force ${node}`, ...up] };
    }
    case "close":
      return { what: "Close it, which writes the report:", commands: [own(`close ${name} --report incident.md`)] };
    case undefined:
      return undefined;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
