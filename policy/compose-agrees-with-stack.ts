import { z } from "zod";
import { resourceTypes } from "../rotation/contract.ts";
import { readApprovals, weakeningFindings } from "./approvals.ts";
import { stackPolicy } from "./define.ts";
import { disagreement, type StackSecret } from "./pins.ts";
import { projectRoot, rootSetting } from "./project-root.ts";
import { ofType, recordOf, type RotationRecord } from "./resources.ts";

export const composeAgreesWithStack = stackPolicy(
  {
    name: "compose-agrees-with-stack",
    description:
      "Checks whether the compose files pin the versions that the stack has as current or pending, and are all named in its config.",
    severity: "high",
    section: "compose-files",
    settings: z.object(rootSetting),
  },
  async (resources, report, { root }) => {
    const records = ofType(resources, resourceTypes.record).map(recordOf);
    // Where a record is not known yet, a file may pin a version of its secret, so nothing can be said.
    if (records.includes(undefined)) return;
    const secrets = records.flatMap((record) => (record === undefined ? [] : secretOf(record)));
    // The engine waits for the pack at its start: what parses files is loaded when it is needed.
    const { readComposeFiles } = await import("./compose-files.ts");
    const { unlistedComposeFiles } = await import("./unlisted-compose-files.ts");
    const listed = readComposeFiles(root, report);
    for (const { file, pins } of listed) {
      for (const pin of pins) {
        const found = disagreement(pin, secrets);
        if (found === undefined) continue;
        report({ code: "compose-disagrees", problem: `${file} (${pin.at}) ${found.problem}`, remedy: found.remedy });
      }
    }
    const names = listed.map(({ file }) => file);
    const unlisted = await unlistedComposeFiles(root ?? projectRoot(), names, secrets);
    for (const finding of weakeningFindings(unlisted, readApprovals())) report(finding);
  },
);

function secretOf({ namespace, logicalName, current, versions, ledger }: RotationRecord): StackSecret {
  const retained = versions.filter((version) => version !== current);
  // Without a ledger every higher version counts as pending, although it may be one that was rolled back.
  const wasCurrent = (version: number): boolean => {
    const entry = ledger?.versions[version];
    return entry?.since !== undefined;
  };
  const pending = retained.filter((version) => version > current && !wasCurrent(version));
  return { namespace, logicalName, current, retained, pending };
}
