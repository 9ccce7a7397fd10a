// The rules that need the past: what may follow on what the ledger says. They run at preview and again, before anything is
// changed, at `pulumi up`: nobody has to have looked at a preview.
import { configPath } from "./config-path.ts";
import { checkIncident } from "./incidents.ts";
import { knownVersions, type Ledger } from "./ledger.ts";
import { RotationError } from "./rotation-error.ts";
import { formatSecretName } from "./secret-name.ts";
import type { Incident } from "./secrets.ts";

/** What is declared of a secret, as far as the past matters to it. */
export interface Declaration {
  readonly namespace: string;
  readonly logicalName: string;
  readonly current: number;
  /** Every version that has to exist, the current one included. */
  readonly versions: readonly number[];
  /** Hours that a version is kept once another one is verified in its place. */
  readonly retentionHours: number;
  readonly incident: Incident | undefined;
  readonly isDatabase: boolean;
}

/** The name of one version on the Swarm. */
type Name = (version: number) => string;

const hourMs = 3_600_000;

/**
 * Checks a declaration against the ledger.
 *
 * @param now by the Engine's clock
 * @throws RotationError for the first thing that the past does not allow, with what to do
 */
export function checkDeclaration(ledger: Ledger, declaration: Declaration, now: Date): void {
  const { namespace, logicalName, current, versions, incident, isDatabase } = declaration;
  const name: Name = (version) => formatSecretName(namespace, logicalName, version);
  const at = configPath(["secrets", logicalName, "incident"]);
  if (incident === undefined) {
    checkNoneOpen(ledger, at, name);
  } else {
    checkIncident(incident, at, isDatabase, now);
    checkNewVersion(ledger, current, incident, name);
  }
  checkNumbers(ledger, versions, name);
  for (const version of versions) {
    const ticket = revokedBy(ledger, version, declaration);
    if (ticket !== undefined) throw revoked(name(version), ticket, version === current);
  }
  for (const version of knownVersions(ledger)) {
    if (versions.includes(version) || ledger.versions[version]?.retiredAt !== undefined) continue;
    // In an incident the old version goes at once, after the flip: the run itself sees to the order.
    if (revokedBy(ledger, version, declaration) === undefined) checkRetirement(ledger, version, declaration, now);
  }
}

/**
 * Checks that a version that is not declared any more may be deleted, by what the ledger says once its secret's rotation is
 * recorded. One that was never current is no way back, and may go at any time.
 *
 * @throws RotationError with the time left, or with what is missing
 */
export function checkRetirement(
  ledger: Ledger,
  version: number,
  declaration: Pick<Declaration, "namespace" | "logicalName" | "retentionHours">,
  now: Date,
): void {
  const name = formatSecretName(declaration.namespace, declaration.logicalName, version);
  const entry = ledger.versions[version];
  if (entry !== undefined && entry.since === undefined) return;
  if (ledger.current === undefined || ledger.settledAt === undefined) {
    throw new RotationError(
      `${name} cannot be retired: the Swarm has nothing on record that says since when it is unused.`,
      "Run `pulumi up` without --target: it puts on record again what the stack's state knows.",
    );
  }
  const hours = Math.max(declaration.retentionHours, ledger.retentionHours ?? 0);
  if (version === ledger.current) throw inUse(name, version, hours, entry?.revokedBy !== undefined);
  if (entry?.revokedBy !== undefined) return;
  const { successor, replacedAt } = replacement(ledger, ledger.current, ledger.settledAt, entry?.since);
  const sinceMs = Date.parse(replacedAt);
  const due = new Date(sinceMs + hours * hourMs);
  if (now >= due) return;
  const ago = formatAge(Math.max(0, now.getTime() - sinceMs));
  const left = formatAge(Math.max(60_000, due.getTime() - now.getTime()));
  throw new RotationError(
    `${name} cannot be retired before ${due.toISOString().slice(0, 16)}Z: version ${successor} was verified ${ago} ago, and the one before is kept for ${hours} h (${left} left).`,
    `Keep it until then: retain: [${version}]. In an incident set incident.revokedAt.`,
  );
}

