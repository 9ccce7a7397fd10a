import { z } from "zod";
import { resourceTypes } from "../rotation/contract.ts";
import { wayBackFindings } from "../rotation/retirement.ts";
import { resourcePolicy } from "./define.ts";
import { recordWithPast } from "./past.ts";
import { baseSetting } from "./project-root.ts";

/**
 * Recognises a flip by the ledger, which says which version every service was last verified on. How long that version has to be
 * kept is not checked here but by the `RotationRecord`, which has the Engine's clock.
 */
export const previousVersionRetained = resourcePolicy(
  {
    name: "previous-version-retained",
    description: "Checks whether each rotation keeps the version before as the way back, unless that has leaked.",
    severity: "high",
    section: "rollback",
    settings: z.object(baseSetting),
  },
  (resource, report, { base }) => {
    if (resource.type !== resourceTypes.record) return;
    const record = recordWithPast(resource, base);
    if (record?.ledger === undefined) return;
    for (const finding of wayBackFindings(record.ledger, record)) report(finding);
  },
);
