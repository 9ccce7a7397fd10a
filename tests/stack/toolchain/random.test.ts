// What the program relies on of @pulumi/random besides RandomPassword, asked of whatever random plugin is selected: the official
// one, or the one that is built from the same code.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pluginVersions } from "../../../tools/toolchain/versions.ts";
import { bytesUrn, plain, secret, urnOf, useRandomPlugin, type Properties } from "./random-plugin.ts";

/** Whether the plugin is our own build: in two things the official one goes another way. */
function isBuilt(): boolean {
  const stamp = path.join(process.env["PULUMI_HOME"] ?? "", "installed-plugins.json");
  const { random } = JSON.parse(readFileSync(stamp, "utf8")) as { random: { from: string } };
  return random.from === "registry";
}

describe("the random plugin", function () {
  this.timeout(60_000);

  const { plugin, values, refusal, replacedBy } = useRandomPlugin();

  describe("makes RandomBytes that", () => {
    it("are the same in base64 and in hexadecimal, as secrets", async () => {
      const { state } = await plugin().create(bytesUrn, { length: 32 });
      for (const name of ["base64", "hex"]) assert.deepEqual(state[name], secret(plain(state[name])));
      const { base64, hex, length } = plain(state) as Properties;
      assert.equal(Buffer.from(String(base64), "base64").toString("hex"), hex);
      assert.match(String(hex), /^[0-9a-f]{64}$/);
      assert.equal(length, 32);
    });

    it("are never the same twice", async () => {
      const draws = await Promise.all(Array.from({ length: 100 }, () => values(bytesUrn, { length: 16 })));
      assert.equal(new Set(draws.map(({ hex }) => hex)).size, 100);
    });

    it("are refused with a length below 1", async () => {
      assert.match(await refusal(bytesUrn, { length: 0 }), /length value must be at least 1\b/);
      assert.equal(await refusal(bytesUrn, { length: 1 }), "");
    });

    it("are replaced when their length or a keeper changes", async () => {
      const { state } = await plugin().create(bytesUrn, { length: 32 });
      assert.deepEqual(await replacedBy(bytesUrn, state, { length: 33 }), ["length"]);
      assert.deepEqual(await replacedBy(bytesUrn, state, { length: 32, keepers: { a: "b" } }), ["keepers"]);
      assert.deepEqual(await replacedBy(bytesUrn, state, { length: 32 }), []);
    });

    it("are what a refresh finds", async () => {
      const { id, state } = await plugin().create(bytesUrn, { length: 32 });
      const found = await plugin().read(bytesUrn, id, state);
      assert.deepEqual({ id: found.id, state: found.state }, { id, state });
    });
  });

  it("imports bytes by their base64, and refuses any other ID without repeating it", async () => {
    const { state, inputs } = await plugin().read(bytesUrn, "8/fu3q+2DcgSJ19i0jZ5Cw==");
    assert.deepEqual(inputs, { length: 16 });
    assert.deepEqual(state["hex"], secret("f3f7eedeafb60dc812275f62d236790b"));
    await assert.rejects(plugin().read(bytesUrn, "hunter2"), (error: Error) => {
      assert.match(error.message, /illegal base64 data/);
      return !error.message.includes("hunter2");
    });
  });

  it("describes inputs and outputs in its schema", async () => {
    const { resources } = (await plugin().schema()) as { resources: Record<string, Record<string, unknown>> };
    const { inputProperties, requiredInputs, properties } = resources["random:index/randomBytes:RandomBytes"] ?? {};
    const types = (described: unknown): unknown =>
      Object.fromEntries(
        Object.entries(described as Record<string, { type: string; secret?: true }>).map(([name, property]) => [
          name,
          [property.type, property.secret ?? false],
        ]),
      );
    assert.deepEqual(types(inputProperties), { keepers: ["object", false], length: ["integer", false] });
    assert.deepEqual(requiredInputs, ["length"]);
    assert.deepEqual(types(properties), {
      ...{ keepers: ["object", false], length: ["integer", false] },
      ...{ base64: ["string", true], hex: ["string", true] },
    });
  });

  it("has the version of the npm package whose classes it serves", async () => {
    assert.equal(await plugin().version(), pluginVersions.random);
    assert.equal(((await plugin().schema()) as { version: string }).version, pluginVersions.random);
  });

  it("keeps random bytes out of their ID, which is never secret; the official one does not", async () => {
    const value = "8/fu3q+2DcgSJ19i0jZ5Cw==";
    assert.equal((await plugin().read(bytesUrn, value)).id, isBuilt() ? "none" : value);
    const { id, state } = await plugin().create(bytesUrn, { length: 32 });
    assert.equal(id, isBuilt() ? "none" : plain(state["base64"]));
  });

  it("refuses any other type by name; the official one has them all", async () => {
    const refused = await refusal(urnOf("randomPet:RandomPet"), {});
    const expected = isBuilt() ? /unknown resource token: random:index\/randomPet:RandomPet/ : /^$/;
    assert.match(refused, expected);
  });
});
