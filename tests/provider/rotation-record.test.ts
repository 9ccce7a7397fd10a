import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { CheckedRecord, RecordInputs, RecordState } from "../../rotation/rotation-record.ts";
import { RecordResource } from "../../provider/rotation-record.ts";
import { unknownValue as unknown } from "../../rotation/contract.ts";
import { type Ledger, unsettle, withEntry } from "../../rotation/ledger.ts";
import { RotationError } from "../../rotation/rotation-error.ts";
import { connect } from "../../swarm/engine/client.ts";
import { readLedger } from "../../swarm/ledger/store.ts";
import { countingProxy } from "../../tools/sandbox/engine-proxy.ts";
import { dockerHost } from "../../tools/sandbox/docker-host.ts";
import { clear } from "../support/swarm.ts";

const urn = "urn:pulumi:test::busflow-secrets::swarm:index:RotationRecord::db_writer";
const longAgo = "2026-01-02T03:04:05.678Z";

const withoutSwarm = new RecordResource(() => Promise.reject(new Error("a diff needs no Swarm")));

function inputs(changes: Partial<RecordInputs> = {}): RecordInputs {
  return {
    ...{ namespace: "busflow", secret: "db_writer", current: 4 },
    ...{ versions: { 3: "print of 3", 4: "print of 4" }, consumers: ["busflow_api"], verifications: {} },
    ...{ retentionHours: 72, connections: false, dependants: [] },
    ...changes,
  };
}

/** The ledger of a secret whose versions 1 and 2 are retired, 3 is retained and 4 current. */
const ledger: Ledger = {
  ...{ current: 4, settledAt: longAgo, retentionHours: 72 },
  versions: {
    1: { fingerprint: "print of 1", addedAt: longAgo, since: longAgo, retiredAt: longAgo },
    2: { fingerprint: "print of 2", addedAt: longAgo, since: longAgo, retiredAt: longAgo },
    3: { fingerprint: "print of 3", addedAt: longAgo, since: longAgo },
    4: { fingerprint: "print of 4", addedAt: longAgo, since: longAgo },
  },
};
const state: RecordState = { ...inputs(), ledger, since: longAgo, verifiedAt: longAgo };

function proof(version: number, verifiedAt: string): RecordInputs["verifications"][string] {
  const secrets = { db_writer: `busflow_db_writer_v${version}` };
  return { flippedAt: verifiedAt, verifiedAt, seconds: 0, secrets, replicas: [{ task: "t1", node: "n1" }] };
}

function stateOf(result: object): RecordState {
  return (result as { outs: RecordState }).outs;
}

function versions(...numbers: number[]): Record<string, string> {
  return Object.fromEntries(numbers.map((number) => [number, `print of ${number}`]));
}

describe("a check of the ledger", () => {
  const checked = (olds: CheckedRecord | undefined, news: CheckedRecord) =>
    withoutSwarm.check(olds, news).inputs as object;

  it("adds what the state has on record where the program gives no ledger, and only there", () => {
    const olds = inputs({ ledger });
    const { onRecord, ...others } = checked(olds, inputs({ current: 5 })) as CheckedRecord;
    assert.deepEqual(others, inputs({ current: 5 }));
    assert.equal(onRecord?.current, 4);
    assert.deepEqual(checked(olds, inputs({ ledger })), inputs({ ledger }));
    assert.deepEqual(checked(undefined, inputs()), inputs());
    assert.deepEqual(checked(undefined, { ...inputs(), onRecord: ledger }), inputs(), "what a program pretends");
  });

  it("is no change, and nothing that the provider goes by", () => {
    const stale = { ...inputs(), onRecord: unsettle(ledger, 3) };
    assert.deepEqual(withoutSwarm.diff(state, stale), { changes: false });
    const skipped = { ...inputs({ current: 9, versions: versions(3, 4, 9) }), onRecord: { versions: {} } };
    assert.throws(() => withoutSwarm.diff(state, skipped), RotationError);
  });

  it("takes a Swarm that has nothing on record for one that says nothing: the state's copy counts", () => {
    assert.deepEqual(withoutSwarm.diff(state, inputs({ ledger: { versions: {} } })), { changes: false });
  });
});

