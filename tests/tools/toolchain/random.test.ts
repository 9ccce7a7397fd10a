import assert from "node:assert/strict";
import pulumi from "@pulumi/pulumi";
import bcrypt from "bcryptjs";
import { plainProperties, secret, type Properties } from "../../../tools/toolchain/random/envelope.ts";
import { drawPassword, type PasswordInputs } from "../../../tools/toolchain/random/password.ts";
import { RandomStandIn } from "../../../tools/toolchain/random/provider.ts";

const unknown = pulumi.runtime.unknownValue;
const isSecret = (value: unknown): boolean => pulumi.runtime.isRpcSecret(value);

const urnOf = (type: string): string => `urn:pulumi:dev::project::my:index:Parent$random:index/${type}::name`;
const password = urnOf("randomPassword:RandomPassword");
const bytes = urnOf("randomBytes:RandomBytes");
const pet = urnOf("randomPet:RandomPet");

const provider = new RandomStandIn();

async function create(urn: string, inputs: Properties): Promise<Properties> {
  return (await provider.create(urn, inputs)).outs as Properties;
}

/** What a refresh (with the state) or an import (without one) answers. */
async function read(
  id: string,
  urn: string,
  state: Properties,
): Promise<{ id: string; props: Properties; inputs?: Properties }> {
  return (await provider.read(id, urn, state)) as { id: string; props: Properties; inputs?: Properties };
}

