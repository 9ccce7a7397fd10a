import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { digestOf, Kept } from "../../policy/kept.ts";
import { withEnvironment } from "../support/environment.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("what a run of the pack keeps for the next ones", () => {
  const cache = useTempDir();
  const inCi = process.env["CI"];

  beforeEach(() => {
    delete process.env["CI"];
  });

  afterEach(() => {
    if (inCi !== undefined) process.env["CI"] = inCi;
  });

  const kept = (subject = "/a", settings: string[] = []): Kept<number> =>
    new Kept<number>("numbers", subject, settings, cache());

  it("is there for the same subject and settings alone, and for its owner alone", () => {
    assert.equal(kept().read(), undefined);
    kept().write([1, 2]);
    assert.deepEqual(kept().read(), [1, 2]);
    assert.equal(kept("/b").read(), undefined);
    assert.equal(kept("/a", ["strict"]).read(), undefined);
    assert.equal(statSync(kept().file ?? "").mode & 0o777, 0o600);
    kept().remove();
    assert.equal(kept().read(), undefined);
  });

  it("is nothing in CI, and without a folder of compiled code", async () => {
    kept().write([1]);
    await withEnvironment({ CI: "true" }, () => {
      assert.deepEqual([kept().file, kept().read()], [undefined, undefined]);
      return Promise.resolve();
    });
    delete process.env["CI"];
    assert.equal(new Kept("numbers", "/a", [], "").file, undefined);
  });

  it("is nothing when it is damaged, no list, or of other code", () => {
    kept().write([1]);
    const file = kept().file ?? "";
    const whole = readFileSync(file, "utf8");
    const damages = [
      whole.slice(0, -5),
      "",
      "null",
      whole.replace("[1]", "{}"),
      whole.replace(/"code":"./, '"code":"-'),
    ];
    for (const damaged of damages) {
      assert.notEqual(damaged, whole);
      writeFileSync(file, damaged);
      assert.equal(kept().read(), undefined, damaged);
    }
  });

  it("is not written where that is not allowed, which is no fault", () => {
    mkdirSync(path.join(cache(), "numbers"));
    writeFileSync(path.join(cache(), "file"), "");
    new Kept<number>("numbers", "/a", [], path.join(cache(), "file")).write([1]);
    chmodSync(path.join(cache(), "numbers"), 0o500);
    kept().write([1]);
  });

  it("has digests that tell parts from one another", () => {
    assert.notEqual(digestOf("ab", "c"), digestOf("a", "bc"));
  });
});
