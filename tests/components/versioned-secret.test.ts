import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { VersionedSecret } from "../../components/versioned-secret.ts";
import { parseInventory } from "../../inventory/inventory.ts";
import { classes } from "../support/classes.ts";
import { declaredBy } from "./declared.ts";
import { there } from "../support/there.ts";

describe("a secret's component", () => {
  async function inputsOf(fields: Record<string, unknown>): Promise<Record<string, unknown>> {
    const secrets = { db_writer: { class: "database", current: 5, retain: [4], ...fields } };
    const [secret] = parseInventory({ namespace: "busflow", classes, secrets, services: {} }).secrets;
    assert.ok(secret);
    const declared = await declaredBy(() => {
      const fingerprintKey = pulumi.output("a key");
      new VersionedSecret({ namespace: "busflow", secret, fingerprintKey, hooks: {} }, { 4: "four", 5: "five" });
    });
    return there(declared.find(({ name }) => name === "db_writer")).inputs;
  }

  it("says what policies go by, and not its versions: a rotation is shown once, where it happens", async () => {
    const said = { secretClass: "database", owner: "Platform", cadence: "quarterly" };
    assert.deepEqual(await inputsOf({ group: "roles" }), { ...said, group: "roles" });
  });

  it("says nothing of a group where there is none: stacks from before show no change", async () => {
    assert.ok(!("group" in (await inputsOf({}))));
  });
});
