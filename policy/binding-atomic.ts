// This policy has two rules. First, a service has one binding, because two would take turns in updating it. Second, the secrets of one
// group that a service has, for example a writer's and a reader's, are rotated in one run, so that the service never runs on the new
// version of one and the old version of another.
//
// The second rule goes by what the ledgers had before the run: the Swarm's, or the state's copies where no way leads to the Swarm. It never compares version numbers of different secrets, as the secrets
// of a group may have begun at different ones. A secret moves when the version that its services were last verified on is not the
// declared one. It is refused that some secrets of a group move and others stay, except
// - when an incident is declared for one of them: a leaked secret is replaced at once, and alone;
// - while a rotation is under way, or was given up: the newest version on record of one secret then never became current, and
//   completing the rotation, or undoing it, moves only the secrets that are not there yet;
// - when the moving secrets catch up: they were taken back to an older version, and the others were not;
// - when the moving secrets go back, and the others are back already or have nothing left to go back to.
import { z } from "zod";
import { logicalNameOf } from "../rotation/bound-key.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { effectiveGroups } from "../rotation/groups.ts";
import { knownVersions, type Ledger, type LedgerEntry } from "../rotation/ledger.ts";
import { formatSecretName } from "../rotation/secret-name.ts";
import { stackPolicy } from "./define.ts";
import { recordWithPast } from "./past.ts";
import { baseSetting } from "./project-root.ts";
import { ifKnown } from "./properties.ts";
import { bindingOf, ofType, type Declared, type RotationRecord } from "./resources.ts";

/** A secret of which it is known what its services run on. */
type Member = RotationRecord & { ledger: Ledger & { current: number } };

/** A group of secrets of which some move and the others stay. */
interface Split {
  movers: Member[];
  stayers: Member[];
}

export const bindingAtomic = stackPolicy(
  {
    name: "binding-atomic",
    description:
      "Checks whether each service has all its secrets in one binding, and those of one group are rotated together.",
    severity: "high",
    section: "bindings",
    settings: z.object(baseSetting),
  },
  (resources, report, { base }) => {
    const bindings = ofType(resources, resourceTypes.binding);
    const services = Map.groupBy(bindings, (binding) => ifKnown(() => bindingOf(binding).service));
    for (const [service, [, ...others]] of services) {
      if (service === undefined) continue;
      for (const { name, urn } of others) {
        const problem = `The service ${service} has more than one binding; ${name} is another one. They would not be updated together.`;
        report({ code: "second-binding", problem, remedy: "List all its secrets in one binding." }, urn);
      }
    }
    const records = ofType(resources, resourceTypes.record).flatMap((resource) => recordWithPast(resource, base) ?? []);
    const together = new Map([...services].map(([service, bound]) => [service, bound.flatMap(boundSecrets)]));
    const groups = groupsOf(resources, records, together.values());
    const existing = existingSecrets(resources);
    const members = records.filter(isMember).map((member) => withExisting(member, existing));
    const said = new Set<string>();
    for (const [service = "", bound] of services) {
      const names = together.get(service) ?? [];
      const grouped = members.filter(({ logicalName }) => names.includes(logicalName) && groups.has(logicalName));
      for (const [group = "", related] of Map.groupBy(grouped, ({ logicalName }) => groups.get(logicalName))) {
        const split = splitOf(related);
        if (split === undefined) continue;
        const [moving, staying] = [split.movers, split.stayers].map((some) =>
          some.map(({ logicalName }) => logicalName),
        );
        const problem = `${moving?.join(", ")} moves to another version without ${staying?.join(", ")}, of the same group ${group}.`;
        // Several services may have the same secrets: the problem is reported once.
        if (said.has(problem)) continue;
        said.add(problem);
        report(
          {
            code: "group-split",
            problem: `${problem} The service ${service} has them together.`,
            remedy: "Rotate them, or take them back, in one run.",
          },
          bound[0]?.urn,
        );
      }
    }
  },
);

