import assert from "node:assert/strict";
import { afterDelete, beforeCreate, beforeDelete, checkCreate } from "../../components/version-hooks.ts";
import { parseInventory } from "../../inventory/inventory.ts";
import { unknownValue } from "../../rotation/contract.ts";
import { type Ledger } from "../../rotation/ledger.ts";
import { findSecret } from "../../swarm/engine/secrets.ts";
import { unreachableSwarm } from "../../swarm/look/look.ts";
import { classes } from "../support/classes.ts";
import { assertRefused } from "../support/swarm-refusal.ts";
import { client } from "../support/swarm.ts";
import { liveService } from "./live.ts";

import { assertRotationError, useVersions } from "./versions.ts";

describe("the hooks of a version, before it is created", () => {
  const { namespace, unusedName, secretName, ledgerOf, record, hoursAgo, rotated, leave } = useVersions();

  const properties = (logicalName: string, version: number, fingerprint: string) => ({
    name: secretName(logicalName, version),
    labels: Object.entries({ namespace, fingerprint }).map(([label, value]) => ({
      label: `busflow.${label}`,
      value,
    })),
  });
  const create = (logicalName: string, version: number, fingerprint: string, former?: string) =>
    beforeCreate(properties(logicalName, version, fingerprint), former);

  it("put it on record, with its fingerprint and the time", async () => {
    const logicalName = unusedName();
    const earliest = new Date(Date.now() - 2000).toISOString();
    await create(logicalName, 1, "aaaa");
    const entry = (await ledgerOf(logicalName))?.versions[1] ?? assert.fail();
    assert.equal(entry.fingerprint, "aaaa");
    assert.ok(entry.addedAt >= earliest && entry.addedAt <= new Date(Date.now() + 2000).toISOString(), entry.addedAt);

    // Again, as after a run that was killed: nothing changes.
    await create(logicalName, 1, "aaaa");
    assert.deepEqual((await ledgerOf(logicalName))?.versions[1], entry);
  });

  it("refuse a number that was retired, also with the same value, and leave all as it is", async () => {
    const logicalName = unusedName();
    const addedAt = hoursAgo(200);
    await record(logicalName, { versions: { 4: { addedAt, retiredAt: hoursAgo(100), fingerprint: "aaaa" } } });
    await leave(logicalName, 4, "aaaa");
    await assertRotationError(
      create(logicalName, 4, "aaaa"),
      `${secretName(logicalName, 4)} was retired, and a version number is never used again.\nAdd the next version, with the new value.`,
    );
    assert.ok(await findSecret(client, secretName(logicalName, 4)));
    // The near miss.
    await create(logicalName, 5, "aaaa");
  });

  it("refuse another value than the one on record", async () => {
    const logicalName = unusedName();
    await record(logicalName, { versions: { 4: { addedAt: hoursAgo(1), fingerprint: "aaaa" } } });
    await assertRotationError(
      create(logicalName, 4, "bbbb"),
      `${secretName(logicalName, 4)} exists on record with another value; versions are immutable.\nAdd the next version, with the new value.`,
    );
    await create(logicalName, 4, "aaaa");
  });

  it("know a value by its fingerprint from before, and put the new one on record", async () => {
    const logicalName = unusedName();
    await record(logicalName, { versions: { 4: { addedAt: hoursAgo(1), fingerprint: "former" } } });
    await assertRotationError(create(logicalName, 4, "named:aaaa", "another"), "exists on record with another value");
    await create(logicalName, 4, "named:aaaa", "former");
    assert.equal((await ledgerOf(logicalName))?.versions[4]?.fingerprint, "named:aaaa");
  });

  it("refuse one that services were on, and leave it: it is no residue of a killed run", async () => {
    const logicalName = unusedName();
    await record(logicalName, rotated([1, 2], 1));
    await leave(logicalName, 1, "aaaa");
    await assertRefused(create(logicalName, 1, "aaaa"), "exists", "services were on it", "npm run rebuild-state");
    assert.ok(await findSecret(client, secretName(logicalName, 1)));
  });

  it("let a version be made again that somebody removed, and do not take its old place in the state for its end", async () => {
    const logicalName = unusedName();
    await record(logicalName, rotated([1, 2], 1));
    const before = await ledgerOf(logicalName);
    await create(logicalName, 1, "aaaa");
    await leave(logicalName, 1, "aaaa");
    const secrets = { [logicalName]: { class: "swarm-infra", current: 2, retain: [1] } };
    const inventory = parseInventory({ namespace, classes, secrets, services: {} });
    const version = { namespace, logicalName, version: 1, name: secretName(logicalName, 1) };
    const id = `${namespace}-old`;
    await beforeDelete(inventory, true, id, version);
    assert.ok(await findSecret(client, id), "what the Docker provider deletes in its place");
    await afterDelete(version);
    const { fingerprint, ...entry } = (await ledgerOf(logicalName))?.versions[1] ?? assert.fail();
    assert.deepEqual([fingerprint, entry], ["aaaa", before?.versions[1]]);
  });

  it("refuse in a preview what they refuse in a run, by the one look", () => {
    const name = secretName("token", 1);
    const look = (labels: Record<string, string>, ledger: Ledger, references: object[] = []) => ({
      ...unreachableSwarm,
      secrets: new Map([[name, { id: "s1", name, labels, createdAt: hoursAgo(1) }]]),
      services: new Map([["api", liveService("api", { references: references as never })]]),
      ledgers: new Map([["token", ledger]]),
    });
    const same = { "busflow.fingerprint": "aaaa" };
    const check = (facts: ReturnType<typeof look>, fingerprint = "aaaa") => {
      checkCreate(facts, properties("token", 1, fingerprint));
    };
    const none = { versions: {} };
    // What a killed run has left.
    check(look(same, none));
    assert.throws(() => {
      check(look({}, none));
    }, /none of this stack's/);
    assert.throws(() => {
      check(look(same, none), "bbbb");
    }, /exists on the Swarm with another value/);
    assert.throws(() => {
      check(look(same, rotated([1, 2], 1)));
    }, /services were on it/);
    assert.throws(() => {
      check(look(same, none, [{ secretId: "s1" }]));
    }, /services were on it/);
    const retired = { versions: { 1: { addedAt: hoursAgo(9), retiredAt: hoursAgo(1) } } };
    const gone = { ...look(same, retired), secrets: new Map() };
    assert.throws(() => {
      check(gone);
    }, /a version number is never used again/);
    // A generated value, which is not known yet.
    check({ ...look(same, { versions: { 1: { addedAt: hoursAgo(9), fingerprint: "aaaa" } } }) }, unknownValue);
  });

  it("put nothing on record when the Swarm has the name with another value, and make way when it is the same", async () => {
    const logicalName = unusedName();
    await leave(logicalName, 1, "aaaa");
    await assertRefused(create(logicalName, 1, "bbbb"), "exists", secretName(logicalName, 1), "with another value");
    assert.equal(await ledgerOf(logicalName), undefined);
    await create(logicalName, 1, "aaaa");
    assert.equal(await findSecret(client, secretName(logicalName, 1)), undefined);
    assert.equal((await ledgerOf(logicalName))?.versions[1]?.fingerprint, "aaaa");
  });
});
