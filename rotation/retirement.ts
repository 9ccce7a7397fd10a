// Which versions have to stay: the version before the current one is the way back, and is kept for as long as the stack or the class
// says after the current one was verified.
import type { Flip, Retained, Declaration } from "./declaration.ts";
import { nameOf } from "./declaration.ts";
import { knownVersions, type Ledger } from "./ledger.ts";
import { refuse, type RotationCode, type RotationFinding } from "./rotation-error.ts";

const hourMs = 3_600_000;

/**
 * The versions that are not declared any more and have to stay all the same; ascending. Their values in the stack config have to
 * stay, too: there is no other copy of them.
 *
 * @param now by the Engine's clock
 */
export function versionsToKeep(ledger: Ledger, declaration: Declaration, now: Date): number[] {
  return refusedRetirements(ledger, declaration, now).map(({ version }) => version);
}

/**
 * Finds all versions that are not declared any more and have to stay all the same.
 *
 * @param now by the Engine's clock
 */
export function retirementFindings(ledger: Ledger, declaration: Declaration, now: Date): RotationFinding[] {
  return retentionFindings(refusedRetirements(ledger, declaration, now), declaration);
}

function refusedRetirements(ledger: Ledger, declaration: Declaration, now: Date): Refusal[] {
  return knownVersions(ledger).flatMap((version) => refuseMissing(ledger, version, declaration, now) ?? []);
}

/**
 * Finds a flip that leaves no way back: the version that every service was last verified on is not declared any more. Unlike the
 * rules for other versions, this one needs no clock.
 */
export function wayBackFindings(ledger: Ledger, declared: Flip): RotationFinding[] {
  if (ledger.current === undefined) return [];
  const refused = refuseMissing(ledger, ledger.current, declared, new Date(0));
  return retentionFindings(refused === undefined ? [] : [refused], declared);
}

function refuseMissing(ledger: Ledger, version: number, declared: Flip, now: Date): Refusal | undefined {
  if (declared.versions.includes(version) || ledger.versions[version]?.retiredAt !== undefined) return undefined;
  // In an incident the old version goes at once, after the flip: the run itself sees to the order.
  if (isRevoked(ledger, version, declared)) return undefined;
  return refuseRetirement(ledger, version, declared, now);
}

/**
 * Checks that a version that is not declared any more may be deleted, by the ledger as it is after the secret's rotation was put on
 * record. A version that was never current is no way back, and may go at any time.
 *
 * @throws RotationError with the time left, or with what is missing
 */
export function checkRetirement(ledger: Ledger, version: number, declaration: Retained, now: Date): void {
  const refused = refuseRetirement(ledger, version, declaration, now);
  refuse(retentionFindings(refused === undefined ? [] : [refused], declaration));
}

/**
 * Until when a version is kept as the way back; undefined while that has not begun, because the current version is not verified yet
 * or is this one.
 *
 * @param retentionHours hours that are declared for the secret
 */
export function keptUntil(ledger: Ledger, version: number, retentionHours: number): Date | undefined {
  if (ledger.current === undefined || version === ledger.current) return undefined;
  const replaced = replacement(ledger, ledger.current, ledger.versions[version]?.since);
  return replaced && endOf(replaced.replacedAt, hoursKept(ledger, retentionHours));
}

function hoursKept({ retentionHours = 0 }: Ledger, declared: number): number {
  return Math.max(declared, retentionHours);
}

function endOf(replacedAt: string, hours: number): Date {
  return new Date(Date.parse(replacedAt) + hours * hourMs);
}

/** Why a version has to stay. */
interface Refusal {
  version: number;
  code: RotationCode;
  problem: string;
  /** The words before the list of versions to retain: "Keep it until then". Left out when keeping the version is not the remedy. */
  keep?: string;
  /** What to do besides keeping the version, or in place of it. */
  besides?: string;
}

