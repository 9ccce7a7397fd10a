// Two rules. A service has one binding: two would take turns in updating it. And the secrets of one group that a service has,
// a writer's and a reader's say, are rotated in one run, so that it never runs on the new one of one and the old one of another.
//
// The second goes by what the ledgers had before the run. Numbers are never compared: secrets of one group may have begun at
// different ones. A secret moves when the version that its services were last verified on is not the declared one. If some
// of a group move and others stay, that is refused, except
// - with an incident declared for one of them: what has leaked is replaced at once, and alone;
// - while a rotation is under way, or was given up: then the newest version on record of one of them never became current,
//   and completing the rotation or undoing it moves only those that are not there yet;
// - when those that move catch up: they were taken back to an older version, and those that stay were not;
// - when those that move go back, and those that stay are back already or have nothing left to go back to.
import { logicalNameOf } from "../rotation/bound-key.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { knownVersions, type Ledger } from "../rotation/ledger.ts";
import { stackPolicy } from "./define.ts";
import { ifKnown } from "./properties.ts";
import { bindingOf, ofType, recordOf, type Declared, type RotationRecord } from "./resources.ts";

/** A secret of which it is known what its services run on. */
type Member = RotationRecord & { ledger: Ledger & { current: number } };

/** Some of a group's secrets, and the others. */
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
  },
  (resources, report) => {
    const bindings = ofType(resources, resourceTypes.binding);
    const services = Map.groupBy(bindings, (binding) => ifKnown(() => bindingOf(binding).service));
    for (const [service, [, ...others]] of services) {
      if (service === undefined) continue;
      for (const { name, urn } of others) {
        const problem = `The service ${service} has more than one binding; ${name} is another one. They would not be updated together.`;
        report({ code: "second-binding", problem, remedy: "List all its secrets in one binding." }, urn);
      }
    }
    const groups = groupsOf(resources);
    const members = ofType(resources, resourceTypes.record).map(recordOf).filter(isMember);
    const said = new Set<string>();
    for (const [service = "", bound] of services) {
      const names = bound.flatMap(boundSecrets);
      const grouped = members.filter(({ logicalName }) => names.includes(logicalName) && groups.has(logicalName));
      for (const [group = "", related] of Map.groupBy(grouped, ({ logicalName }) => groups.get(logicalName))) {
        const split = splitOf(related);
        if (split === undefined) continue;
        const [moving, staying] = [split.movers, split.stayers].map((some) =>
          some.map(({ logicalName }) => logicalName),
        );
        const problem = `${moving?.join(", ")} moves to another version without ${staying?.join(", ")}, of the same group ${group}.`;
        // Said once, not again for each service that has the same ones.
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

/** The group of each secret that has one, by logical name. */
function groupsOf(resources: readonly Declared[]): Map<string, string> {
  const components = ofType(resources, resourceTypes.versionedSecret);
  return new Map(
    components.flatMap(({ name, props }): [string, string][] => {
      const group = ifKnown(() => props["group"] as string | null | undefined);
      return typeof group === "string" ? [[name, group]] : [];
    }),
  );
}

function boundSecrets(binding: Declared): string[] {
  return ifKnown(() => Object.keys(bindingOf(binding).secrets).map(logicalNameOf)) ?? [];
}

/** Services run on nothing of a secret that begins, or that comes back after all its versions were deleted. */
function isMember(record: RotationRecord | undefined): record is Member {
  const { current, versions = {} } = record?.ledger ?? {};
  return current !== undefined && versions[current]?.retiredAt === undefined;
}

/** Those that move without the others; undefined when that is as it should be. */
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
