import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { holdsInAnyCase, holdsOneOf, placesInAnyCase, placesOf } from "../../scan/hints.ts";

describe("holdsOneOf and holdsInAnyCase", () => {
  const holds = holdsOneOf("eyJ", "glpat-", "op");
  const holdsAny = holdsInAnyCase("Secret_Access", "pw");

  it("find a part at the beginning, in the middle and at the end of a text", () => {
    for (const text of ["eyJ", "eyJh", "a eyJ", "glpat-x", " glpat-", "op", "top", "opa", "op "]) {
      assert.equal(holds(text), true, text);
    }
    for (const text of ["", "e", "o", "eyj", "EYJ", "glpat_", "glpat", "o p", "ey J"]) {
      assert.equal(holds(text), false, text);
    }
  });

  it("take capital and small letters for the same only where they are asked to", () => {
    for (const text of ["SECRET_ACCESS", "xsecret_Accessx", "PW", "pW"]) assert.equal(holdsAny(text), true, text);
    for (const text of ["SECRET-ACCESS", "secret?access", "p", "p w"]) assert.equal(holdsAny(text), false, text);
    assert.equal(holds("OP"), false);
  });

  it("see parts among other characters than those of ASCII", () => {
    assert.equal(holds("→eyJ→"), true);
    assert.equal(holds("\u0165yJ"), false);
    assert.equal(holdsAny("→PW→"), true);
  });

  it("refuse a part of one character", () => {
    assert.throws(() => holdsOneOf("="), /at least 2 characters: =/);
  });
});

describe("placesOf and placesInAnyCase", () => {
  it("give each place at which a part begins, once and in rising order", () => {
    assert.deepEqual(placesOf("ab", "abc", "bab")("abcab bab"), [0, 3, 6, 7]);
    assert.deepEqual(placesInAnyCase("key")("KEY key-Key"), [0, 4, 8]);
  });

  it("find what a search for each part finds, in random texts one after the other", () => {
    const parts = ["pass", "PASS", "pa", "as-", "-pas", "sss"];
    const places = placesOf(...parts);
    const holds = parts.map((part) => holdsOneOf(part));
    for (let round = 0; round < 500; round++) {
      const letters = "pas-PSxü0";
      const text = Array.from({ length: randomInt(40) }, () => letters.charAt(randomInt(letters.length))).join("");
      const there = Array.from(text).flatMap((_, at) => (parts.some((part) => text.startsWith(part, at)) ? [at] : []));
      assert.deepEqual(places(text), there, text);
      assert.deepEqual(
        holds.map((has) => has(text)),
        parts.map((part) => text.includes(part)),
        text,
      );
    }
  });
});
