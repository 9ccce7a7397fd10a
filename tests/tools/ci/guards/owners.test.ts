import assert from "node:assert/strict";
import { judgeOwners } from "../../../../tools/ci/guards/owners.ts";

const before = "# Guards.\n/policy/ @a/guards\n/scan/ @a/guards # the scanner\n/docs/ @a/writers\n";

function found(after: string | undefined): string[] {
  const weakenings: string[] = [];
  judgeOwners(before, after, (what) => weakenings.push(what));
  return weakenings;
}

describe("the owners after a pull request", () => {
  it("are as good as before with other comments, owners besides, lines for other folders, and lines above", () => {
    for (const after of [
      before.replace("# Guards.", "# The guards."),
      `${before}/tests/ @b/testers\n`,
      `${before}/policy/approvals.yaml @a/guards @b/leads\n`,
      `* @b/everybody\n${before}`,
    ]) {
      assert.deepEqual(found(after), [], after);
    }
  });

  it("are fewer where a line is gone, or one without owners is new", () => {
    assert.deepEqual(found(before.replace("/policy/ @a/guards\n", "")), [
      ".github/CODEOWNERS: /policy/ @a/guards → none",
    ]);
    assert.deepEqual(found(`${before}/policy/exceptions.yaml\n`), [
      ".github/CODEOWNERS: none → /policy/exceptions.yaml",
    ]);
    assert.equal(found(undefined).length, 3);
  });

  it("are others where a later line fits the same files", () => {
    for (const line of [
      "* @b/everybody",
      "*.yaml @b/everybody",
      "/policy/approvals.yaml @b/everybody",
      "policy/ b@b.invalid",
    ]) {
      assert.ok(found(`${before}${line}\n`).includes(`.github/CODEOWNERS: /policy/ @a/guards → ${line}`), line);
    }
    const moved = "/docs/ @a/writers\n/scan/ @a/guards\n/policy/ @a/guards\n";
    assert.deepEqual(found(moved), [], "other folders, in another order");
  });

  it("are none in a file that GitHub does not read", () => {
    assert.deepEqual(found(before + "#\n".repeat(2_000_000)), [".github/CODEOWNERS: none → more than 3 MiB"]);
  });
});
