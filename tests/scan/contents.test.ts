import assert from "node:assert/strict";
import { largest, readContents } from "../../scan/contents.ts";

const text = "first\nsecond: caf\u00e9\n";
const marked = `\uFEFF${text}`;
const utf32 = (order: "LE" | "BE"): Buffer =>
  Buffer.concat(
    Array.from(marked, (character) => {
      const four = Buffer.alloc(4);
      four[`writeUInt32${order}`](character.codePointAt(0) ?? 0);
      return four;
    }),
  );
const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, at) => (at * 97 + (at >> 3)) % 256));

describe("the contents of a file", () => {
  for (const [what, bytes] of Object.entries({
    "UTF-8": Buffer.from(text),
    "UTF-8 with a mark": Buffer.from(marked),
    "UTF-16, little": Buffer.from(marked, "utf16le"),
    "UTF-16, big": Buffer.from(marked, "utf16le").swap16(),
    "UTF-16, little, without a mark": Buffer.from(text, "utf16le"),
    "UTF-16, big, without a mark": Buffer.from(text, "utf16le").swap16(),
    "UTF-32, little": utf32("LE"),
    "UTF-32, big": utf32("BE"),
    "UTF-32, without a mark": utf32("LE").subarray(4),
    "UTF-32, big, without a mark": utf32("BE").subarray(4),
    "Latin-1": Buffer.from(text, "latin1"),
  })) {
    it(`are read in ${what}`, () => {
      assert.deepEqual(readContents(bytes), { text });
    });
  }

  it("are a text with zero bytes in it, and are read with their lines", () => {
    const { text: read, unread } = readContents(Buffer.from("first\0\nsecond \0 line of a text that is longer\n"));
    assert.equal(unread, undefined);
    assert.deepEqual(
      read.split("\n").map((line) => line.replaceAll(/\s+/g, " ").trim()),
      ["first", "", "second", "line of a text that is longer", ""],
    );
  });

  it("are a text of which only a part is in UTF-16", () => {
    const mixed = Buffer.concat([Buffer.from("a line in ASCII\n"), Buffer.from("token = abcdefgh\n", "utf16le")]);
    assert.ok(readContents(mixed).text.includes("token = abcdefgh"));
  });

  it("are binary by what is in them, and what is printable in them is read", () => {
    const { text: read, unread } = readContents(
      Buffer.concat([noise(5000), Buffer.from("password = abc"), noise(5000)]),
    );
    assert.equal(unread, "binary");
    assert.ok(read.includes("password = abc"));
    assert.equal(readContents(Buffer.from([0])).unread, "binary");
  });

  it("are not decodable when they only begin as UTF-16", () => {
    const { unread, digest } = readContents(Buffer.concat([Buffer.from([0xff, 0xfe]), noise(5000)]));
    assert.equal(unread, "not decodable");
    assert.match(digest ?? "", /^[\da-f]{64}$/);
  });

  it("are too large as a text, in any encoding, and binary when they are none", () => {
    const size = largest + 1;
    assert.equal(readContents(Buffer.from("a".repeat(size))).unread, "too large");
    assert.equal(readContents(Buffer.from("\u00e9".repeat(99)), size).unread, "too large");
    assert.equal(readContents(Buffer.from("\u00e9".repeat(99)).subarray(0, 197), size).unread, "too large");
    assert.equal(readContents(Buffer.from(marked, "utf16le"), size).unread, "too large");
    const { unread, digest } = readContents(Buffer.from("a".repeat(99)), 64 * 1024 * 1024 + 1);
    assert.deepEqual([unread, digest], ["far too large", undefined]);
    assert.equal(readContents(noise(5000), size).unread, "binary");
    assert.notEqual(readContents(Buffer.from("a"), size).digest, readContents(Buffer.from("b"), size).digest);
  });
});