describe("a change of the ledger", () => {
  const changes: Record<string, Partial<RecordInputs>> = {
    "the next version": { current: 5, versions: versions(3, 4, 5) },
    "the next two versions": { current: 6, versions: versions(3, 4, 5, 6) },
    "a next version whose generated value is not there yet": {
      current: 5,
      versions: { ...versions(3, 4), 5: unknown },
    },
    "a rollback to a retained version": { current: 3 },
    "a retirement": { versions: versions(4) },
    "another consumer": { consumers: ["busflow_api", "busflow_worker"] },
    "a longer retention": { retentionHours: 96 },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`is ${what}`, () => {
      assert.deepEqual(withoutSwarm.diff(state, inputs(change)), { changes: true });
    });
  }

  it("is nothing that leaves the declaration as it was", () => {
    assert.deepEqual(withoutSwarm.diff(state, inputs()), { changes: false });
  });

  it("is none of a state from before, which says isDatabase in the place of connections", () => {
    const { connections, ...before } = state;
    const olds = { ...before, isDatabase: connections } as unknown as RecordState;
    assert.deepEqual(withoutSwarm.diff(olds, inputs()), { changes: false });
    assert.deepEqual(withoutSwarm.diff(olds, inputs({ connections: true })), { changes: false });
  });

  it("is another proof of the same, and not one that is to come: its binding shows that", () => {
    const verifications = { busflow_api: proof(4, longAgo) };
    const proven = { ...state, verifications };
    assert.deepEqual(withoutSwarm.diff(proven, inputs({ verifications })), { changes: false });
    const again = { busflow_api: proof(4, "2026-01-03T03:04:05.678Z") };
    assert.deepEqual(withoutSwarm.diff(proven, inputs({ verifications: again })), { changes: true });
    const toCome = { busflow_api: unknown } as unknown as RecordInputs["verifications"];
    assert.deepEqual(withoutSwarm.diff(proven, inputs({ verifications: toCome })), { changes: false });
  });

  it("is none that only cannot be known in a preview, as there never was one", () => {
    const toCome = { busflow_api: unknown } as unknown as RecordInputs["verifications"];
    assert.deepEqual(withoutSwarm.diff(state, inputs({ verifications: toCome })), { changes: false });
    const open = inputs({ verifications: toCome, ledger: unsettle(ledger, 4) });
    assert.deepEqual(withoutSwarm.diff(state, open), { changes: false });
  });

  it("is what the Swarm has not settled, once everybody is verified", () => {
    const verifications = { busflow_api: proof(4, longAgo) };
    const proven = { ...state, verifications };
    const open = unsettle(ledger, 4);
    assert.deepEqual(withoutSwarm.diff(proven, inputs({ verifications, ledger: open })), { changes: true });
    assert.deepEqual(withoutSwarm.diff(state, inputs({ ledger: open })), { changes: false });
    assert.deepEqual(withoutSwarm.diff(proven, inputs({ verifications, ledger: unsettle(ledger, 3) })), {
      changes: true,
    });
  });

  it("is a look at a node that did not answer", () => {
    const left = { ...ledger, lingering: [{ node: "n3", hostname: "worker-3", version: 3 }] };
    assert.deepEqual(withoutSwarm.diff(state, inputs({ ledger: left })), { changes: true });
  });

  it("is a replacement when the namespace is another one", () => {
    const replaced = { changes: true, replaces: ["namespace"] };
    assert.deepEqual(withoutSwarm.diff(state, inputs({ namespace: "other" })), replaced);
  });
});

describe("a proof of another version", () => {
  it("is refused at preview", () => {
    const [v3, none] = [proof(3, longAgo), { ...proof(4, longAgo), secrets: {} }];
    for (const [verification, what] of [
      [v3, "on busflow_db_writer_v3"],
      [none, "without it"],
    ] as const) {
      const verifications = { busflow_api: verification };
      assert.throws(() => withoutSwarm.diff(state, inputs({ verifications })), {
        name: "RotationError",
        message:
          `busflow_db_writer_v4 cannot be put on record: busflow_api was last verified ${what}.\n` +
          "Run `pulumi up` without --target: it brings every service to that version, verifies it, and puts that on record.",
      });
    }
  });
});

