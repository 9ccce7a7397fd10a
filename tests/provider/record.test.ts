import assert from "node:assert/strict";
import { RotationError } from "../../provider/errors.ts";
import { recordResource, type RecordInputs, type RecordState } from "../../provider/record.ts";

const created = new Date("2026-01-02T03:04:05.678Z");
const later = new Date("2026-02-03T04:05:06.789Z");

/** What Pulumi puts in a preview for a value that only the run will tell. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function inputs(changes: Partial<RecordInputs> = {}): RecordInputs {
  return {
    ...{ namespace: "busflow", secret: "db_writer", current: 4 },
    ...{ versions: { 3: "print of 3", 4: "print of 4" }, consumers: ["busflow_api"] },
    ...changes,
  };
}

/** The ledger of a secret whose versions 1 and 2 are retired, 3 is retained and 4 current. */
function state(changes: Partial<RecordState> = {}): RecordState {
  return {
    ...inputs(),
    ledger: { 1: "print of 1", 2: "print of 2", 3: "print of 3", 4: "print of 4" },
    since: created.toISOString(),
    verifiedAt: created.toISOString(),
    ...changes,
  };
}

function versions(...numbers: number[]): Record<string, string> {
  return Object.fromEntries(numbers.map((number) => [number, `print of ${number}`]));
}

function updated(olds: RecordState, news: RecordInputs): RecordState {
  return recordResource.update(olds, news, later).outs as RecordState;
}

describe("a secret's ledger", () => {
  it("begins with the versions that are declared, whichever they are", () => {
    assert.deepEqual(recordResource.create(inputs(), created), {
      id: "busflow_db_writer",
      outs: {
        ...inputs(),
        ledger: versions(3, 4),
        since: "2026-01-02T03:04:05.678Z",
        verifiedAt: "2026-01-02T03:04:05.678Z",
      },
    });
  });

  it("keeps every version there ever was", () => {
    const outs = updated(state(), inputs({ current: 5, versions: versions(4, 5) }));
    assert.deepEqual(outs.ledger, versions(1, 2, 3, 4, 5));
  });

  it("says since when the current version is current, and when it was verified", () => {
    const { since, verifiedAt } = updated(state(), inputs({ current: 3 }));
    assert.deepEqual({ since, verifiedAt }, { since: later.toISOString(), verifiedAt: later.toISOString() });
  });

  it("keeps both times while the current version stays", () => {
    const { since, verifiedAt } = updated(state(), inputs({ versions: versions(4) }));
    assert.deepEqual({ since, verifiedAt }, { since: created.toISOString(), verifiedAt: created.toISOString() });
  });

  it("does not call a version verified that no service uses, and does once one does", () => {
    const unused = recordResource.create(inputs({ consumers: [] }), created).outs as RecordState;
    assert.ok(!("verifiedAt" in unused));
    const outs = updated(unused, inputs());
    assert.equal(outs.since, created.toISOString());
    assert.equal(outs.verifiedAt, later.toISOString());
  });
});

describe("a change of the ledger", () => {
  const changes: Record<string, Partial<RecordInputs>> = {
    "the next version": { current: 5, versions: versions(3, 4, 5) },
    "the next two versions": { current: 6, versions: versions(4, 5, 6) },
    "a next version whose generated value is not there yet": { current: 5, versions: { ...versions(4), 5: unknown } },
    "a rollback to a retained version": { current: 3 },
    "a retirement": { versions: versions(4) },
    "another consumer": { consumers: ["busflow_api", "busflow_worker"] },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`is ${what}`, () => {
      assert.deepEqual(recordResource.diff(state(), inputs(change)), { changes: true });
    });
  }

  it("is nothing that leaves the declaration as it was", () => {
    assert.deepEqual(recordResource.diff(state(), inputs()), { changes: false });
  });
});

describe("what the past does not allow", () => {
  const refusals: { what: string; change: Partial<RecordInputs>; message: string }[] = [
    {
      what: "another value under an existing version",
      change: { versions: { ...versions(3), 4: "another print" } },
      message:
        "busflow_db_writer_v4 exists with another value; versions are immutable.\n" +
        "Put the old value back, and add version 5 with the new one.",
    },
    {
      what: "another value under a retained version",
      change: { versions: { ...versions(4), 3: "another print" } },
      message:
        "busflow_db_writer_v3 exists with another value; versions are immutable.\n" +
        "Put the old value back, and add version 5 with the new one.",
    },
    {
      what: "a number that was used before",
      change: { current: 2, versions: versions(2, 3, 4) },
      message:
        "busflow_db_writer_v2 was retired, and a version number is never used again.\nUse version 5 of db_writer.",
    },
    {
      what: "a number that was used before, with the value that it had",
      change: { versions: { ...versions(4), 1: "print of 1" } },
      message:
        "busflow_db_writer_v1 was retired, and a version number is never used again.\nUse version 5 of db_writer.",
    },
    {
      what: "a skipped number",
      change: { current: 6, versions: versions(4, 6) },
      message: "busflow_db_writer_v6 skips a version: the next one is 5.\nUse version 5.",
    },
    {
      what: "a number skipped between new ones",
      change: { current: 7, versions: versions(4, 5, 7) },
      message: "busflow_db_writer_v7 skips a version: the next one is 6.\nUse version 6.",
    },
  ];

  for (const { what, change, message } of refusals) {
    it(`is ${what}: refused in a preview, and in a run that had none`, () => {
      const error = { name: "RotationError", message };
      assert.throws(() => recordResource.diff(state(), inputs(change)), error);
      assert.throws(() => recordResource.update(state(), inputs(change), later), error);
    });
  }

  it("is a number before the first on record", () => {
    const young = state({ ledger: versions(3, 4) });
    assert.throws(() => recordResource.diff(young, inputs({ versions: versions(2, 3, 4) })), {
      message: "busflow_db_writer_v2 lies before the versions on record: the next one is 5.\nUse version 5.",
    });
  });
});

describe("a refresh of the ledger", () => {
  it("reads what the state holds, and the inputs apart from what was recorded", () => {
    assert.deepEqual(recordResource.read("busflow_db_writer", state()), {
      id: "busflow_db_writer",
      props: state(),
      inputs: inputs(),
    });
  });

  it("cannot import one: it exists in the state only", () => {
    assert.throws(
      () => recordResource.read("busflow_db_writer", {}),
      (error) => error instanceof RotationError && error.message.startsWith("busflow_db_writer cannot be imported: "),
    );
  });
});