async function failuresOf(urn: string, inputs: Properties): Promise<string[]> {
  const { failures = [] } = await provider.check(urn, {}, inputs);
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

async function replacedBy(urn: string, state: Properties, inputs: Properties): Promise<string[]> {
  const { changes, replaces = [] } = await provider.diff("none", urn, state, inputs);
  assert.equal(changes, replaces.length > 0);
  return replaces.sort();
}

describe("what the random stand-in draws", () => {
  const usual: PasswordInputs = {
    ...{ length: 1000, upper: true, lower: true, numeric: true, special: true },
    ...{ minUpper: 0, minLower: 0, minNumeric: 0, minSpecial: 0 },
  };
  const onlySpecial = { ...usual, upper: false, lower: false, numeric: false };

  it("has the length asked for, from all four classes", () => {
    assert.equal(drawPassword({ ...usual, length: 1 }).length, 1);
    const long = drawPassword(usual);
    assert.match(long, /^[A-Za-z0-9!@#$%&*()_=+[\]{}<>:?-]{1000}$/);
    for (const characters of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]) assert.match(long, characters);
  });

  it("has nothing from a class that is off", () => {
    assert.match(drawPassword({ ...usual, special: false }), /^[A-Za-z0-9]+$/);
    assert.match(drawPassword({ ...usual, upper: false }), /^[^A-Z]+$/);
    assert.match(drawPassword({ ...usual, lower: false }), /^[^a-z]+$/);
    assert.match(drawPassword({ ...usual, numeric: false }), /^[^0-9]+$/);
  });

  it("has its special characters from overrideSpecial, the usual ones where that is empty", () => {
    assert.match(drawPassword({ ...onlySpecial, overrideSpecial: "_~" }), /^(?=.*_)(?=.*~)[_~]+$/);
    assert.match(drawPassword({ ...onlySpecial, overrideSpecial: "" }), /^[!@#$%&*()_=+[\]{}<>:?-]+$/);
  });

  it("has the minimum of each class, even of one that is off", () => {
    const minimums = { minUpper: 1, minLower: 2, minNumeric: 3, minSpecial: 4 };
    for (let round = 0; round < 100; round++) {
      const drawn = drawPassword({ ...usual, length: 10, ...minimums, special: false });
      const counts = [/[A-Z]/g, /[a-z]/g, /[0-9]/g, /[^A-Za-z0-9]/g].map(
        (characters) => drawn.match(characters)?.length,
      );
      assert.deepEqual(counts, [1, 2, 3, 4]);
    }
  });

  // 1,000 expected of each; the standard deviation is 32 at most, the bounds are nearly 8 of them away.
  const evenly = (draws: Iterable<unknown>, kinds: number): void => {
    const counts = new Map<unknown, number>();
    for (const drawn of draws) counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    assert.equal(counts.size, kinds);
    for (const [drawn, times] of counts) assert.ok(times > 750 && times < 1250, `${String(drawn)}: ${times} times`);
  };

  it("has every character with the same chance", () => {
    evenly(drawPassword({ ...usual, length: 62_000, special: false }), 62);
    evenly(drawPassword({ ...onlySpecial, length: 21_000 }), 21);
  });

  it("has what a minimum demands at every place with the same chance", () => {
    const inputs = { ...usual, length: 8, numeric: false, special: false, minNumeric: 1 };
    const places = Array.from({ length: 8000 }, () => drawPassword(inputs).search(/[0-9]/));
    evenly(places, 8);
  });
});

describe("RandomPassword of the random stand-in", () => {
  it("fills in the defaults that the official provider has", async () => {
    const state = plainProperties(await create(password, { length: 12 }));
    const { result, bcryptHash, ...inputs } = state;
    assert.match(String(result), /^.{12}$/);
    assert.match(String(bcryptHash), /^\$2b\$10\$/);
    assert.deepEqual(inputs, {
      ...{ length: 12, lower: true, upper: true, special: true, number: true, numeric: true },
      ...{ minLower: 0, minUpper: 0, minSpecial: 0, minNumeric: 0 },
    });
  });

  it("takes number and numeric for one input", async () => {
    for (const name of ["number", "numeric"]) {
      const state = plainProperties(await create(password, { length: 100, [name]: false }));
      assert.deepEqual([state["number"], state["numeric"]], [false, false]);
      assert.match(String(state["result"]), /^[^0-9]+$/);
    }
  });

  it("hashes the first 72 bytes", async () => {
    const state = plainProperties(await create(password, { length: 100 }));
    const [result, hash] = [String(state["result"]), String(state["bcryptHash"])];
    assert.ok(await bcrypt.compare(result.slice(0, 72), hash));
    assert.ok(!(await bcrypt.compare(result.slice(0, 71), hash)));
  });

  it("gives its values as secrets, and inputs in the envelopes they came in", async () => {
    const inputs = {
      length: secret(8),
      keepers: { open: "a", hidden: secret("b") },
      overrideSpecial: secret("!"),
    };
    const state = await create(password, inputs);
    assert.deepEqual([isSecret(state["result"]), isSecret(state["bcryptHash"])], [true, true]);
    assert.deepEqual(
      { length: state["length"], keepers: state["keepers"], overrideSpecial: state["overrideSpecial"] },
      inputs,
    );
    assert.equal(String(plainProperties(state)["result"]).length, 8);
    assert.deepEqual((await provider.check(password, {}, inputs)).inputs, inputs);
  });

  const refused: [Properties, ...string[]][] = [
    [{}, "length: must be a whole number"],
    [{ length: 0 }, "length: must be at least 1"],
    [{ length: 1.5 }, "length: must be a whole number"],
    [{ length: 8, minUpper: -1 }, "minUpper: must be at least 0"],
    [{ length: 8, upper: "yes", lower: 1 }, "lower: must be true or false", "upper: must be true or false"],
    [{ length: 8, keepers: { when: 3 } }, "keepers.when: must be a string"],
    [
      { length: 7, minUpper: 2, minLower: 2, minNumeric: 2, minSpecial: 2 },
      "length: must be at least the sum of minUpper, minLower, minNumeric and minSpecial",
    ],
    [
      { length: 8, number: true, numeric: false },
      "number: must not differ from numeric; it is deprecated, set numeric alone",
    ],
    [
      { length: 8, special: false, upper: false, lower: false, number: false },
      "special: at least one of special, upper, lower and numeric must be true",
    ],
  ];
  for (const [inputs, ...failures] of refused) {
    it(`refuses ${JSON.stringify(inputs)}`, async () => {
      assert.deepEqual(await failuresOf(password, inputs), failures);
    });
  }

  it("accepts what is just within the limits, and what is not known yet", async () => {
    for (const inputs of [
      { length: 1 },
      { length: 8, minUpper: 2, minLower: 2, minNumeric: 2, minSpecial: 2 },
      { length: 8, number: false, numeric: false },
      { length: 8, special: false, upper: false, lower: false },
      { length: unknown },
      { length: secret(unknown), minUpper: 3, special: unknown, keepers: unknown },
      { length: 8, keepers: { later: unknown } },
    ]) {
      assert.deepEqual(await failuresOf(password, inputs), []);
    }
  });

  it("says what is wrong with a known input though others are unknown, and never repeats a value", async () => {
    const failures = await failuresOf(password, { length: unknown, upper: secret("hunter2") });
    assert.deepEqual(failures, ["upper: must be true or false"]);
  });

  describe("once created", () => {
    const inputs = { length: 8, keepers: { version: "1" } };
    let state: Properties;
    before(async () => {
      state = await create(password, inputs);
    });

    const changes: Record<string, unknown> = {
      ...{ length: 9, keepers: { version: "2" }, special: false, upper: false, lower: false, overrideSpecial: "!" },
      ...{ minUpper: 1, minLower: 1, minNumeric: 1, minSpecial: 1 },
    };
    for (const [name, value] of Object.entries(changes)) {
      it(`is replaced when ${name} changes`, async () => {
        assert.deepEqual(await replacedBy(password, state, { ...inputs, [name]: value }), [name]);
        assert.deepEqual(await replacedBy(password, state, { ...inputs, [name]: secret(value) }), [name]);
      });
      it(`is replaced when ${name} is not known yet`, async () => {
        assert.deepEqual(await replacedBy(password, state, { ...inputs, [name]: unknown }), [name]);
      });
    }

    it("is replaced when digits are turned off under either name", async () => {
      for (const name of ["number", "numeric"]) {
        assert.deepEqual(await replacedBy(password, state, { ...inputs, [name]: false }), ["number", "numeric"]);
      }
    });

    it("is replaced when a keeper comes, goes or is not known yet", async () => {
      for (const keepers of [undefined, {}, { version: "1", other: "x" }, { version: unknown }]) {
        assert.deepEqual(await replacedBy(password, state, { ...inputs, keepers }), ["keepers"]);
      }
    });

    it("stays when a default is written out or an input only becomes secret", async () => {
      const same = { upper: true, numeric: true, minUpper: 0, overrideSpecial: "", keepers: { version: secret("1") } };
      assert.deepEqual(await replacedBy(password, state, { ...inputs, ...same }), []);
    });

    it("is what a refresh finds", async () => {
      assert.deepEqual(await read("none", password, state), { id: "none", props: state });
    });

    it("has its values made secret when a state brings them in plain", async () => {
      const { props } = await read("none", password, plainProperties(state));
      assert.deepEqual(props["result"], state["result"]);
      assert.deepEqual(props["bcryptHash"], state["bcryptHash"]);
    });
  });

  it("imports a password by its value, which is in the secret outputs only", async () => {
    const { id, props, inputs } = await read("hunter2-hunter2", password, {});
    assert.deepEqual([id, inputs], ["none", { length: 15 }]);
    assert.deepEqual(props["result"], secret("hunter2-hunter2"));
    assert.ok(await bcrypt.compare("hunter2-hunter2", String(plainProperties(props)["bcryptHash"])));
    assert.deepEqual(await replacedBy(password, props, { length: 15 }), []);
  });
});

describe("RandomBytes of the random stand-in", () => {
  it("gives the same bytes in base64 and in hexadecimal, as secrets", async () => {
    const state = await create(bytes, { length: 32 });
    assert.deepEqual([isSecret(state["base64"]), isSecret(state["hex"])], [true, true]);
    const { base64, hex, length } = plainProperties(state);
    assert.equal(Buffer.from(String(base64), "base64").toString("hex"), hex);
    assert.match(String(hex), /^[0-9a-f]{64}$/);
    assert.equal(length, 32);
  });

  it("never gives the same twice", async () => {
    const draws = await Promise.all(Array.from({ length: 100 }, () => create(bytes, { length: 16 })));
    assert.equal(new Set(draws.map((state) => plainProperties(state)["hex"])).size, 100);
  });

  it("refuses a length below 1", async () => {
    assert.deepEqual(await failuresOf(bytes, { length: 0 }), ["length: must be at least 1"]);
    assert.deepEqual(await failuresOf(bytes, { length: 1 }), []);
  });

  it("is replaced when its length or a keeper changes", async () => {
    const state = await create(bytes, { length: 32 });
    assert.deepEqual(await replacedBy(bytes, state, { length: 33 }), ["length"]);
    assert.deepEqual(await replacedBy(bytes, state, { length: 32, keepers: { a: "b" } }), ["keepers"]);
    assert.deepEqual(await replacedBy(bytes, state, { length: 32, keepers: {} }), []);
  });

  it("imports bytes by their base64, and refuses any other ID without repeating it", async () => {
    const { id, props, inputs } = await read("8/fu3q+2DcgSJ19i0jZ5Cw==", bytes, {});
    assert.deepEqual([id, inputs], ["none", { length: 16 }]);
    assert.deepEqual(props["hex"], secret("f3f7eedeafb60dc812275f62d236790b"));
    await assert.rejects(provider.read("hunter2", bytes, {}), {
      message: "the import ID of a RandomBytes must be its value in base64",
    });
  });
});

describe("the random stand-in", () => {
  it("refuses any other type by name, and says what it is", async () => {
    const message =
      "random:index/randomPet:RandomPet is not in this stand-in for @pulumi/random, which has RandomPassword and " +
      "RandomBytes only; it needs the official random plugin";
    assert.deepEqual(await failuresOf(pet, {}), [`: ${message}`]);
    await assert.rejects(provider.read("cat", pet, {}), { message });
    await assert.rejects(provider.create(pet, {}), { message });
  });

  it("describes its inputs and outputs in a schema", async () => {
    const { resources } = JSON.parse(await provider.getSchema()) as { resources: Record<string, unknown> };
    assert.deepEqual(resources["random:index/randomBytes:RandomBytes"], {
      inputProperties: {
        keepers: { type: "object", additionalProperties: { type: "string" } },
        length: { type: "integer" },
      },
      requiredInputs: ["length"],
      properties: {
        keepers: { type: "object", additionalProperties: { type: "string" } },
        length: { type: "integer" },
        base64: { type: "string", secret: true },
        hex: { type: "string", secret: true },
      },
      required: ["length", "base64", "hex"],
    });
  });

  it("has the version of the npm package whose classes it serves", async () => {
    const { default: manifest } = await import("@pulumi/random/package.json", { with: { type: "json" } });
    assert.equal(provider.version, manifest.version);
  });
});