describe("what the past does not allow", () => {
  const refusals: Record<string, [Partial<RecordInputs>, RegExp]> = {
    "another value under an existing version": [
      { versions: { ...versions(3), 4: "another print" } },
      /^values\.db_writer\["4"\]: busflow_db_writer_v4 exists with another value; versions are immutable\.\nPut the old value back, and add version 5 with the new one\.$/,
    ],
    "a number that was used before": [
      { current: 2, versions: versions(2, 3, 4) },
      /^secrets\.db_writer\.current: busflow_db_writer_v2 was retired.*, and a version number is never used again\.\n.*version 5/,
    ],
    "a skipped number": [
      { current: 6, versions: versions(3, 4, 6) },
      /^secrets\.db_writer\.current: busflow_db_writer_v6 skips a version: the next one is 5\.\nUse version 5\.$/,
    ],
    "a version that services run on, dropped": [
      { current: 5, versions: versions(3, 5) },
      /^secrets\.db_writer\.retain: busflow_db_writer_v4 cannot be retired: /,
    ],
  };
  for (const [what, [change, message]] of Object.entries(refusals)) {
    it(`is ${what}: refused at preview`, () => {
      assert.throws(() => withoutSwarm.diff(state, inputs(change)), { name: "RotationError", message });
    });
  }
});

describe("what the program has checked on the Swarm", () => {
  it("is not refused by an older copy in the state", () => {
    const newer = withEntry(ledger, 5, { fingerprint: "print of 5", addedAt: longAgo, retiredAt: longAgo });
    const change = { current: 6, versions: versions(3, 4, 6), ledger: newer };
    assert.deepEqual(withoutSwarm.diff(state, inputs(change)), { changes: true });
  });
});

describe("a ledger on the Swarm", () => {
  const namespace = `rec${randomBytes(4).toString("hex")}`;
  const name = { namespace, logicalName: "db_writer" };
  const connection = connect(dockerHost());
  const resource = new RecordResource(() => connection);
  const given = (changes: Partial<RecordInputs> = {}) =>
    inputs({ namespace, versions: versions(1), current: 1, consumers: [], ...changes });
  let known: RecordState;

  after(async () => {
    await clear(namespace);
  });

  it("begins with the versions that are declared, whichever they are", async () => {
    const result = await resource.create(urn, given({ current: 4, versions: versions(3, 4) }));
    known = stateOf(result);
    assert.equal(result.id, `${namespace}_db_writer`);
    const onSwarm = await readLedger((await connection).engine, name);
    assert.deepEqual(onSwarm, known.ledger);
    assert.deepEqual(Object.keys(known.ledger.versions), ["3", "4"]);
    assert.equal(known.ledger.current, 4);
    assert.equal(known.ledger.versions[4]?.since, known.since);
  });

  it("does not call a version verified that no service uses", () => {
    assert.ok(!("verifiedAt" in known));
  });

  it("outlives the state", async () => {
    await assert.rejects(resource.create(urn, given({ current: 6, versions: versions(6) })), {
      message: `secrets.db_writer.current: ${namespace}_db_writer_v6 skips a version: the next one is 5.\nUse version 5.`,
    });
    const next = given({ current: 5, versions: versions(3, 4, 5) });
    const created = stateOf(await resource.create(urn, next));
    assert.deepEqual(Object.keys(created.ledger.versions), ["3", "4", "5"]);
  });

  it("takes what the state alone knows", async () => {
    const older = { ...known, ledger: { ...known.ledger, versions: { ...known.ledger.versions, ...ledger.versions } } };
    const updated = stateOf(await resource.update(urn, older, given({ current: 5, versions: versions(3, 4, 5) })));
    assert.equal(updated.ledger.versions[1]?.retiredAt, longAgo);
  });

  it("is what a refresh finds", async () => {
    const found = (await resource.read(`${namespace}_db_writer`, known)) as { props: RecordState };
    assert.equal(found.props.ledger.current, 5);
  });

  it("costs one look at the Swarm for all that are written at the same time", async () => {
    const proxy = await countingProxy();
    const counted = connect(proxy.host);
    const several = new RecordResource(() => counted);
    await counted;
    const asked = proxy.requests.length;
    const names = ["db_reader", "session_key", "webhook", "token"];
    await Promise.all(names.map((secret) => several.create(urn, given({ secret }))));
    const paths = proxy.requests.slice(asked).map(({ method, path }) => `${method} ${path}`);
    await proxy.close();
    for (const path of ["/services", "/tasks", "/secrets", "/nodes"]) {
      assert.equal(paths.filter((seen) => seen === `GET ${path}`).length, 1, path);
    }
    assert.equal(paths.filter((seen) => seen === "GET /configs").length, names.length);
  });

  it("cannot be imported", async () => {
    await assert.rejects(
      resource.read("busflow_db_writer", {}),
      (error) => error instanceof RotationError && error.message.startsWith("busflow_db_writer cannot be imported: "),
    );
  });
});
