import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { leaksOf } from "./leaks.ts";

const value = `c4n4ry0123456789 "q" \\ é+&<x>=%/`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const json = (text: string): string => JSON.stringify({ a: text });

describe("the search for a leaked value", () => {
  const written: Record<string, string | Buffer> = {
    "as it is": value,
    "reversed": Array.from(value).reverse().join(""),
    "as JSON": json(value),
    "as JSON in JSON": json(json(value)),
    "as JSON by Go": json(value).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"),
    "in a query": new URLSearchParams({ value }).toString(),
    "in a path": encodeURIComponent(value),
    "in hexadecimal": Buffer.from(value).toString("hex"),
    "as Go prints bytes": `[${Buffer.from(value).join(" ")}]`,
    "in base64": base64(value),
    "in base64 for URLs": Buffer.from(value).toString("base64url"),
    "in base64 after one byte": base64(`x${value}yy`),
    "in base64 after two bytes": base64(`xx${value}y`),
    "in base64 of base64": base64(json(base64(`x${value}`))),
    "compressed": gzipSync(value),
  };
  for (const [how, content] of Object.entries(written)) {
    it(`finds it ${how}`, () => {
      assert.deepEqual(leaksOf([value], [{ where: how, content }]), [how]);
    });
  }

  it("finds nothing in what holds another value", () => {
    const others = Object.entries(written).map(([where, content]) => ({ where, content }));
    assert.deepEqual(leaksOf([`c4n4ry0123456788 "q" \\ é+&<x>=%/`], others), []);
  });
});
