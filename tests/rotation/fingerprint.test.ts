import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { fingerprintOf, formerFingerprintOf, isFormer } from "../../rotation/fingerprint.ts";

const key = Buffer.alloc(32, 7).toString("base64");
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a fingerprint", () => {
  it("tells two values of a secret apart, and not that two secrets share one", () => {
    const known = fingerprintOf("db_writer", base64("value"), key);
    assert.equal(fingerprintOf("db_writer", base64("value"), key), known);
    for (const other of [
      fingerprintOf("db_writer", base64("valuf"), key),
      fingerprintOf("db_reader", base64("value"), key),
      fingerprintOf("db_writer", base64("value"), Buffer.alloc(32, 8).toString("base64")),
    ]) {
      assert.notEqual(other, known);
    }
    assert.match(known, /^named:[0-9a-f]{64}$/);
    assert.ok(!isFormer(known));
  });

  it("is known as it used to be made, by the key that the state had", () => {
    const former = createHmac("sha256", Buffer.alloc(32, 7)).update("välue").digest("hex");
    assert.equal(formerFingerprintOf(base64("välue"), key), former);
    assert.ok(isFormer(former));
  });
});
