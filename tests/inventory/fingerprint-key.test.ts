import assert from "node:assert/strict";
import { parseFingerprintKey } from "../../inventory/fingerprint-key.ts";

const key = Buffer.alloc(32, 7).toString("base64");

describe("the key of the fingerprints", () => {
  it("is 32 bytes in base64, or left out", () => {
    assert.equal(parseFingerprintKey(key), key);
    assert.equal(parseFingerprintKey(undefined), undefined);
  });

  it("is refused when it is anything else, without a word of it", () => {
    for (const wrong of ["c2hvcnQ=", "not base64 at all, and quite a bit longer", `${key} `, { secure: "v1:x" }, ""]) {
      assert.throws(
        () => parseFingerprintKey(wrong),
        (error: Error) =>
          error.message.includes("fingerprintKey: not allowed. Set it to 32 random bytes in base64") &&
          (typeof wrong !== "string" || wrong === "" || !error.message.includes(wrong)),
      );
    }
  });
});
