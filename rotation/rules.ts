// The rules that need the past: what may be declared, given what the ledger says. They run in a preview, and again in `pulumi up`
// before anything is changed, because nobody has to have looked at a preview.
import type { Steps } from "./config-path.ts";
import { nameOf, type Declaration, type Name } from "./declaration.ts";
import { incidentFinding, type Incident } from "./incidents.ts";
import type { Ledger } from "./ledger.ts";
import { isRevoked, retirementFindings } from "./retirement.ts";
import { refuse, type RotationFinding } from "./rotation-error.ts";
import { misnumbered, nextVersion } from "./version-numbers.ts";

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
    retirementFindings(ledger, declaration, now)
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

/** The ticket of the incident that revokes a version, on record or as it is declared; undefined when none does. */
function revokedBy(
  ledger: Ledger,
  version: number,
  { current, incident }: Pick<Declaration, "current" | "incident">,
): string | undefined {
  if (!isRevoked(ledger, version, { current, incident })) return undefined;
  return ledger.versions[version]?.revokedBy ?? incident?.ticket;
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
