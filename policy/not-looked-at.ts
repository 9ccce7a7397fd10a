// Says what the other policies could not look at, and why: none of them may seem to have agreed where it has seen nothing. They say
// nothing of this themselves, because each has one level, and this is no violation.
import { z } from "zod";
import { isCadence } from "../rotation/cadence.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { stackPolicy } from "./define.ts";
import { ifKnown, unknownParts } from "./properties.ts";
import { recordWithPast } from "./past.ts";
import { baseSetting } from "./project-root.ts";
import { ofType, recordOf, type Declared } from "./resources.ts";

/** The rules that go by what the base declares, where nothing is on record. */
const declaredPastRules = ["binding-atomic", "previous-version-retained", "secret-versions-monotonic"];
const recordedPastRules = [
  ...["compose-agrees-with-stack", "incident-revoked-first", "rotation-overdue", "rotation-overdue-past-grace"],
];
const pastRules = [...declaredPastRules, ...recordedPastRules];
const targetRules = ["binding-target-stable", "secret-no-overwrite"];
const overdueRules = ["rotation-overdue", "rotation-overdue-past-grace"];

/** The policies that read a part of a resource, by its type and its property. */
export const readers: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [resourceTypes.record]: {
    ...{ namespace: pastRules, secret: pastRules, current: pastRules, connections: pastRules },
    ...{ incident: pastRules, retentionHours: ["previous-version-retained"] },
  },
  [resourceTypes.versionedSecret]: {
    ...{ secretClass: ["owner-and-cadence", "binding-atomic"], owner: ["owner-and-cadence"] },
    ...{ cadence: ["owner-and-cadence", ...overdueRules], group: ["binding-atomic"] },
  },
  [resourceTypes.binding]: {
    ...{ service: ["binding-atomic"], secrets: ["binding-atomic", ...targetRules] },
  },
  [resourceTypes.service]: {
    ...{ updateConfig: ["consumer-health-gated"], labels: ["no-dotenv"] },
    taskSpec: ["no-dotenv", "consumer-health-gated", ...targetRules],
  },
};

/** What a preview often does not know, and no policy needs: the ID of a secret with a name, and the place of a task. */
const needless = ["secretId", "placement"];

export const notLookedAt = stackPolicy(
  {
    name: "not-looked-at",
    description: "Tells which policies could not look at something, and why.",
    severity: "low",
    enforcementLevel: "advisory",
    section: "what-the-policies-could-not-look-at",
    settings: z.object(baseSetting),
  },
  (resources, report, { base }) => {
    const say = (problem: string, rules: readonly string[], remedy: string): void => {
      report({
        code: "not-looked-at",
        problem: `${problem} ${list(rules.toSorted())} could not look at that.`,
        remedy,
      });
    };
    const records = ofType(resources, resourceTypes.record);
    const unrecorded = records.filter((record) => recordOf(record)?.ledger === undefined);
    const byBase = Map.groupBy(unrecorded, (record) => recordWithPast(record, base)?.ledger !== undefined);
    for (const [isOnBase, blank] of byBase) {
      const names = blank.map(({ name }) => name);
      const problem = `Nothing is on record of ${some(names)}: no Swarm was asked, and the state has nothing of that.`;
      say(
        problem,
        isOnBase ? recordedPastRules : pastRules,
        "Preview it where a way leads to the Swarm; `pulumi up` looks there before it changes anything.",
      );
    }
    for (const [type, properties] of Object.entries(readers)) {
      for (const [property, rules] of Object.entries(properties)) {
        const names = ofType(resources, type).flatMap((resource) =>
          isUnknown(resource, property) ? [resource.name] : [],
        );
        if (names.length === 0) continue;
        say(
          `The preview does not know ${property} of ${some(names)} yet, or not all of it.`,
          rules,
          "The run itself is checked again, when it is known.",
        );
      }
    }
    const undated = withoutCadence(resources);
    if (undated.length === 0) return;
    say(
      `No cadence is known of ${some(undated)}.`,
      overdueRules,
      "Declare the secret as a VersionedSecret with a cadence.",
    );
  },
);

function isUnknown({ props }: Declared, property: string): boolean {
  return unknownParts(props, property).some((part) => !needless.some((name) => part.split(".").includes(name)));
}

/** The secrets with a ledger whose component says no cadence, or that have none. */
function withoutCadence(resources: readonly Declared[]): string[] {
  const components = ofType(resources, resourceTypes.versionedSecret);
  return ofType(resources, resourceTypes.record).flatMap(({ name }) => {
    const component = components.find((other) => other.name === name);
    if (component !== undefined && isUnknown(component, "cadence")) return [];
    return isCadence(ifKnown(() => component?.props["cadence"] as unknown)) ? [] : [name];
  });
}

/** The first names, and how many there are besides. */
function some(unsorted: readonly string[]): string {
  const names = unsorted.toSorted();
  const most = 3;
  const more = names.length - most;
  return more > 1 ? `${names.slice(0, most).join(", ")} and ${more} others` : list(names);
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
