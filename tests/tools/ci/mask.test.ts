import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import process from "node:process";
import { inspect } from "node:util";
import { hiddenMark, Mask } from "../../../tools/ci/mask.ts";
import { UserError } from "../../../rotation/user-error.ts";

/** The bytes of a text, each as it is written in some number system. */
const each = (text: string, write: (byte: number) => string, between = ""): string =>
  Array.from(Buffer.from(text), write).join(between);
const hex = (byte: number): string => byte.toString(16).padStart(2, "0");
const reversed = (text: string): string => Array.from(text).reverse().join("");

/** What a program may make of a value before it prints it. */
const forms: Record<string, (value: string) => string> = {
  "as it is": (value) => value,
  "after other letters": (value) => `abc${value}def`,
  "in capitals": (value) => value.toUpperCase(),
  "backwards": reversed,
  "in two halves": (value) => `${value.slice(0, 12)}\n  and then ${value.slice(12)}`,
  "one letter a line": (value) => Array.from(value).join("\n"),
  "with a dot after each letter": (value) => Array.from(value).join("."),
  "with what nobody sees between the letters": (value) => Array.from(value).join("\u200b"),
  "in wide letters": (value) =>
    value.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  "in JSON": (value) => JSON.stringify(value),
  "in JSON in JSON": (value) => JSON.stringify(JSON.stringify({ value })),
  "in JSON's escapes alone": (value) => each(value, (byte) => `\\u00${hex(byte)}`),
  "in a URL": (value) => encodeURIComponent(value),
  "in a URL, each byte escaped": (value) => each(value, (byte) => `%${hex(byte)}`),
  "in HTML's numbers": (value) => each(value, (byte) => `&#${byte};`),
  "in HTML's hexadecimal numbers": (value) => each(value, (byte) => `&#x${hex(byte)};`),
  ...Object.fromEntries(
    [0, 1, 2, 3].map((count) => [
      `in base64 after ${count} bytes`,
      (value: string) => Buffer.from(`${"x".repeat(count)}${value}!`).toString("base64"),
    ]),
  ),
  "in base64 for URLs": (value) => Buffer.from(value).toString("base64url"),
  "in base64, wrapped": (value) => Buffer.from(value).toString("base64").replaceAll(/.{10}/g, "$&\n"),
  "in base64 of base64": (value) => Buffer.from(Buffer.from(value).toString("base64")).toString("base64"),
  "in base64 backwards": (value) => reversed(Buffer.from(value).toString("base64")),
  "in base64 of what is backwards": (value) => Buffer.from(reversed(value)).toString("base64"),
  "in base64 of UTF-16": (value) => Buffer.from(value, "utf16le").toString("base64"),
  "in base64 of hexadecimal": (value) => Buffer.from(Buffer.from(value).toString("hex")).toString("base64"),
  "in hexadecimal": (value) => Buffer.from(value).toString("hex"),
  "in hexadecimal, in capitals, apart": (value) => each(value, hex, " ").toUpperCase(),
  "in hexadecimal with 0x": (value) => each(value, (byte) => `0x${hex(byte)}`, ", "),
  "in hexadecimal with \\x": (value) => each(value, (byte) => `\\x${hex(byte)}`),
  "in hexadecimal backwards": (value) => reversed(Buffer.from(value).toString("hex")),
  "as Node shows bytes": (value) => inspect(Buffer.from(value)),
  "as a list of bytes": (value) => inspect([...Buffer.from(value)], { maxArrayLength: null }),
  "as bytes in JSON": (value) => JSON.stringify(Buffer.from(value)),
  "in octal": (value) => each(value, (byte) => `\\${byte.toString(8).padStart(3, "0")}`),
  "in binary": (value) => each(value, (byte) => byte.toString(2).padStart(8, "0"), " "),
  "in rot13": (value) =>
    value.replaceAll(/[a-z]/gi, (letter) => {
      const first = letter < "a" ? 65 : 97;
      return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
    }),
};

describe("what hides values", () => {
  const value = `Pa55/${randomBytes(18).toString("base64url")}&"<ü`;
  const mask = new Mask([value]);

  for (const [form, write] of Object.entries(forms)) {
    it(`hides a value ${form}`, () => {
      const written = write(value);
      const { text, hidden } = mask.apply(`before it\n${written}\nafter it`);
      assert.ok(hidden > 0, `${value} as ${written}`);
      // No more than a letter or two at an end may be left: four bytes of it would be a find.
      const rest = text.replace("before it", "").replace("after it", "").replaceAll(hiddenMark, "");
      const left = rest.match(/[a-z0-9]{9,}/gi) ?? [];
      assert.ok(
        left.every((part) => !written.includes(part) || ["and then"].includes(part)),
        `${value} as ${written}: ${text}`,
      );
      assert.match(text, /^before it\n[^]*\nafter it$/);
    });
  }

  it("hides each line of a value of many, and each text of a value in JSON", () => {
    const lines = Array.from({ length: 6 }, () => randomBytes(24).toString("base64"));
    const key = `-----BEGIN KEY-----\n${lines.join("\n")}\n-----END KEY-----\n`;
    const token = randomBytes(16).toString("hex");
    const many = new Mask([key, JSON.stringify({ url: "https://x.invalid", token })]);
    for (const line of [...lines, token]) assert.match(many.apply(`> ${line} <`).text, /^> \W?\[hidden\]\W* <$/);
  });

  it("hides what a value in base64 stands for, as the service has it", () => {
    const bytes = randomBytes(30).toString("hex");
    const encoded = new Mask([Buffer.from(bytes).toString("base64")]);
    assert.equal(encoded.apply(bytes).text, hiddenMark);
  });

  it("hides a value without letters, and one of four characters", () => {
    const odd = new Mask(["$(){}[]!#", "q7z!"]);
    assert.equal(
      odd.apply("a $(){}[]!# b q7z! c #!][}{)($ d").text,
      `a ${hiddenMark} b ${hiddenMark} c ${hiddenMark} d`,
    );
  });

  it("hides a value of half a megabyte, and soon", () => {
    const large = randomBytes(400_000).toString("base64");
    const before = process.cpuUsage();
    const { text } = new Mask([large]).apply(
      `x ${large.slice(5000, 9000)} y ${Buffer.from(large.slice(0, 999)).toString("hex")}`,
    );
    // The processor's time, as tests share it.
    const { user } = process.cpuUsage(before);
    assert.ok(user < 8_000_000, `${user} µs`);
    // Of 6,000 characters: punctuation between two parts, and ends that are shorter than a part, may stay.
    assert.ok(text.length < 600, text);
  });

  it("leaves what everybody may read, and a text without a value, as they are", () => {
    const uri = `postgres://app_writer:${randomBytes(12).toString("hex")}@db.busflow.internal:5432/app`;
    const known = "postgres_exporter: {host: db.busflow.internal:5432}";
    const text = "~ postgres_exporter   db_writer v1 → v2   asks db.busflow.internal:5432\n  0000 -----BEGIN\n";
    assert.deepEqual(new Mask([uri], known).apply(text), { text, hidden: 0 });
    assert.deepEqual(mask.apply(text), { text, hidden: 0 });
  });

  it("refuses a value that it cannot hide, and does not say which", () => {
    assert.throws(
      () => new Mask([value, "abc"]),
      (error) =>
        error instanceof UserError && !error.message.includes("abc") && error.message.includes("cannot be hidden"),
    );
  });
});
