// The rules that need the past: what may be declared, given what the ledger says. They run in a preview, and again in `pulumi up`
// before anything is changed, because nobody has to have looked at a preview.
import type { Steps } from "./config-path.ts";
import { incidentFinding } from "./incidents.ts";
import type { Incident } from "./incidents.ts";
import { knownVersions, type Ledger } from "./ledger.ts";
import { refuse, type RotationCode, type RotationFinding } from "./rotation-error.ts";
import { formatSecretName } from "./secret-name.ts";
import { misnumbered, nextVersion } from "./version-numbers.ts";

/** What is declared of a secret, as far as rules about the past need it. */
export interface Declaration {
  readonly namespace: string;
  readonly logicalName: string;
  readonly current: number;
  /** Every version that has to exist, the current one included. */
  readonly versions: readonly number[];
  /** Hours that a version is kept after another one was verified in its place. */
  readonly retentionHours: number;
  readonly incident: Incident | undefined;
  /** Whether connections are made with the secret, which outlive its rotation: its class says so. */
  readonly connections: boolean;
  /**
   * The consumers whose services refer to another version than the declared one at the moment, by that version; left out when the
   * Swarm was not looked at.
   */
  readonly strays?: ReadonlyMap<number, readonly string[]>;
}

/** The part of a declaration that decides whether a version may be deleted. */
type Retained = Pick<Declaration, "namespace" | "logicalName" | "current" | "versions" | "retentionHours" | "strays">;

/** The part of a declaration that decides whether a version may leave it. Of an incident only its presence and its ticket count. */
type Flip = Retained & { readonly incident: Pick<Partial<Incident>, "ticket"> | undefined };

/** The name of one version on the Swarm. */
type Name = (version: number) => string;

const hourMs = 3_600_000;

/**
 * Finds what the past does not allow in a declaration: the first fault of the incident, the numbers or the revoked versions; or,
 * when there is none, all the versions that have to stay.
 *
 * @param now by the Engine's clock
 */
export function declarationFindings(ledger: Ledger, declaration: Declaration, now: Date): RotationFinding[] {
  return (
    listed(incidentFindingOf(ledger, declaration, now)) ??
    listed(numberFindings(ledger, declaration)[0]) ??
    listed(revokedFinding(ledger, declaration)) ??
    retentionFindings(refusedRetirements(ledger, declaration, now), declaration)
  );
}

/**
 * Checks a declaration against the ledger.
 *
 * @throws RotationError with the {@link declarationFindings}, when there are any
 */
export function checkDeclaration(ledger: Ledger, declaration: Declaration, now: Date): void {
  refuse(declarationFindings(ledger, declaration, now));
}

/**
 * The versions that are not declared any more and have to stay all the same; ascending. Their values in the stack config have to
 * stay, too: there is no other copy of them.
 *
 * @param now by the Engine's clock
 */
