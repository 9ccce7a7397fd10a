import { z } from "zod";
import type { TenantColumn } from "../inventory/tenant-columns.ts";
import { stackPolicy } from "./define.ts";
import { signedOffColumns, signedOffSchema } from "./signed-off.ts";
import { configuredTenantColumns } from "./stack-config.ts";

export const deterministicAeadAllowList = stackPolicy(
  {
    name: "deterministic-aead-allow-list",
    description: "Checks whether each tenant column that is encrypted deterministically is on the signed-off list.",
    severity: "critical",
    section: "tenant-columns",
    settings: z.object({
      signedOff: z
        .array(signedOffSchema)
        .optional()
        .describe(
          "The columns that Legal and the DPO have signed off, each with the decision; default: signed-off-columns.yaml.",
        ),
    }),
  },
  async (_resources, report, settings) => {
    const deterministic = configuredTenantColumns(report).filter(({ aead }) => aead === "deterministic");
    if (deterministic.length === 0) return;
    const signedOff = settings.signedOff ?? (await signedOffColumns());
    for (const column of deterministic) {
      const name = `${column.table}.${column.column}`;
      const entry = signedOff.find(({ table, column: other }) => `${table}.${other}` === name);
      if (entry === undefined) {
        report({
          code: "column-not-signed-off",
          problem: `${name} is declared with deterministic AEAD and is not on the signed-off list: equal values would be seen as equal.`,
          remedy:
            "Declare it as randomized, or ask Legal and the Data Protection Officer (DPO) to sign it off; then add it to policy/signed-off-columns.yaml with the decision.",
        });
      } else if (isForAnother(column, entry.approval)) {
        report({
          code: "column-not-signed-off",
          problem: `${name} names another decision than the signed-off list, which has ${entry.approval}.`,
          remedy: `Set its approval to ${entry.approval}, or ask Legal and the Data Protection Officer (DPO) to sign the other one off.`,
        });
      }
    }
  },
);

function isForAnother({ approval }: TenantColumn, signed: string): boolean {
  return approval !== undefined && approval !== signed;
}
