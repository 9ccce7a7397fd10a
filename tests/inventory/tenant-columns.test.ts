import assert from "node:assert/strict";
import { parseInventory } from "../../inventory/inventory.ts";
import { describeRules, passes, trips } from "./cases.ts";
import { goodConfig } from "./config.ts";

const fingerprint = { table: "tenant_api_keys", column: "key_fingerprint", aead: "deterministic" };
const example =
  "Set it to a mapping such as { table: customers, column: email, aead: deterministic, approval: ADR-7 }.";
const identifier = "Set it to a name of lower-case letters, digits and underscores, at most 63 characters.";
const approval = "not allowed. Set it to the decision that allows it, such as ADR-7.";
const keys = "Allowed here: table, column, aead, approval.";

const withColumns = (tenantColumns: unknown) => ({ ...goodConfig(), tenantColumns });
const withColumn = (fields: Record<string, unknown>) => withColumns([{ ...fingerprint, ...fields }]);

describe("the tenants' encrypted columns", () => {
  it("are none when the config does not name any", () => {
    assert.deepEqual(parseInventory(goodConfig()).tenantColumns, []);
  });

  it("come sorted by table and column, with the approval where one is named", () => {
    const { tenantColumns } = parseInventory(
      withColumns([
        { table: "tenants", column: "phone", aead: "randomized" },
        { table: "tenants", column: "email", aead: "randomized" },
        { ...fingerprint, approval: "ADR-029" },
      ]),
    );
    assert.deepEqual(tenantColumns, [
      { ...fingerprint, approval: "ADR-029" },
      { table: "tenants", column: "email", aead: "randomized", approval: undefined },
      { table: "tenants", column: "phone", aead: "randomized", approval: undefined },
    ]);
  });
});

describeRules({
  "the tenants' encrypted columns": [
    passes("an empty list", withColumns([])),
    passes("two columns of one table", withColumns([fingerprint, { ...fingerprint, column: "key_hash" }])),
    trips(
      "a mapping instead of a list",
      withColumns({ tenant_api_keys: "deterministic" }),
      "tenantColumns: not allowed. Set it to a list such as [{ table: customers, column: email, aead: randomized }].",
    ),
    trips("a word in the list", withColumns(["key_fingerprint"]), `tenantColumns[0]: not allowed. ${example}`),
    trips("no table", withColumn({ table: undefined }), `tenantColumns[0].table: missing. ${identifier}`),
    trips(
      "a table with its schema",
      withColumn({ table: "public.keys" }),
      `tenantColumns[0].table: not allowed. ${identifier}`,
    ),
    passes("a column of 63 characters", withColumn({ column: "a".repeat(63) })),
    trips(
      "a column of 64",
      withColumn({ column: "a".repeat(64) }),
      `tenantColumns[0].column: not allowed. ${identifier}`,
    ),
    trips(
      "no aead",
      withColumn({ aead: undefined }),
      "tenantColumns[0].aead: missing. Set it to one of: deterministic, randomized.",
    ),
    trips(
      "a misspelt aead",
      withColumn({ aead: "randomised" }),
      "tenantColumns[0].aead: not allowed. Did you mean randomized? Set it to one of: deterministic, randomized.",
    ),
    trips("a sentence as approval", withColumn({ approval: "it is fine" }), `tenantColumns[0].approval: ${approval}`),
    trips("no text as approval", withColumn({ approval: 29 }), `tenantColumns[0].approval: ${approval}`),
    trips(
      "a misspelt field",
      withColumn({ aproval: "ADR-029" }),
      `tenantColumns[0].aproval: unknown key. Did you mean approval? ${keys}`,
    ),
    trips(
      "one column listed twice, also with another aead",
      withColumns([fingerprint, { ...fingerprint, aead: "randomized" }]),
      "tenantColumns[1]: tenant_api_keys.key_fingerprint is listed more than once. List it once.",
    ),
  ],
});
