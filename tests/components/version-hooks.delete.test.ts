import assert from "node:assert/strict";
import { beforeDelete } from "../../components/version-hooks.ts";
import { parseInventory } from "../../inventory/inventory.ts";
import { withEntry } from "../../rotation/ledger.ts";
import { findSecret } from "../../swarm/engine/secrets.ts";
import { classes } from "../support/classes.ts";
import { assertRefused } from "../support/swarm-refusal.ts";
import { client } from "../support/swarm.ts";

import { assertRotationError, useVersions } from "./versions.ts";

describe("the hooks of a version, before it is deleted", () => {
  const { services, namespace, unusedName, secretName, record, hoursAgo, rotated } = useVersions();

  const inventoryOf = (
    logicalName: string,
    current: number,
    retain: number[] = [],
    name = namespace,
    ofClass: object = {},
  ) =>
    parseInventory({
      namespace: name,
      classes: { ...classes, "swarm-infra": { ...classes["swarm-infra"], ...ofClass } },
      secrets: { [logicalName]: { class: "swarm-infra", current, retain } },
      services: {},
    });
  const remove = async (
    inventory: ReturnType<typeof inventoryOf>,
    logicalName: string,
    version: number,
    // Of a version that is gone: what stands in for it has the ID for a name, and goes with the namespace.
    { isProtected = true, id = `${namespace}-gone` } = {},
  ) => {
    const name = secretName(logicalName, version);
    await beforeDelete(inventory, isProtected, id, { namespace, logicalName, version, name });
  };

  it("let the provider delete what is gone already, and only on a Swarm that has it on record", async () => {
    const logicalName = unusedName();
    const id = `${namespace}-lost`;
    const inventory = inventoryOf(unusedName(), 1);
    await remove(inventory, logicalName, 4, { id });
    assert.equal(await findSecret(client, id), undefined);
    await record(logicalName, rotated([4, 5], 100));
    await remove(inventory, logicalName, 4, { id });
    assert.ok(await findSecret(client, id));
  });

  it("refuse a declared version on a protected stack, and let it go on another", async () => {
    const logicalName = unusedName();
    await record(logicalName, rotated([4, 5], 1));
    const inventory = inventoryOf(logicalName, 5, [4]);
    for (const version of [4, 5]) {
      await assertRotationError(
        remove(inventory, logicalName, version),
        `${secretName(logicalName, version)} is declared, and the stack is protected: it is neither replaced nor destroyed.\n` +
          "Set protect to false in the stack config to destroy the stack on purpose.",
      );
      await remove(inventory, logicalName, version, { isProtected: false });
    }
  });

  it("refuse a retirement that is early for the secret's class", async () => {
    const logicalName = unusedName();
    await record(logicalName, rotated([4, 5], 73.5));
    const inventory = inventoryOf(logicalName, 5, [], namespace, { retention: 100 });
    await assertRotationError(
      remove(inventory, logicalName, 4),
      "version 5 was verified 73 h ago, and the one before is kept for 100 h (26 h left).",
    );
    await remove(inventoryOf(logicalName, 5), logicalName, 4);
  });

  it("refuse an early retirement, protected or not, with the time left, and let it go when it is due", async () => {
    const logicalName = unusedName();
    const inventory = inventoryOf(logicalName, 5);
    await record(logicalName, rotated([4, 5], 31.5));
    for (const isProtected of [true, false]) {
      const words = "version 5 was verified 31 h ago, and the one before is kept for 72 h (40 h left).";
      const error = await assertRotationError(remove(inventory, logicalName, 4, { isProtected }), words);
      assert.match(error.message, new RegExp(`\\.retain: ${secretName(logicalName, 4)} cannot be retired before 20`));
    }
    await record(logicalName, rotated([4, 5], 73));
    await remove(inventory, logicalName, 4);
  });

  it("refuse the version that services run on, as long as no other is verified", async () => {
    const logicalName = unusedName();
    await record(logicalName, rotated([4], 100));
    await assertRotationError(
      remove(inventoryOf(logicalName, 5), logicalName, 4),
      `${secretName(logicalName, 4)} cannot be retired: services run on it until another version is verified.`,
    );
  });

  it("refuse when the Swarm has nothing on record, and keep a version that it does not know for as long as any", async () => {
    const logicalName = unusedName();
    const inventory = inventoryOf(logicalName, 5);
    await assertRotationError(
      remove(inventory, logicalName, 4),
      `${secretName(logicalName, 4)} cannot be retired: the Swarm has nothing on record that says since when it is unused.`,
    );
    await record(logicalName, rotated([5], 31.5));
    await assertRotationError(remove(inventory, logicalName, 4), "(40 h left)");
    await record(logicalName, rotated([5], 73));
    await remove(inventory, logicalName, 4);
  });

  it("let a version go at once that never was current, and one that an incident revoked", async () => {
    const logicalName = unusedName();
    const inventory = inventoryOf(logicalName, 5);
    const ledger = rotated([4, 5], 1);
    await record(logicalName, withEntry(ledger, 6, { addedAt: hoursAgo(1) }));
    await remove(inventory, logicalName, 6);
    await assertRotationError(remove(inventory, logicalName, 4), "cannot be retired before");
    const revoked = { ...(ledger.versions[4] ?? assert.fail()), revokedBy: "SEC-41" };
    await record(logicalName, withEntry(ledger, 4, revoked));
    await remove(inventory, logicalName, 4);
  });

  it("refuse what a service refers to, whatever the ledger and the stack say", async () => {
    const logicalName = unusedName();
    const reference = await services.secret(`${logicalName}_v4`, "token");
    const service = await services.service("user", { replicas: 0, references: [reference] });
    await record(logicalName, rotated([4, 5], 73));
    const id = reference.secretId;
    for (const [inventory, isProtected] of [
      [inventoryOf(logicalName, 5), true],
      [inventoryOf(logicalName, 5, [4]), false],
      [inventoryOf("other", 1), true],
    ] as const) {
      const refused = remove(inventory, logicalName, 4, { isProtected, id });
      await assertRefused(refused, "in-use", `${reference.secretName} cannot be deleted: ${service} still asks for it`);
    }
  });

  it("take a version of another namespace for what it is: no more declared", async () => {
    const logicalName = unusedName();
    await remove(inventoryOf(logicalName, 5, [], `${namespace}-eu`), logicalName, 5);
  });
});
