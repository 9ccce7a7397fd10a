import assert from "node:assert/strict";
import { allValuesOf, describePlainValues, plainValuesOf } from "../../inventory/plain-values.ts";

const key = "shop:values";
const values = { db_reader: { 3: "a", 4: "b" }, db_writer: { 5: "c" } };
const file = (written: unknown) => ({ encryptionsalt: "v1:x", config: { [key]: written } });
const secure = { secure: "v1:x" };

describe("values that stand unencrypted", () => {
  const found = (written: unknown): string[] => plainValuesOf(file(written), key, values);

  it("are those that the file holds as they are in use", () => {
    assert.deepEqual(found({ db_reader: { 3: "a", 4: secure }, db_writer: { 5: "c" } }), [
      'values.db_reader["3"]',
      'values.db_writer["5"]',
    ]);
  });

  it("are none where each is encrypted, or another one is in use", () => {
    assert.deepEqual(found({ db_reader: { 3: secure, 4: secure }, db_writer: { 5: secure } }), []);
    assert.deepEqual(found({ db_writer: { 5: "another" } }), []);
  });

  it("are none in a file that has no values, or something else in their place", () => {
    for (const written of [undefined, "c", ["c"], { db_writer: "c" }, { db_writer: ["c"] }]) {
      assert.deepEqual(found(written), [], JSON.stringify(written));
    }
    for (const other of [undefined, "text", { config: "text" }, { config: { "other:values": values } }]) {
      assert.deepEqual(plainValuesOf(other, key, values), [], JSON.stringify(other));
    }
  });

  it("are all where Pulumi says that none is encrypted", () => {
    assert.deepEqual(allValuesOf(values), ['values.db_reader["3"]', 'values.db_reader["4"]', 'values.db_writer["5"]']);
  });

  it("are told by their places with the command for each, and never shown", () => {
    const one = describePlainValues(['values.db_writer["5"]']);
    assert.equal(
      one,
      [
        'A value stands unencrypted in the stack config: values.db_writer["5"].',
        "Whoever has read the file has it: rotate it if the file was ever committed or shared. To encrypt, type:",
        `pulumi config set --secret --path 'values.db_writer["5"]'`,
      ].join("\n"),
    );
    const all = allValuesOf(values);
    const told = describePlainValues(all) ?? "";
    assert.ok(
      told.startsWith(
        `3 values stand unencrypted in the stack config: ${all.join(", ")}.\nWhoever has read the file has them: rotate each `,
      ),
      told,
    );
    assert.deepEqual(
      told.split("\n").slice(2),
      all.map((path) => `pulumi config set --secret --path '${path}'`),
    );
    assert.equal(describePlainValues([]), undefined);
  });
});
