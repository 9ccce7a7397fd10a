import { resourceTypes } from "../rotation/contract.ts";
import { misnumbered, nextVersion } from "../rotation/version-numbers.ts";
import { resourcePolicy } from "./define.ts";
import { recordOf } from "./resources.ts";

/**
 * Goes by the ledger that the Swarm had before the run. Without one a stack may begin at any number; that includes what a
 * killed first run has left, in which no version was current yet.
 */
export const secretVersionsMonotonic = resourcePolicy(
  {
    name: "secret-versions-monotonic",
    description:
      "Checks whether each new version has the next number, no number is used again, and the current version is the newest or one from before.",
    severity: "high",
    section: "versions",
  },
  (resource, report) => {
    if (resource.type !== resourceTypes.record) return;
    const { logicalName, current, versions, ledger } = recordOf(resource) ?? {};
    if (versions === undefined || ledger === undefined) return;
    const next = nextVersion(ledger);
    const remedy = `Use version ${next}, with a new value.`;
    const faults = misnumbered(ledger, versions);
    for (const { version, kind } of faults) {
      if (kind === "retired") {
        report(`${logicalName} has version ${version} again, which was retired: a number is used once.`, remedy);
      } else {
        const problem = kind === "skips" ? "skips a number" : "has a number from before those on record";
        report(`${logicalName}'s new version ${version} ${problem}: the last one is ${next - 1}.`, remedy);
      }
    }
    if (ledger.current === undefined || faults.some(({ kind }) => kind !== "retired")) return;
    const added = versions.filter((version) => ledger.versions[version] === undefined);
    if (added.some((version) => version === current && version !== added.at(-1))) {
      report(
        `${logicalName}'s current version ${current} is new, and so is ${added.at(-1)}: the newer one is current.`,
        `Set current: ${added.at(-1)}, or leave that version out.`,
      );
    }
  },
);
