import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeCovering, exceptionsFile, review } from "../../scan/exceptions.ts";
import type { Finding } from "../../scan/finding.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("reviewed exceptions", () => {
  const folder = useTempDir();
  const finding: Finding = { file: "docs/a.md", line: 3, kind: "jwt", fingerprint: "0e12".repeat(8) };
  const fields = {
    file: "docs/a.md",
    fingerprint: `"${finding.fingerprint}"`,
    reason: "The token of a manual.",
    expires: "2026-12-31",
  };

  /** The list with one exception in it, with a field changed or, by undefined, left out. */
  function listed(change: Record<string, string | undefined> = {}): string {
    const all: [string, string | undefined][] = Object.entries({ ...fields, ...change });
    const lines = all.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
    return `# Reviewed.\n- ${lines.join("\n  ")}\n`;
  }

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(folder(), file)), { recursive: true });
    writeFileSync(path.join(folder(), file), text);
  }

  async function reviewed(text: string | undefined, today = "2026-11-23", kind = "jwt") {
    if (text !== undefined) write(exceptionsFile, text);
    const { findings, problems } = await review(folder(), [{ ...finding, kind }], { today });
    return { left: findings.length, problems: problems.map(({ line, problem }) => `${line}: ${problem}`) };
  }

  it("are none without the file", async () => {
    assert.deepEqual(await reviewed(undefined), { left: 1, problems: [] });
    assert.deepEqual(await reviewed("# Nothing so far.\n"), { left: 1, problems: [] });
  });

  it("take a finding out by its file and fingerprint, to the last day", async () => {
    assert.deepEqual(await reviewed(listed()), { left: 0, problems: [] });
    assert.deepEqual(await reviewed(listed(), "2026-12-31"), { left: 0, problems: [] });
  });

  it("are a problem the day after, and the finding is back", async () => {
    const problems = ["2: the exception for docs/a.md expired on 2026-12-31."];
    assert.deepEqual(await reviewed(listed(), "2027-01-01"), { left: 1, problems });
  });

  it("say how many findings they cover, none too", async () => {
    write("policy/exceptions.yaml", listed() + listed({ file: "docs/b.md" }));
    const { covering } = await review(folder(), [finding, { ...finding, commit: "f" }], { today: "2026-11-23" });
    assert.deepEqual(covering.map(describeCovering), [
      "policy/exceptions.yaml:2 covers 2 findings in docs/a.md until 2026-12-31: The token of a manual.",
      "policy/exceptions.yaml:7 covers no finding in docs/b.md until 2026-12-31: The token of a manual. Remove it, unless what it is for is still to come.",
    ]);
  });

  it("cover so many findings of a file as they were reviewed for, and say when there are more", async () => {
    write("policy/exceptions.yaml", listed({ count: "2" }));
    const all = [finding, { ...finding, nth: 2 }, { ...finding, nth: 3 }];
    const { findings, covering } = await review(folder(), all, { today: "2026-11-23" });
    assert.deepEqual(findings, [{ ...finding, nth: 3 }]);
    assert.deepEqual(covering.map(describeCovering), [
      "policy/exceptions.yaml:2 covers 2 findings in docs/a.md until 2026-12-31: The token of a manual. It does not cover 1 more with the same value: take it out, or have a larger count reviewed.",
    ]);
    write("policy/exceptions.yaml", listed());
    assert.equal((await review(folder(), all, { today: "2026-11-23" })).findings.length, 2);
  });

  it("end at most 180 days from now, and the message shows the form", async () => {
    assert.deepEqual(await reviewed(listed({ expires: "2027-05-22" })), { left: 0, problems: [] });
    const problems = ["2: the exception for docs/a.md ends on 2027-05-23, more than 180 days from now."];
    assert.deepEqual(await reviewed(listed({ expires: "2027-05-23" })), { left: 1, problems });
    for (const expires of ["2027-05-23", undefined, "soon"]) {
      write("policy/exceptions.yaml", listed({ expires }));
      const [problem] = (await review(folder(), [finding], { today: "2026-11-23" })).problems;
      assert.ok(problem?.remedy.includes("`expires: 2027-05-22`"), problem?.remedy);
    }
  });

  for (const kind of ["dotenv-file", "retired-file", "retired-file-used", "unread-far-too-large"]) {
    it(`cover no ${kind}, and are a problem`, async () => {
      const problem =
        "2: the exception for docs/a.md is for a .env file, a retired one, or a text of more than 64 MiB, which no exception covers.";
      assert.deepEqual(await reviewed(listed(), "2026-11-23", kind), { left: 1, problems: [problem] });
    });
  }

  it("hold as the folder of the guards has them; the scanned folder's own are only read for mistakes", async () => {
    const [head, base] = [path.join(folder(), "head"), path.join(folder(), "base")];
    write("head/policy/exceptions.yaml", listed());
    const options = { guardsFrom: base, today: "2026-11-23" };
    const before = await review(head, [finding], options);
    assert.deepEqual([before.findings.length, before.problems, before.covering, before.notYet], [1, [], [], 1]);
    write("base/policy/exceptions.yaml", listed());
    write("head/policy/exceptions.yaml", listed({ reason: "ok" }));
    const after = await review(head, [finding], options);
    assert.deepEqual([after.findings, after.problems.length, after.covering.length], [[], 1, 1]);
  });

  for (const [what, change, part] of [
    ["no reason", { reason: undefined }, "has no reason"],
    ["a reason of one word", { reason: "ok" }, "has no reason that a reviewer could judge"],
    ["no end date", { expires: undefined }, "has no end date"],
    ["an end date that is none", { expires: "2026-02-30" }, "has an end date that is none"],
    ["no file", { file: undefined }, "has no file"],
    [
      "a fingerprint without quotes, which YAML reads as a number",
      { fingerprint: "1e12".padStart(32, "0") },
      "has no fingerprint as text",
    ],
    ["a fingerprint of another length", { fingerprint: `"${"0e12".repeat(4)}"` }, "not 32 hexadecimal digits"],
    ["a count that is none", { count: "0" }, "has a count below 1"],
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
    assert.deepEqual(await reviewed("- file: [\n"), { left: 1, problems: ["2: it is no YAML."] });
  });
});
