import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CleanTexts } from "../../policy/clean-texts.ts";
import type { Located } from "../../scan/finding.ts";
import { withEnvironment } from "../support/environment.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("the texts in which nothing was found", () => {
  const cache = useTempDir();
  const kept = (): string => path.join(cache(), "clean-texts");
  const secret = "s3cret-of-this-test";

  /** Looks at files as a run does, and says at which texts a rule did. */
  async function look(texts: [file: string, text: string][], settings: string[] = [], root = "/project") {
    const looked: string[] = [];
    const clean = new CleanTexts(root, settings, cache());
    const rules = ["one", "two"].map((name) =>
      clean.except((file, text): Located[] => {
        looked.push(`${name} ${file} ${text}`);
        const isFound = name === "two" && text.includes(secret);
        return isFound ? [{ file, line: 1, lastLine: 1, kind: "text", fingerprint: "f" }] : [];
      }),
    );
    let findings = 0;
    for (const [file, text] of texts) for (const rule of rules) findings += (await rule(file, text)).length;
    clean.keep();
    return { looked, findings };
  }

  it("are not looked at by the next run, which looks at what has changed, is new or has moved", async () => {
    await inNoCi(async () => {
      await look([
        ["a", "1"],
        ["b", "2"],
      ]);
      const { looked } = await look([
        ["a", "1"],
        ["b", "3"],
        ["c", "1"],
      ]);
      assert.deepEqual(looked, ["one b 3", "two b 3", "one c 1", "two c 1"]);
      assert.deepEqual(
        (
          await look([
            ["a", "1"],
            ["b", "3"],
            ["c", "1"],
          ])
        ).looked,
        [],
      );
    });
  });

  it("are none in which one of the rules finds something: it is found each time", async () => {
    await inNoCi(async () => {
      for (const run of [1, 2, 3]) assert.equal((await look([["a", secret]])).findings, 1, `run ${run}`);
    });
  });

  it("are forgotten when a file has another text", async () => {
    await inNoCi(async () => {
      await look([["a", "1"]]);
      await look([["a", "2"]]);
      assert.deepEqual((await look([["a", "1"]])).looked, ["one a 1", "two a 1"]);
    });
  });

  it("are those of the same folder and the same settings alone", async () => {
    await inNoCi(async () => {
      await look([["a", "1"]]);
      assert.equal((await look([["a", "1"]], [], "/other")).looked.length, 2);
      assert.equal((await look([["a", "1"]], [".env.staging"])).looked.length, 2);
    });
  });

  it("are not kept in CI", async () => {
    await withEnvironment({ CI: "true" }, () => look([["a", "1"]]));
    assert.throws(() => readdirSync(kept()), /ENOENT/);
  });

  it("are looked at again when what is kept is damaged, of other rules, or cannot be written", async () => {
    await inNoCi(async () => {
      await look([["a", "1"]]);
      const [name = ""] = readdirSync(kept());
      const file = path.join(kept(), name);
      const whole = readFileSync(file, "utf8");
      for (const damaged of [whole.slice(0, -5), "", "null", whole.replace(/"rules":"./, '"rules":"-')]) {
        writeFileSync(file, damaged);
        assert.equal((await look([["a", "1"]])).looked.length, 2, damaged);
      }
      chmodSync(kept(), 0o500);
      await look([["a", "2"]]);
    });
  });

  it("are kept as digests", async () => {
    await inNoCi(async () => {
      await look([["a", "a text of this test"]]);
      const all = readdirSync(kept()).map((name) => readFileSync(path.join(kept(), name), "utf8"));
      assert.equal(all.length, 1);
      assert.doesNotMatch(all.join(), /text of/);
    });
  });

  async function inNoCi(action: () => Promise<void>): Promise<void> {
    const before = process.env["CI"];
    delete process.env["CI"];
    try {
      await action();
    } finally {
      if (before !== undefined) process.env["CI"] = before;
    }
  }
});