export function versionsToKeep(ledger: Ledger, declaration: Declaration, now: Date): number[] {
  return refusedRetirements(ledger, declaration, now).map(({ version }) => version);
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
  const hours = Math.max(declared.retentionHours, ledger.retentionHours ?? 0);
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
  const due = new Date(sinceMs + hours * hourMs);
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

/** The ticket of the incident that revokes a version, on record or as it is declared; undefined when none does. */
function revokedBy(
  ledger: Ledger,
  version: number,
  { current, incident }: Pick<Declaration, "current" | "incident">,
): string | undefined {
  if (!isRevoked(ledger, version, { current, incident })) return undefined;
  return ledger.versions[version]?.revokedBy ?? incident?.ticket;
}

/** Whether a version has leaked: it is revoked on record, or by the incident that is declared. */
function isRevoked(
  { versions, incident: recorded }: Ledger,
  version: number,
  { current, incident }: Pick<Flip, "current" | "incident">,
): boolean {
  if (versions[version]?.revokedBy !== undefined) return true;
  if (incident === undefined) return false;
  // An incident that is still declared after its rotation must not revoke what came later.
  return version < (recorded !== undefined && recorded.ticket === incident.ticket ? recorded.version : current);
}

function listed(finding: RotationFinding | undefined): RotationFinding[] | undefined {
  return finding && [finding];
}

/** Finds the first thing that is wrong with the declared incident, or with its absence. */
function incidentFindingOf(ledger: Ledger, declaration: Declaration, now: Date): RotationFinding | undefined {
  const { logicalName, current, incident, connections } = declaration;
  const path: Steps = ["secrets", logicalName, "incident"];
  const name = nameOf(declaration);
  if (incident === undefined) return openFinding(ledger, path, name);
  return incidentFinding(incident, path, connections, now) ?? newVersionFinding(ledger, current, incident, path, name);
}

/**
 * Finds an incident that was taken out of the stack config before it was over. Its rotation has to be finished as an incident's: it
 * is faster, lets services reconnect, and is put on record with its ticket.
 */
function openFinding(ledger: Ledger, path: Steps, name: Name): RotationFinding | undefined {
  const { current, versions, incident, lingering = [] } = ledger;
  if (current === undefined) return undefined;
  const left = lingering.find(({ version }) => incident !== undefined && version < incident.version);
  if (incident !== undefined && left !== undefined) {
    const node = `Bring the node back, or make sure that it is off and remove it: docker node rm --force ${left.hostname}`;
    return {
      code: "incident-open",
      path,
      problem: `Incident ${incident.ticket} is not over: ${name(left.version)} may still run on the node ${left.hostname}, which did not answer.`,
      remedy: `Put the incident back until \`pulumi up\` has seen that it does not run there any more. ${node}`,
    };
  }
  const { revokedBy: ticket, retiredAt } = versions[current] ?? {};
  if (ticket === undefined || retiredAt !== undefined) return undefined;
  return {
    code: "incident-open",
    path,
    problem: `Incident ${ticket} is not over: it revokes ${name(current)}, and services may still run on that.`,
    remedy: "Put the incident back until `pulumi up` has brought every service to a new version.",
  };
}

/** Finds an incident that does not come with a version of its own: the current one may have leaked, too. */
function newVersionFinding(
  ledger: Ledger,
  current: number,
  { ticket, discoveredAt }: Incident,
  path: Steps,
  name: Name,
): RotationFinding | undefined {
  const { incident: recorded } = ledger;
  if (recorded?.ticket === ticket) {
    if (recorded.discoveredAt === discoveredAt) return undefined;
    return {
      code: "incident-rewritten",
      path: [...path, "discoveredAt"],
      problem: `Incident ${ticket} is on record as discovered at ${recorded.discoveredAt} and rotated to ${name(recorded.version)}.`,
      remedy: "Put that time back, or give another leak a ticket of its own.",
    };
  }
  const addedAt = ledger.versions[current]?.addedAt;
  const isOld = ledger.current !== undefined && current <= ledger.current;
  if (!isOld && (addedAt === undefined || addedAt >= discoveredAt)) return undefined;
  const problem = isOld ? "is the one that leaked, or older" : `was added at ${addedAt ?? ""}, before the discovery`;
  return {
    code: "incident-without-new-version",
    path,
    problem: `Incident ${ticket} needs a new version: ${name(current)} ${problem}.`,
    remedy: `Set current: ${nextVersion(ledger)}, with a new value, and take the others out of retain.`,
  };
}

/** Finds versions whose numbers are wrong: each new one has to have the next number, and none is used again. */
export function numberFindings(
  ledger: Ledger,
  declaration: Pick<Declaration, "namespace" | "logicalName" | "current" | "versions">,
): RotationFinding[] {
  return misnumbered(ledger, declaration.versions).map(({ version, kind, next }) => {
    const name = nameOf(declaration)(version);
    const path = placeOf(version, declaration);
    if (kind === "retired") {
      const problem = `${name} was retired, and a version number is never used again.`;
      return { code: "version-retired", path, problem, remedy: `Use version ${next}, with a new value.` };
    }
    const what = kind === "skips" ? "skips a version" : "lies before the versions on record";
    const problem = `${name} ${what}: the next one is ${next}.`;
    return { code: "version-out-of-order", path, problem, remedy: `Use version ${next}.` };
  });
}

/** Finds the first declared version that is revoked. */
function revokedFinding(ledger: Ledger, declaration: Declaration): RotationFinding | undefined {
  for (const version of declaration.versions) {
    const ticket = revokedBy(ledger, version, declaration);
    if (ticket === undefined) continue;
    return {
      code: "version-revoked",
      path: placeOf(version, declaration),
      problem: `${nameOf(declaration)(version)} is revoked by incident ${ticket}: it can be neither current nor retained.`,
      remedy:
        version === declaration.current
          ? "Add a new version with a new value."
          : "Take it out of retain; it is deleted as soon as every service runs on the new version.",
    };
  }
  return undefined;
}

/** The place in the stack config at which a version is declared. */
function placeOf(version: number, { logicalName, current }: Pick<Declaration, "logicalName" | "current">): Steps {
  return ["secrets", logicalName, version === current ? "current" : "retain"];
}

function nameOf({ namespace, logicalName }: Pick<Declaration, "namespace" | "logicalName">): Name {
  return (version) => formatSecretName(namespace, logicalName, version);
}

/** A time in whole hours, or in minutes when it is less than an hour. */
function formatAge(ms: number): string {
  return ms < hourMs ? `${Math.floor(ms / 60_000)} min` : `${Math.floor(ms / hourMs)} h`;
}
