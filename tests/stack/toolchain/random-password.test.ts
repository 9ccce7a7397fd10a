// What the program relies on of RandomPassword, asked of whatever random plugin is selected: the official one, or the one that is
// built from the same code.
import assert from "node:assert/strict";
import { execa } from "execa";
import { passwordUrn, plain, secret, unknown, useRandomPlugin, type Properties } from "./random-plugin.ts";

describe("a RandomPassword of the random plugin", function () {
  this.timeout(60_000);

  const { plugin, values, refusal, replacedBy } = useRandomPlugin();

  async function draw(inputs: Properties): Promise<string> {
    return String((await values(passwordUrn, inputs))["result"]);
  }

  /** Whether this bcrypt hash is one of the password, as the C library has it. */
  async function isHashOf(hash: string, value: string): Promise<boolean> {
    // Perl's crypt is that of the C library. The password comes on standard input.
    const script = "chomp(my @lines = <STDIN>); print crypt($lines[0], $lines[1]) // ''";
    const { stdout } = await execa("perl", ["-e", script], { input: `${value}\n${hash}\n` });
    assert.match(stdout, /^\$2/, "this machine's C library knows no bcrypt");
    return stdout === hash;
  }

  describe("drawn at random", () => {
    const onlySpecial = { upper: false, lower: false, numeric: false };

    it("has the length asked for, from all four classes", async () => {
      assert.equal((await draw({ length: 1 })).length, 1);
      const long = await draw({ length: 1000 });
      assert.match(long, /^[A-Za-z0-9!@#$%&*()_=+[\]{}<>:?-]{1000}$/);
      for (const characters of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]) assert.match(long, characters);
    });

    it("has nothing from a class that is off", async () => {
      assert.match(await draw({ length: 1000, special: false }), /^[A-Za-z0-9]+$/);
      assert.match(await draw({ length: 1000, upper: false }), /^[^A-Z]+$/);
      assert.match(await draw({ length: 1000, lower: false }), /^[^a-z]+$/);
      assert.match(await draw({ length: 1000, numeric: false }), /^[^0-9]+$/);
    });

    it("has its special characters from overrideSpecial, the usual ones where that is empty", async () => {
      const own = await draw({ ...onlySpecial, length: 1000, overrideSpecial: "_~" });
      assert.match(own, /^(?=.*_)(?=.*~)[_~]+$/);
      const usual = await draw({ ...onlySpecial, length: 1000, overrideSpecial: "" });
      assert.match(usual, /^[!@#$%&*()_=+[\]{}<>:?-]+$/);
    });

    it("has the minimum of each class, even of one that is off", async () => {
      const inputs = { length: 10, minUpper: 1, minLower: 2, minNumeric: 3, minSpecial: 4, special: false };
      for (let round = 0; round < 10; round++) {
        const drawn = await draw(inputs);
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

    it("has every character with the same chance", async () => {
      evenly(await draw({ length: 62_000, special: false }), 62);
      evenly(await draw({ ...onlySpecial, length: 21_000 }), 21);
    });

    it("has what a minimum demands at any place", async () => {
      const inputs = { length: 4, numeric: false, special: false, minNumeric: 1 };
      const places = new Set<number>();
      // The provider's way to mix leaves what comes first in the last place once in 24 times: of 600 it is there but in one run of 10^11.
      for (let round = 0; round < 600 && places.size < 4; round++) places.add((await draw(inputs)).search(/[0-9]/));
      assert.deepEqual([...places].sort(), [0, 1, 2, 3]);
    });
  });

  describe("made from its inputs", () => {
    it("has the defaults that @pulumi/random documents", async () => {
      const { result, bcryptHash, ...inputs } = await values(passwordUrn, { length: 12 });
      assert.match(String(result), /^.{12}$/);
      assert.match(String(bcryptHash), /^\$2[ab]\$10\$/);
      assert.deepEqual(inputs, {
        ...{ length: 12, lower: true, upper: true, special: true, number: true, numeric: true },
        ...{ minLower: 0, minUpper: 0, minSpecial: 0, minNumeric: 0 },
      });
    });

    it("has number and numeric for one input", async () => {
      for (const name of ["number", "numeric"]) {
        const state = await values(passwordUrn, { length: 100, [name]: false });
        assert.deepEqual([state["number"], state["numeric"]], [false, false]);
        assert.match(String(state["result"]), /^[^0-9]+$/);
      }
    });

    it("has a hash of the first 72 bytes", async () => {
      const state = await values(passwordUrn, { length: 100 });
      const [result, hash] = [String(state["result"]), String(state["bcryptHash"])];
      assert.equal(await isHashOf(hash, result.slice(0, 72)), true);
      assert.equal(await isHashOf(hash, result.slice(0, 71)), false);
    });

    it("has its values as secrets", async () => {
      const { state } = await plugin().create(passwordUrn, { length: secret(8) });
      for (const name of ["result", "bcryptHash"]) assert.deepEqual(state[name], secret(plain(state[name])));
      assert.equal(String(plain(state["result"])).length, 8);
    });

    const refused: [Properties, RegExp][] = [
      [{}, /'length'/],
      [{ length: 0 }, /length value must be at least 1\b/],
      [{ length: 1.5 }, /not an integer/],
      [{ length: 8, upper: "yes" }, /"upper": Expected a Boolean/],
      [{ length: 8, keepers: { when: [3] } }, /"keepers"/],
      [{ length: 7, minUpper: 2, minLower: 2, minNumeric: 2, minSpecial: 2 }, /length value must be at least sum of/],
      [{ length: 8, special: false, upper: false, lower: false, number: false }, /must be specified as true/],
      [{ length: 8, special: false, upper: false, lower: false, numeric: false }, /must be specified as true/],
    ];
    for (const [inputs, message] of refused) {
      it(`is refused with ${JSON.stringify(inputs)}`, async () => {
        assert.match(await refusal(passwordUrn, inputs), message);
      });
    }

    it("is not created with a number that differs from numeric", async () => {
      const inputs = { length: 8, number: true, numeric: false };
      await assert.rejects(
        plugin().create(passwordUrn, inputs),
        /Number and numeric are both configured with different/,
      );
    });

    it("is accepted just within the limits, and with what is not known yet", async () => {
      for (const inputs of [
        { length: 1 },
        { length: 8, minUpper: 2, minLower: 2, minNumeric: 2, minSpecial: 2 },
        { length: 8, number: false, numeric: false },
        { length: 8, special: false, upper: false, lower: false },
        { length: unknown },
        { length: secret(unknown), minUpper: 3, special: unknown, keepers: unknown },
        { length: 8, keepers: { later: unknown } },
      ]) {
        assert.equal(await refusal(passwordUrn, inputs), "");
      }
    });

    it("is refused for a known input though others are unknown, and the value is not repeated", async () => {
      const message = await refusal(passwordUrn, { length: unknown, upper: secret("hunter2") });
      assert.match(message, /"upper": Expected a Boolean/);
      assert.ok(!message.includes("hunter2"));
    });
  });

  describe("once created is found", () => {
    const inputs = { length: 8, keepers: { version: "1" } };
    let state: Properties;
    before(async () => {
      ({ state } = await plugin().create(passwordUrn, inputs));
    });

    const changes: Record<string, unknown> = {
      ...{ length: 9, keepers: { version: "2" }, special: false, upper: false, lower: false, overrideSpecial: "!" },
      ...{ minUpper: 1, minLower: 1, minNumeric: 1, minSpecial: 1 },
    };
    for (const [name, value] of Object.entries(changes)) {
      it(`to be replaced when ${name} changes`, async () => {
        assert.deepEqual(await replacedBy(passwordUrn, state, { ...inputs, [name]: value }), [name]);
        assert.deepEqual(await replacedBy(passwordUrn, state, { ...inputs, [name]: secret(value) }), [name]);
      });
      it(`to change when ${name} is not known yet`, async () => {
        const { changes, replaces } = await plugin().diff(passwordUrn, state, { ...inputs, [name]: unknown });
        assert.deepEqual(changes, [name]);
        // Upstream shows this one as an update until it is known.
        assert.deepEqual(replaces, name === "overrideSpecial" ? [] : [name]);
      });
    }

    it("to be replaced when digits are turned off under either name", async () => {
      for (const name of ["number", "numeric"]) {
        assert.deepEqual(await replacedBy(passwordUrn, state, { ...inputs, [name]: false }), ["number", "numeric"]);
      }
    });

    it("to be replaced when a keeper comes, goes or is not known yet", async () => {
      const { length } = inputs;
      assert.deepEqual(await replacedBy(passwordUrn, state, { length }), ["keepers"]);
      for (const keepers of [{}, { version: "1", other: "x" }, { version: unknown }]) {
        assert.deepEqual(await replacedBy(passwordUrn, state, { length, keepers }), ["keepers"]);
      }
    });

    it("unchanged when a default is written out or an input only becomes secret", async () => {
      const same = { upper: true, numeric: true, minUpper: 0, keepers: { version: secret("1") } };
      assert.deepEqual(await replacedBy(passwordUrn, state, { ...inputs, ...same }), []);
    });

    it("as it is, with a refresh", async () => {
      const found = await plugin().read(passwordUrn, "none", state);
      assert.deepEqual({ id: found.id, state: found.state }, { id: "none", state });
    });

    it("with its values made secret when a state brings them in plain", async () => {
      const found = await plugin().read(passwordUrn, "none", plain(state) as Properties);
      assert.deepEqual(found.state["result"], state["result"]);
      assert.deepEqual(found.state["bcryptHash"], state["bcryptHash"]);
    });
  });

  it("is imported by its value, which is in the secret outputs only", async () => {
    const { id, state, inputs } = await plugin().read(passwordUrn, "hunter2-hunter2");
    assert.deepEqual([id, inputs["length"], inputs["result"]], ["none", 15, undefined]);
    assert.deepEqual(state["result"], secret("hunter2-hunter2"));
    const hash = String(plain(state["bcryptHash"]));
    assert.equal(await isHashOf(hash, "hunter2-hunter2"), true);
    assert.ok(!JSON.stringify({ ...state, result: "", bcryptHash: "" }).includes("hunter2"));
    assert.deepEqual(await replacedBy(passwordUrn, state, { length: 15 }), []);
  });
});
