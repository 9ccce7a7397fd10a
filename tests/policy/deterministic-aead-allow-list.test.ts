import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { deterministicAeadAllowList as policy } from "../../policy/deterministic-aead-allow-list.ts";
import { signedOffColumns } from "../../policy/signed-off.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { useStackConfig } from "./compose.ts";
import { assertPasses, assertTrips, binding, unknown, violations } from "./support.ts";

describe("deterministic-aead-allow-list", () => {
  const configure = useStackConfig();
  const declare = (...tenantColumns: unknown[]): void => {
    configure({ tenantColumns });
  };
  const fingerprint = {
    table: "tenant_api_keys",
    column: "key_fingerprint",
    aead: "deterministic",
    approval: "ADR-029",
  };
  const email = { table: "tenants", column: "email", aead: "deterministic", approval: "ADR-029" };

  it("lets the signed-off column pass, with its approval or without", async () => {
    declare(fingerprint);
    await assertPasses(policy, []);
    declare({ ...fingerprint, approval: undefined });
    await assertPasses(policy, []);
  });

  it("lets any column be randomized", async () => {
    declare({ ...email, aead: "randomized" });
    await assertPasses(policy, []);
  });

  it("passes where the config declares no column", async () => {
    await assertPasses(policy, []);
  });

  it("looks at no resource, so nothing that a preview does not know is in its way", async () => {
    declare(fingerprint);
    await assertPasses(policy, [
      binding("api", { db_writer: unknown }),
      { type: unknown, name: "x", props: { x: unknown } },
    ]);
  });

  it("refuses another column, also one with an approval, and says whom to ask", async () => {
    declare(fingerprint, email);
    await assertTrips(
      policy,
      [],
      "tenants.email is declared with deterministic AEAD and is not on the signed-off list",
      "ask Legal and the Data Protection Officer (DPO)",
      "docs/runbook.md#tenant-columns",
    );
  });

  it("refuses the signed-off column's name in another table, and another column of its table", async () => {
    declare({ ...fingerprint, table: "tenant_api_key" });
    await assertTrips(policy, [], "tenant_api_key.key_fingerprint is declared");
    declare({ ...fingerprint, column: "key_hash" });
    await assertTrips(policy, [], "tenant_api_keys.key_hash is declared");
  });

  it("refuses another decision than the one that signed the column off", async () => {
    declare({ ...fingerprint, approval: "ADR-030" });
    await assertTrips(policy, [], "names another decision", "Set its approval to ADR-029");
  });

  it("takes another list from its settings, in the place of its own", async () => {
    const settings = { signedOff: [{ table: "tenants", column: "email", approval: "ADR-029" }] };
    declare(email);
    assert.deepEqual(await violations(policy, [], settings), []);
    declare(fingerprint);
    assert.equal((await violations(policy, [], settings)).length, 1);
  });

  describe("of a company of its own", () => {
    const folder = useTempDir();
    const write = (text: string): void => {
      writeFileSync(path.join(folder(), "signed-off-columns.yaml"), text);
    };

    it("has the list that stands beside the pack", async () => {
      write("- { table: clients, column: iban, approval: BOARD-3 }\n");
      assert.deepEqual(await signedOffColumns(folder()), [{ table: "clients", column: "iban", approval: "BOARD-3" }]);
      write("# none\n");
      assert.deepEqual(await signedOffColumns(folder()), []);
    });

    it("is told when the list is malformed, or missing: neither signs anything off", async () => {
      const problem = /signed-off-columns\.yaml is not a list of columns\.\nCorrect it/;
      await assert.rejects(() => signedOffColumns(folder()), problem);
      for (const text of ["clients.iban\n", "- clients.iban\n", "- { table: clients, column: iban }\n", "- {\n"]) {
        write(text);
        await assert.rejects(() => signedOffColumns(folder()), problem, text);
      }
    });
  });

  it("refuses a declaration that the program refuses, too", async () => {
    declare({ ...fingerprint, aead: "determinstic" });
    await assertTrips(policy, [], "shop:tenantColumns[0].aead: not allowed.", "Did you mean deterministic?");
  });
});
