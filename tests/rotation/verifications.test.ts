import assert from "node:assert/strict";
import { unknownValue } from "../../rotation/contract.ts";
import type { RecordInputs } from "../../rotation/rotation-record.ts";
import type { Verification } from "../../rotation/verification.ts";
import { hasNewVerification, weighVerifications } from "../../rotation/verifications.ts";

const [early, late] = ["2026-11-20T09:00:00.000Z", "2026-11-23T09:00:00.000Z"];

function verified(version: number, verifiedAt = late): Verification {
  const secrets = { db_writer: `busflow_db_writer_v${version}` };
  return { flippedAt: verifiedAt, verifiedAt, seconds: 3, secrets, replicas: [] };
}

const toCome = unknownValue as unknown as Verification;

function rotation(verifications: Record<string, Verification>, consumers = ["api", "worker"]) {
  return { namespace: "busflow", secret: "db_writer", current: 5, consumers, verifications };
}

describe("the verifications of a version's consumers", () => {
  const known: RecordInputs["verifications"] = { api: verified(5, early) };

  it("are fresh where the state does not know them", () => {
    const given = rotation({ api: verified(5, early), worker: verified(5) });
    assert.deepEqual(weighVerifications(given, known), { fresh: [late], unverified: [] });
    assert.deepEqual(weighVerifications(given), { fresh: [early, late], unverified: [] });
  });

  it("are missing of who has none, also where every object inherits the consumer's name", () => {
    assert.deepEqual(weighVerifications(rotation({ api: verified(5) })), { fresh: [late], unverified: ["worker"] });
    assert.deepEqual(weighVerifications(rotation({}, ["constructor"])), { fresh: [], unverified: ["constructor"] });
  });

  it("are missing in a preview where they are yet to be made, unless there was one", () => {
    const given = rotation({ api: toCome, worker: toCome });
    assert.deepEqual(weighVerifications(given, known), { fresh: [], unverified: ["worker"] });
  });

  it("say nothing new where they are of before it was kept what they prove", () => {
    const older = JSON.parse(JSON.stringify({ ...verified(5), secrets: undefined })) as Verification;
    assert.deepEqual(weighVerifications(rotation({ api: older }, ["api"])), { fresh: [], unverified: [] });
  });

  it("are refused when they are of another version, or of none", () => {
    for (const [verification, what] of [
      [verified(4), "on busflow_db_writer_v4"],
      [{ ...verified(5), secrets: {} }, "without it"],
    ] as const) {
      assert.throws(() => weighVerifications(rotation({ api: verification })), {
        name: "RotationError",
        message: new RegExp(`^busflow_db_writer_v5 cannot be put on record: api was last verified ${what}\\.\\n`),
      });
    }
  });

  it("are new where one is another than the state's, and not where one is yet to be made", () => {
    const worker = verified(5);
    assert.equal(hasNewVerification(rotation({ ...known, worker }), { ...known, worker }), false);
    assert.equal(hasNewVerification(rotation({ ...known, worker: verified(5, early) }), { ...known, worker }), true);
    assert.equal(hasNewVerification(rotation({ api: verified(5, early) }), { ...known, worker }), true);
    assert.equal(hasNewVerification(rotation({ api: toCome, worker: toCome }), { ...known, worker }), false);
  });
});
