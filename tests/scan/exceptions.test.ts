import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { exceptionsFile, review } from "../../scan/exceptions.ts";
import type { Finding } from "../../scan/finding.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("reviewed exceptions", () => {
  const folder = useTempDir();
  const finding: Finding = { file: "docs/a.md", line: 3, kind: "jwt", fingerprint: "0e12" };
  const fields = { file: "docs/a.md", fingerprint: '"0e12"', reason: "The token of a manual.", expires: "2026-12-31" };

  /** The list with one exception in it, with a field changed or, by undefined, left out. */
  function listed(change: Record<string, string | undefined> = {}): string {
    const all: [string, string | undefined][] = Object.entries({ ...fields, ...change });
    const lines = all.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
    return `# Reviewed.\n- ${lines.join("\n  ")}\n`;
  }

  async function reviewed(text: string | undefined, isWhole = true, today = "2026-11-23") {
    if (text !== undefined) {
      mkdirSync(path.join(folder(), "policy"), { recursive: true });
      writeFileSync(path.join(folder(), exceptionsFile), text);
    }
    const { findings, problems } = await review(folder(), [finding], { today, isWhole });
    return { left: findings.length, problems: problems.map(({ line, problem }) => `${line}: ${problem}`) };
  }

  it("are none without the file", async () => {
    assert.deepEqual(await reviewed(undefined), { left: 1, problems: [] });
    assert.deepEqual(await reviewed("# Nothing so far.\n"), { left: 1, problems: [] });
  });

  it("take a finding out by its file and fingerprint, to the last day", async () => {
    assert.deepEqual(await reviewed(listed()), { left: 0, problems: [] });
    assert.deepEqual(await reviewed(listed(), true, "2026-12-31"), { left: 0, problems: [] });
  });

  it("are a problem the day after, and the finding is back", async () => {
    const problems = ["2: the exception for docs/a.md expired on 2026-12-31."];
    assert.deepEqual(await reviewed(listed(), true, "2027-01-01"), { left: 1, problems });
  });

  it("are a problem when they are for nothing, unless only a part was scanned", async () => {
    for (const change of [{ file: "docs/b.md" }, { fingerprint: '"0e13"' }]) {
      const file = change.file ?? fields.file;
      const problems = [`2: the exception for ${file} is for nothing that is found.`];
      assert.deepEqual(await reviewed(listed(change)), { left: 1, problems });
      assert.deepEqual(await reviewed(listed(change), false), { left: 1, problems: [] });
    }
  });

  for (const [what, change, part] of [
    ["no reason", { reason: undefined }, "has no reason"],
    ["a reason of one word", { reason: "ok" }, "has no reason that a reviewer could judge"],
    ["no expiry date", { expires: undefined }, "has no expires"],
    ["an expiry date that is none", { expires: "2026-02-30" }, "has no expiry date"],
    ["no file", { file: undefined }, "has no file"],
    [
      "a fingerprint without quotes, which YAML reads as a number",
      { fingerprint: "1e12" },
      "has no fingerprint as text",
    ],
    ["a fingerprint of another length", { fingerprint: '"0e1"' }, "not four hexadecimal digits"],
    ["an unknown key", { line: "3" }, "has the unknown key line"],
  ] as const) {
    it(`are a problem with ${what}, and take nothing out`, async () => {
      const { left, problems } = await reviewed(listed(change));
      assert.equal(left, 1);
      assert.equal(problems.length, 1);
      assert.ok(problems[0]?.startsWith("2: the exception ") && problems[0].includes(part), problems[0]);
    });
  }

  it("are a problem as a file that is no list, or no YAML", async () => {
    assert.deepEqual(await reviewed("file: docs/a.md\n"), { left: 1, problems: ["1: it is not a list."] });
    assert.deepEqual(await reviewed("- file: [\n"), { left: 1, problems: ["1: it is no YAML."] });
  });
});
