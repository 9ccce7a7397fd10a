import assert from "node:assert/strict";
import { afterDelete, beforeCreate, beforeDelete, checkCreate } from "../../components/version-hooks.ts";
import { parseInventory } from "../../inventory/inventory.ts";
import { unknownValue } from "../../rotation/contract.ts";
import { withEntry, type Ledger } from "../../rotation/ledger.ts";
import { RotationError } from "../../rotation/rotation-error.ts";
import { findSecret } from "../../swarm/engine/secrets.ts";
import { changeLedger, readLedger } from "../../swarm/ledger/store.ts";
import { unreachableSwarm } from "../../swarm/look/look.ts";
import { classes } from "../support/classes.ts";
import { TestServices } from "../support/services.ts";
import { assertRefused } from "../support/swarm-refusal.ts";
import { client, engine } from "../support/swarm.ts";
import { liveService } from "./live.ts";

const hourMs = 3_600_000;

describe("the hooks of a version", () => {
  let services: TestServices;
  let namespace: string;

  before(async () => {
    services = await TestServices.create();
    ({ namespace } = services);
  });
  after(async () => {
    await services.remove();
  });

  let count = 0;
  /** A secret for one test alone. */
  const unusedName = (): string => `token_${"abcdefghijklmnopqrstuvwxyz".charAt(count++)}`;
  const secretName = (logicalName: string, version: number) => `${namespace}_${logicalName}_v${version}`;
  const ledgerOf = (logicalName: string) => readLedger(client, { namespace, logicalName });
  const record = (logicalName: string, ledger: Ledger) =>
    changeLedger(client, { namespace, logicalName }, () => ledger);
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * hourMs).toISOString();
  /** Each on record, current one after the other, the last one verified so long ago. */
  const rotated = (versions: number[], settledHoursAgo: number): Ledger => {
    const settledAt = hoursAgo(settledHoursAgo);
    const last = versions.at(-1) ?? assert.fail();
    return versions.reduce<Ledger>(
      (ledger, version, i) => {
        const since = version === last ? settledAt : hoursAgo(1000 - i);
        return withEntry(ledger, version, { addedAt: since, since });
      },
      { versions: {}, current: last, settledAt, retentionHours: 72 },
    );
  };

  describe("before it is created", () => {
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

  describe("before it is deleted", () => {
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
        assert.match(error.message, new RegExp(`^${secretName(logicalName, 4)} cannot be retired before 20`));
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
        await assertRefused(
          refused,
          "in-use",
          `${reference.secretName} cannot be deleted: ${service} still asks for it`,
        );
      }
    });

    it("take a version of another namespace for what it is: no more declared", async () => {
      const logicalName = unusedName();
      await remove(inventoryOf(logicalName, 5, [], `${namespace}-eu`), logicalName, 5);
    });
  });

  /** A secret on the Swarm, as a killed run leaves it. */
  async function leave(logicalName: string, version: number, fingerprint: string): Promise<void> {
    const Labels = { "busflow.fingerprint": fingerprint };
    await engine.createSecret({ Name: secretName(logicalName, version), Labels, Data: "bGVmdA==" });
  }
});

async function assertRotationError(promise: Promise<unknown>, text: string): Promise<RotationError> {
  const error = await promise.then(
    () => assert.fail(`should have failed: ${text}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RotationError)) throw error;
  assert.ok(error.message.includes(text), `"${text}" should be in: ${error.message}`);
  return error;
}
