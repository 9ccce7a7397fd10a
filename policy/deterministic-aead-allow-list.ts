import { z } from "zod";
import type { TenantColumn } from "../inventory/tenant-columns.ts";
import { stackPolicy } from "./define.ts";
import { configuredTenantColumns } from "./stack-config.ts";

const signedOff = z.object({ table: z.string(), column: z.string(), approval: z.string() });

export const deterministicAeadAllowList = stackPolicy(
  {
    name: "deterministic-aead-allow-list",
    description: "Checks whether each tenant column that is encrypted deterministically is on the signed-off list.",
    severity: "critical",
    section: "tenant-columns",
    settings: z.object({
      signedOff: z
        .array(signedOff)
        .default([{ table: "tenant_api_keys", column: "key_fingerprint", approval: "ADR-029" }])
        .describe("The columns that Legal and the DPO have signed off, each with the decision."),
    }),
  },
  (_resources, report, settings) => {
    for (const column of configuredTenantColumns(report)) {
      if (column.aead !== "deterministic") continue;
      const name = `${column.table}.${column.column}`;
      const entry = settings.signedOff.find(({ table, column: other }) => `${table}.${other}` === name);
      if (entry === undefined) {
        report(
          `${name} is declared with deterministic AEAD and is not on the signed-off list: equal values would be seen as equal.`,
          "Declare it as randomized, or ask Legal and the Data Protection Officer (DPO) to sign it off; then add it to the policy's setting signedOff with the decision.",
        );
      } else if (isForAnother(column, entry.approval)) {
        report(
          `${name} names another decision than the signed-off list, which has ${entry.approval}.`,
          `Set its approval to ${entry.approval}, or ask Legal and the Data Protection Officer (DPO) to sign the other one off.`,
        );
      }
    }
  },
);

function isForAnother({ approval }: TenantColumn, signed: string): boolean {
  return approval !== undefined && approval !== signed;
}