/**
 * The group of each secret that is in one, by logical name. The program declares the groups that hold, and they are found anew here, so
 * that they do not depend on what the program says of those by default.
 */
function groupsOf(
  resources: readonly Declared[],
  records: readonly RotationRecord[],
  together: Iterable<readonly string[]>,
): Map<string, string> {
  const text = (read: () => unknown): string | undefined => {
    const known = ifKnown(read);
    return typeof known === "string" ? known : undefined;
  };
  const secrets = ofType(resources, resourceTypes.versionedSecret).map(({ name, props }) => ({
    logicalName: name,
    class: text(() => props["secretClass"]),
    connections: records.some(({ logicalName, connections }) => logicalName === name && connections),
    group: text(() => props["group"]),
  }));
  return effectiveGroups(secrets, together);
}

function boundSecrets(binding: Declared): string[] {
  return ifKnown(() => Object.keys(bindingOf(binding).secrets).map(logicalNameOf)) ?? [];
}

/** Whether services run on a version of a secret. They run on none of a new secret, or of one whose versions were all deleted. */
function isMember(record: RotationRecord): record is Member {
  const { current, versions = {} } = record.ledger ?? {};
  return current !== undefined && versions[current]?.retiredAt === undefined;
}

/** The names of the versions that exist, as far as the preview knows: one that is yet to be created has no ID. */
function existingSecrets(resources: readonly Declared[]): Set<string> {
  const secrets = ofType(resources, resourceTypes.secret).filter(({ props }) => ifKnown(() => props["id"] as unknown));
  return new Set(secrets.flatMap(({ props }) => ifKnown(() => props["name"] as string) ?? []));
}

/**
 * The member with what its ledger lacks where it comes from the state: a version that a failed run has created, and that never
 * became current.
 */
function withExisting(member: Member, existing: ReadonlySet<string>): Member {
  const { namespace, logicalName, versions, ledger } = member;
  const left = versions.filter(
    (version) =>
      ledger.versions[version] === undefined && existing.has(formatSecretName(namespace, logicalName, version)),
  );
  const entries = left.map((version): [number, LedgerEntry] => [version, { addedAt: "" }]);
  return { ...member, ledger: { ...ledger, versions: { ...ledger.versions, ...Object.fromEntries(entries) } } };
}

/** The secrets that move and those that stay; undefined where there is nothing to object to. */
function splitOf(related: readonly Member[]): Split | undefined {
  if (related.some((member) => member.incident !== undefined || isUnderWay(member))) return undefined;
  const { movers = [], stayers = [] } = Object.groupBy(related, ({ current, ledger }) =>
    current === ledger.current ? "stayers" : "movers",
  );
  if (movers.length === 0 || stayers.length === 0) return undefined;
  const forth = movers.filter(({ current, ledger }) => current > ledger.current);
  if (forth.length > 0) {
    const catchUp = forth.every(isTakenBack) && !stayers.some(isTakenBack);
    return catchUp ? undefined : { movers, stayers };
  }
  const left = stayers.filter((member) => !isTakenBack(member) && hasWayBack(member));
  return left.length > 0 ? { movers, stayers: left } : undefined;
}

/** Whether the newest version on record never became current. */
function isUnderWay({ ledger }: Member): boolean {
  const newest = knownVersions(ledger).at(-1);
  return newest !== undefined && ledger.versions[newest]?.since === undefined;
}

/** Whether services run on an older version than they once did. */
function isTakenBack({ ledger }: Member): boolean {
  return knownVersions(ledger).some(
    (version) => version > ledger.current && ledger.versions[version]?.since !== undefined,
  );
}

/** Whether an older version that was current once is still declared. */
function hasWayBack({ versions, ledger }: Member): boolean {
  return versions.some((version) => version < ledger.current && ledger.versions[version]?.since !== undefined);
}
