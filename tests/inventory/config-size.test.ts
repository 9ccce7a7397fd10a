import assert from "node:assert/strict";
import { describeSize, sizeOf } from "../../inventory/config-size.ts";

/** A config with these values, as Pulumi hands it over. */
function described(values: Record<string, Record<number, string>>): string | undefined {
  return describeSize({ "busflow-secrets:values": JSON.stringify(values) }, values);
}

describe("the size of the stack config", () => {
  it("is that of the variable in which Go writes it as JSON", () => {
    assert.equal(sizeOf({}), 2);
    assert.equal(sizeOf({ "a:b": `"<` }), String.raw`{"a:config:b":"\"\u003c"}`.length);
    assert.equal(sizeOf({ "a:b": "é", "a:c": "" }), Buffer.byteLength(`{"a:config:b":"é","a:config:c":""}`));
  });

  it("is no matter while every value has room for its next version", () => {
    assert.equal(described({ a: { 1: "x".repeat(64_000) }, b: { 1: "y" } }), undefined);
    assert.equal(described({}), undefined);
  });

  it("is told with the largest secrets when the next version would not fit", () => {
    const text = described({ a: { 1: "x".repeat(66_000) }, b: { 1: "y" } });
    assert.match(
      text ?? "",
      /^The stack config takes 64\.5 of the 128\.0 KiB .* values: a \(64\.5\), b \(0\.0\)\. The next version of a does not fit/,
    );
  });

  it("is told from 100 KiB on in any case", () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`s${index}`, { 1: "x".repeat(9_400) }]));
    assert.match(described(many) ?? "", /^The stack config takes 101\.\d of the 128\.0 KiB [^]*\(9\.2\)\.\nKeep large/);
  });
});