/** Which version took the place of one, and when that was verified. */
function replacement(
  { versions }: Ledger,
  current: number,
  settledAt: string,
  since: string | undefined,
): { successor: number; replacedAt: string } {
  const [first] = Object.entries(versions)
    .flatMap(([version, entry]) => {
      const isLater = since !== undefined && entry.since !== undefined && entry.since > since;
      return isLater && Number(version) !== current ? [{ successor: Number(version), replacedAt: entry.since }] : [];
    })
    .sort((a, b) => (a.replacedAt < b.replacedAt ? -1 : 1));
  // A version that the ledger does not know may have been in use until the current one was there.
  return first ?? { successor: current, replacedAt: settledAt };
}

/** The ticket that revokes a version, recorded or just declared; undefined when none does. */
function revokedBy(
  ledger: Ledger,
  version: number,
  { current, incident }: Pick<Declaration, "current" | "incident">,
): string | undefined {
  const recorded = ledger.versions[version]?.revokedBy;
  if (recorded !== undefined || incident === undefined) return recorded;
  // An incident that is still declared after its rotation must not revoke what came later.
  const firstSafe = ledger.incident?.ticket === incident.ticket ? ledger.incident.version : current;
  return version < firstSafe ? incident.ticket : undefined;
}

/** An incident's rotation that failed has to be finished as such: faster, with all that has to reconnect, and on record. */
function checkNoneOpen({ current, versions }: Ledger, at: string, name: Name): void {
  if (current === undefined) return;
  const { revokedBy: ticket, retiredAt } = versions[current] ?? {};
  if (ticket === undefined || retiredAt !== undefined) return;
  throw new RotationError(
    `Incident ${ticket} is not over: it revokes ${name(current)}, and services may still run on that.`,
    `Put ${at} back until \`pulumi up\` has brought every service to a new version.`,
  );
}

function checkNewVersion(ledger: Ledger, current: number, { ticket, discoveredAt }: Incident, name: Name): void {
  const { incident: recorded } = ledger;
  if (recorded?.ticket === ticket) {
    if (recorded.discoveredAt === discoveredAt) return;
    throw new RotationError(
      `Incident ${ticket} is on record as discovered at ${recorded.discoveredAt} and rotated to ${name(recorded.version)}.`,
      "Put that time back, or give another leak a ticket of its own.",
    );
  }
  const addedAt = ledger.versions[current]?.addedAt;
  const isOld = ledger.current !== undefined && current <= ledger.current;
  if (!isOld && (addedAt === undefined || addedAt >= discoveredAt)) return;
  const problem = isOld ? "is the one that leaked, or older" : `was added at ${addedAt ?? ""}, before the discovery`;
  const next = Math.max(...knownVersions(ledger)) + 1;
  throw new RotationError(
    `Incident ${ticket} needs a new version: ${name(current)} ${problem}.`,
    `Set current: ${next}, with a new value, and take the others out of retain.`,
  );
}

function checkNumbers(ledger: Ledger, versions: readonly number[], name: Name): void {
  const highest = knownVersions(ledger).at(-1);
  if (highest === undefined) return;
  let next = highest + 1;
  for (const version of versions.toSorted((a, b) => a - b)) {
    const entry = ledger.versions[version];
    if (entry?.retiredAt !== undefined) {
      throw new RotationError(
        `${name(version)} was retired, and a version number is never used again.`,
        `Use version ${highest + 1}, with a new value.`,
      );
    }
    // Until one was current the ledger may be what a killed first run has left, which began with any numbers.
    if (entry !== undefined || ledger.current === undefined) continue;
    if (version !== next) {
      const problem = version > next ? "skips a version" : "lies before the versions on record";
      throw new RotationError(`${name(version)} ${problem}: the next one is ${next}.`, `Use version ${next}.`);
    }
    next += 1;
  }
}

function inUse(name: string, version: number, hours: number, isRevoked: boolean): RotationError {
  const problem = `${name} cannot be retired: services run on it until another version is verified.`;
  if (isRevoked) return new RotationError(problem, "Run `pulumi up` without --target: it goes right after that.");
  return new RotationError(
    `${problem} From then on it is kept for ${hours} h.`,
    `Keep it as the way back: retain: [${version}].`,
  );
}

function revoked(name: string, ticket: string, isCurrent: boolean): RotationError {
  return new RotationError(
    `${name} is revoked by incident ${ticket}: it can be neither current nor retained.`,
    isCurrent
      ? "Add a new version with a new value."
      : "Take it out of retain; it is deleted as soon as every service runs on the new version.",
  );
}

/** In whole hours, or minutes when there is not one. */
function formatAge(ms: number): string {
  return ms < hourMs ? `${Math.floor(ms / 60_000)} min` : `${Math.floor(ms / hourMs)} h`;
}