function refuseRetirement(ledger: Ledger, version: number, declared: Retained, now: Date): Refusal | undefined {
  const name = nameOf(declared);
  const entry = ledger.versions[version];
  if (entry !== undefined && entry.since === undefined) return undefined;
  const problem = `${name(version)} cannot be retired: `;
  if (ledger.current === undefined) {
    return {
      version,
      code: "nothing-on-record",
      problem: `${problem}the Swarm has nothing on record that says since when it is unused.`,
      besides: "Run `pulumi up` without --target: it puts on record again what the stack's state knows.",
    };
  }
  const hours = hoursKept(ledger, declared.retentionHours);
  if (version === ledger.current) {
    const inUse = `${problem}services run on it until another version is verified.`;
    const besides = "Run `pulumi up` without --target: the version is deleted right after that.";
    if (entry?.revokedBy !== undefined) return { version, code: "still-in-use", problem: inUse, besides };
    const kept = `${inUse} From then on it is kept for ${hours} h.`;
    const leaked = "When it has leaked, declare the incident.";
    return { version, code: "still-in-use", problem: kept, keep: "Keep it as the way back", besides: leaked };
  }
  if (entry?.revokedBy !== undefined) return undefined;
  const strays = declared.strays?.get(version) ?? [];
  if (strays.length > 0) {
    const moves = `${strays.join(", ")} asks for it: somebody has put it back to it.`;
    const then = `This run moves it to version ${declared.current}; from then on ${name(version)} is kept for ${hours} h.`;
    return { version, code: "still-in-use", problem: `${problem}${moves} ${then}`, keep: "Keep it until then" };
  }
  const replaced = replacement(ledger, ledger.current, entry?.since);
  if (replaced === undefined) {
    return {
      ...{ version, code: "still-retained", keep: "Keep it until then" },
      problem: `${problem}version ${ledger.current} is not verified yet on every service that uses it, so no retention has begun.`,
      besides: "Once a replica of each runs, `pulumi up` verifies it.",
    };
  }
  const { successor, replacedAt } = replaced;
  const sinceMs = Date.parse(replacedAt);
  const due = endOf(replacedAt, hours);
  if (now >= due) return undefined;
  const ago = formatAge(Math.max(0, now.getTime() - sinceMs));
  const left = formatAge(Math.max(60_000, due.getTime() - now.getTime()));
  return {
    version,
    code: "still-retained",
    problem: `${name(version)} cannot be retired before ${due.toISOString().slice(0, 16)}Z: version ${successor} was verified ${ago} ago, and the one before is kept for ${hours} h (${left} left).`,
    ...{ keep: "Keep it until then", besides: "In an incident set incident.revokedAt." },
  };
}

/**
 * Turns refusals into findings with one remedy in common. With remedies of their own each would ask for another `retain` list, and
 * obeying one would contradict the next.
 */
function retentionFindings(
  refused: readonly Refusal[],
  { logicalName, current, versions }: Retained,
): RotationFinding[] {
  const kept = refused.filter(({ keep }) => keep !== undefined);
  const retain = [...versions.filter((version) => version !== current), ...kept.map(({ version }) => version)];
  const list = [...new Set(retain)].sort((a, b) => a - b).join(", ");
  const keep = kept.length > 1 ? "Keep them until then" : kept[0]?.keep;
  const besides = [...new Set(refused.flatMap((one) => one.besides ?? []))];
  const remedy = [...(keep === undefined ? [] : [`${keep}: retain: [${list}].`]), ...besides].join(" ");
  return refused.map(({ code, problem }) => ({ code, path: ["secrets", logicalName, "retain"], problem, remedy }));
}

/**
 * The version that took the place of an earlier one, and when it was verified; undefined while it is not.
 *
 * @param since when the earlier one became current; undefined when the ledger does not know
 */
function replacement(
  { versions, settledAt }: Ledger,
  current: number,
  since: string | undefined,
): { successor: number; replacedAt: string } | undefined {
  const [first] = Object.entries(versions)
    .flatMap(([version, entry]) => {
      const isLater = since !== undefined && entry.since !== undefined && entry.since > since;
      return isLater && Number(version) !== current ? [{ successor: Number(version), replacedAt: entry.since }] : [];
    })
    .sort((a, b) => (a.replacedAt < b.replacedAt ? -1 : 1));
  // A version that the ledger does not know may have been in use until the current one was verified.
  return first ?? (settledAt === undefined ? undefined : { successor: current, replacedAt: settledAt });
}

/** Whether a version has leaked: it is revoked on record, or by the incident that is declared. */
export function isRevoked(
  { versions, incident: recorded }: Ledger,
  version: number,
  { current, incident }: Pick<Flip, "current" | "incident">,
): boolean {
  if (versions[version]?.revokedBy !== undefined) return true;
  if (incident === undefined) return false;
  // An incident that is still declared after its rotation must not revoke what came later.
  return version < (recorded !== undefined && recorded.ticket === incident.ticket ? recorded.version : current);
}

/** A time in whole hours, or in minutes when it is less than an hour. */
function formatAge(ms: number): string {
  return ms < hourMs ? `${Math.floor(ms / 60_000)} min` : `${Math.floor(ms / hourMs)} h`;
}
