import { resourceTypes } from "../rotation/contract.ts";
import { wayBackFindings } from "../rotation/retirement.ts";
import { resourcePolicy } from "./define.ts";
import { recordOf } from "./resources.ts";

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
  },
  (resource, report) => {
    if (resource.type !== resourceTypes.record) return;
    const record = recordOf(resource);
    if (record?.ledger === undefined) return;
    for (const finding of wayBackFindings(record.ledger, record)) report(finding);
  },
);
