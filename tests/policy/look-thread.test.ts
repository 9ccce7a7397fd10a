import assert from "node:assert/strict";
import { lookAhead, lookInThread } from "../../policy/look-thread.ts";
import { plant } from "../../tools/bench/planted.ts";
import { Repository } from "../../tools/bench/repository.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("the thread that looks at files", () => {
  const folder = useTempDir();
  const files = async (): Promise<string[]> =>
    (await lookInThread(folder(), folder())).plainText.map(({ file }) => file);

  it("sees what is there each time that it is asked, also by several at once", async () => {
    const repository = new Repository(folder());
    repository.write("a.md", plant("GitHub token"));
    assert.deepEqual(await Promise.all([files(), files()]), [["a.md"], ["a.md"]]);
    repository.write("a.md", "nothing");
    repository.write("b.md", plant("GitHub token"));
    assert.deepEqual(await files(), ["b.md"]);
  });

  it("says what keeps it from looking, and looks again when it is asked again", async () => {
    const repository = new Repository(folder());
    repository.write("policy/retired-files.yaml", "1");
    await assert.rejects(files, /cannot be scanned: policy\/retired-files\.yaml is not a list/);
    repository.remove("policy/retired-files.yaml");
    assert.deepEqual(await files(), []);
  });

  it("looks ahead at the pack's own project, but not in CI", () => {
    assert.equal(lookAhead({ CI: "true" }), false);
  });

  it("gives the look that it took ahead to the first that asks, and looks anew for the next", async () => {
    const repository = new Repository(folder());
    repository.write("Pulumi.yaml", "name: a\n");
    assert.equal(lookAhead({}, folder()), true);
    assert.deepEqual(await files(), []);
    repository.write("a.md", plant("GitHub token"));
    assert.deepEqual(await files(), ["a.md"]);
  });
});
