import assert from "node:assert/strict";

/** What has to be there: where a `?.` would let what is asserted of nothing pass, this fails. */
export function there<T>(value: T, what = "it"): NonNullable<T> {
  assert.ok(value !== undefined && value !== null, `${what} is not there`);
  return value;
}
