import { z } from "zod";
import { resourceTypes } from "../rotation/contract.ts";
import { readApprovals, weakeningFindings } from "./approvals.ts";
import { stackPolicy } from "./define.ts";
import { disagreement, stackSecret } from "../inventory/compose/pins.ts";
import { projectRoot, rootSetting } from "./project-root.ts";
import { ofType, recordOf } from "./resources.ts";
import { configuredComposeFiles } from "./stack-config.ts";

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
    const secrets = records.flatMap((record) => (record === undefined ? [] : stackSecret(record)));
    // The engine waits for the pack at its start: what parses files is loaded when it is needed.
    const { readComposeFiles } = await import("../inventory/compose/compose-files.ts");
    const { unlistedComposeFiles } = await import("./unlisted-compose-files.ts");
    const folder = root ?? projectRoot();
    const listed = readComposeFiles(folder, configuredComposeFiles(report), report);
    for (const { file, pins } of listed) {
      for (const pin of pins) {
        const found = disagreement(pin, secrets);
        if (found === undefined) continue;
        report({ code: "compose-disagrees", problem: `${file} (${pin.at}) ${found.problem}`, remedy: found.remedy });
      }
    }
    const names = listed.map(({ file }) => file);
    const unlisted = await unlistedComposeFiles(folder, names, secrets);
    for (const finding of weakeningFindings(unlisted, readApprovals())) report(finding);
  },
);
