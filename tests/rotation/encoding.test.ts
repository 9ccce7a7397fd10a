import assert from "node:assert/strict";
import { bytesOf } from "../../rotation/encoding.ts";

describe("a value's bytes", () => {
  it("are those of its text in UTF-8", () => {
    assert.deepEqual(bytesOf("ä€\n", "text"), Buffer.from([0xc3, 0xa4, 0xe2, 0x82, 0xac, 0x0a]));
    assert.deepEqual(bytesOf("", "text"), Buffer.alloc(0));
  });

  it("are lost where the text holds what Pulumi makes of a byte that is not UTF-8", () => {
    assert.equal(bytesOf("a\uFFFDb", "text"), undefined);
  });

  it("are what base64 stands for, in one line or wrapped", () => {
    const bytes = Buffer.from([0x30, 0xff, 0xfe]);
    for (const text of ["MP/+", "MP/+\n", "MP\r\n/+\n"]) assert.deepEqual(bytesOf(text, "base64"), bytes, text);
    assert.deepEqual(bytesOf("MA==", "base64"), Buffer.from("0"));
  });

  it("are none where the text is not base64, or not the only one for its bytes", () => {
    for (const text of ["c4n4ry!", "MP8", "MP-_", "MA=", "MB==", "MA==MA==", "\uFFFD"]) {
      assert.equal(bytesOf(text, "base64"), undefined, text);
    }
  });
});
