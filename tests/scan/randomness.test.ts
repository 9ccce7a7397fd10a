import assert from "node:assert/strict";
import { isRandom, literalLength } from "../../scan/randomness.ts";
import { random } from "../../tools/bench/planted.ts";

const path = "q9Xz4Kw7Lm2Vt8Rb3Nc6Jd1Hf5";
const lowerAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";

describe("a literal that looks generated", () => {
  it("has letters of both cases and digits, or is long enough with lower case and digits", () => {
    for (const make of [() => random(32), () => random(64), () => random(48, lowerAndDigits)]) {
      const missed = Array.from({ length: 200 }, make).filter((value) => !isRandom(value));
      // A few look like words, by chance.
      assert.ok(missed.length <= 20, missed.join(" "));
    }
  });

  it("is neither a name nor a path, nor what digests and ids look like", () => {
    for (const value of [
      ...["GoogleIamV1AuditLogConfigDelta", "the_quick_brown_fox_jumps_2", "Content-Security-Policy-2"],
      ...[`/usr/share/${path}`, `/etc/${path}`, `assets/images/${path}`],
      ...[
        random(40, "0123456789abcdef"),
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        `0x${random(40, "0123456789abcdef")}`,
      ],
      ...[random(40, "0123456789"), random(30, "abcdefghijklmnopqrstuvwxyz")],
    ]) {
      assert.ok(!isRandom(value), value);
    }
  });

  it("is within the length of literals that are looked at", () => {
    assert.ok(isRandom(path));
    const text = random(literalLength.max + 1);
    assert.ok(isRandom(text.slice(1)));
    assert.ok(!isRandom(text));
    assert.ok(!isRandom(text.slice(0, literalLength.min - 1)));
  });
});
