import { z } from "zod";
import type { Steps } from "../rotation/config-path.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { numberFindings } from "../rotation/rules.ts";
import { resourcePolicy } from "./define.ts";
import { recordWithPast } from "./past.ts";
import { baseSetting } from "./project-root.ts";

/**
 * Goes by the ledger that the Swarm had before the run, or what stands for it. Without a ledger, or with one of a killed first run in which no version was
 * current yet, a secret may begin at any number.
 */
export const secretVersionsMonotonic = resourcePolicy(
  {
    name: "secret-versions-monotonic",
    description:
      "Checks whether each new version has the next number, no number is used again, and the current version is the newest or one from before.",
    severity: "high",
    section: "versions",
    settings: z.object(baseSetting),
  },
  (resource, report, { base }) => {
    if (resource.type !== resourceTypes.record) return;
    const record = recordWithPast(resource, base);
    if (record?.ledger === undefined) return;
    const { logicalName, current, versions, ledger } = record;
    const found = numberFindings(ledger, record);
    for (const finding of found) report(finding);
    if (ledger.current === undefined || found.some(({ code }) => code === "version-out-of-order")) return;
    const newest = versions.filter((version) => ledger.versions[version] === undefined).at(-1);
    if (newest === undefined || ledger.versions[current] !== undefined || newest === current) return;
    const path: Steps = ["secrets", logicalName, "current"];
    const problem = `${logicalName}'s current version ${current} is new, and so is ${newest}: the newer one is current.`;
    report({ code: "older-than-new", path, problem, remedy: `Set current: ${newest}, or leave that version out.` });
  },
);
