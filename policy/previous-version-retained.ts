import { resourceTypes } from "../rotation/contract.ts";
import { isRevoked } from "../rotation/rules.ts";
import { formatSecretName } from "../rotation/secret-name.ts";
import { resourcePolicy } from "./define.ts";
import { recordOf } from "./resources.ts";

/**
 * A flip is what the ledger shows as one: it says which version every service was last verified on. How long that version has
 * to be kept is the record's own rule, which has the Engine's clock.
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
    const { logicalName, namespace, current, versions, ledger } = record;
    const { current: before } = ledger;
    if (before === undefined || versions.includes(before)) return;
    if (ledger.versions[before]?.retiredAt !== undefined || isRevoked(ledger, before, record)) return;
    report(
      `${logicalName} goes from version ${before} to version ${current} and leaves no way back.`,
      `Keep ${formatSecretName(namespace, logicalName, before)}, retain: [${before}]; when it has leaked, declare the incident.`,
    );
  },
);
