import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SeenFiles } from "../../policy/seen-files.ts";
import { withEnvironment } from "../support/environment.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("what was seen in files", () => {
  const cache = useTempDir();
  const kept = (): string => path.join(cache(), "seen-files");
  const inCi = process.env["CI"];

  beforeEach(() => {
    delete process.env["CI"];
  });

  afterEach(() => {
    if (inCi !== undefined) process.env["CI"] = inCi;
  });

  /** Looks at files as a run does, and says which were known. */
  function look(texts: Record<string, string>, { settings = [] as string[], root = "/project" } = {}) {
    const seen = new SeenFiles<{ text: string }>(root, settings, cache());
    const known = Object.entries(texts).filter(([file, text]) => {
      const bytes = Buffer.from(text);
      const before = seen.find(file, bytes);
      if (before !== undefined) assert.deepEqual(before, { text });
      else seen.add(file, bytes, { text });
      return before !== undefined;
    });
    seen.keep();
    return known.map(([file]) => file);
  }

  it("is known to the next run, but for what has changed, is new or has moved", () => {
    assert.deepEqual(look({ a: "1", b: "2" }), []);
    assert.deepEqual(look({ a: "1", b: "3", c: "1" }), ["a"]);
    assert.deepEqual(look({ a: "1", b: "3", c: "1" }), ["a", "b", "c"]);
  });

  it("is forgotten when a file has another text, or is gone", () => {
    look({ a: "1", b: "1" });
    look({ a: "2" });
    assert.deepEqual(look({ a: "1", b: "1" }), []);
  });

  it("is that of the same folder and the same settings alone", () => {
    look({ a: "1" });
    assert.deepEqual(look({ a: "1" }, { root: "/other" }), []);
    assert.deepEqual(look({ a: "1" }, { settings: [".env.staging"] }), []);
  });

  it("is not kept in CI, nor without a folder of compiled code", async () => {
    await withEnvironment({ CI: "true" }, () => Promise.resolve(look({ a: "1" })));
    assert.throws(() => readdirSync(kept()), /ENOENT/);
    new SeenFiles("/project", [], "").keep();
    delete process.env["CI"];
  });

  it("is looked for again when what is kept is damaged, of other rules, or cannot be written", () => {
    look({ a: "1" });
    const [name = ""] = readdirSync(kept());
    const file = path.join(kept(), name);
    const whole = readFileSync(file, "utf8");
    for (const damaged of [whole.slice(0, -5), "", "null", whole.replace(/"code":"./, '"code":"-')]) {
      writeFileSync(file, damaged);
      assert.deepEqual(look({ a: "1" }), [], damaged);
    }
    assert.equal(statSync(file).mode & 0o777, 0o600);
    chmodSync(kept(), 0o500);
    look({ a: "2" });
  });
});
