// The columns that hold tenants' data, and how each is encrypted. The data protection officer answers for them, so they are
// reviewed together with the secrets.
import { z } from "zod";
import type { Steps } from "../rotation/config-path.ts";
import { choice, closed, expected, parseFields, parseList } from "./fields.ts";
import { problem, type Problem } from "./problems.ts";

/** A column of tenants' data that is encrypted with AEAD. */
export interface TenantColumn {
  readonly table: string;
  readonly column: string;
  /**
   * How the column is encrypted. Deterministic encryption gives equal plaintexts equal ciphertexts: the column can be searched, and
   * shows who shares a value.
   */
  readonly aead: "deterministic" | "randomized";
  /** The decision that allows this encryption, such as ADR-029; undefined when none is named. */
  readonly approval: string | undefined;
}

/** The form of a name that Postgres takes without quotes. */
const identifier = /^[a-z_][a-z0-9_]{0,62}$/;
const describeIdentifier = expected("a name of lower-case letters, digits and underscores, at most 63 characters");
const describeApproval = expected("the decision that allows it, such as ADR-7");

const columnSchema = closed(
  {
    table: z.string({ error: describeIdentifier }).regex(identifier, { error: describeIdentifier }),
    column: z.string({ error: describeIdentifier }).regex(identifier, { error: describeIdentifier }),
    aead: choice(["deterministic", "randomized"]),
    approval: z
      .string({ error: describeApproval })
      .regex(/^[\w.#/:-]{1,200}$/, { error: describeApproval })
      .optional(),
  },
  "a mapping such as { table: customers, column: email, aead: deterministic, approval: ADR-7 }",
);

/**
 * Parses the list under `tenantColumns`. What is wrong with it goes to `problems`, and an entry with a fault is left out.
 *
 * @returns the columns, sorted by table and column; empty when the config has no such list
 */
export function parseTenantColumns(list: unknown, problems: Problem[]): TenantColumn[] {
  const what = "a list such as [{ table: customers, column: email, aead: randomized }]";
  const seen = new Set<string>();
  const columns = parseList(list, ["tenantColumns"], what, problems).flatMap((entry, index): TenantColumn[] => {
    const steps: Steps = ["tenantColumns", index];
    const { whole } = parseFields(columnSchema, entry, steps, problems);
    if (whole === undefined) return [];
    const { table, column, aead, approval } = whole;
    const name = `${table}.${column}`;
    if (seen.has(name))
      problems.push(problem(steps, "listed-twice", `${name} is listed more than once.`, "List it once."));
    seen.add(name);
    return [{ table, column, aead, approval }];
  });
  return columns.toSorted((a, b) => (`${a.table}.${a.column}` < `${b.table}.${b.column}` ? -1 : 1));
}
