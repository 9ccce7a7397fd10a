import assert from "node:assert/strict";
import { composeLook, lookFor } from "../../policy/looks.ts";
import { plant } from "../../tools/bench/planted.ts";
import { Repository } from "../../tools/bench/repository.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("the looks that policies share", () => {
  const folder = useTempDir();
  const seen = async (policy: string): Promise<string[]> =>
    (await lookFor(policy, folder())).plainText.map(({ file }) => file);

  it("are one for the policies of a run, and a new one for the next run", async () => {
    const repository = new Repository(folder());
    repository.write("a.md", plant("GitHub token"));
    assert.deepEqual(await seen("one"), ["a.md"]);
    repository.write("b.md", plant("GitHub token"));
    repository.write("compose.yaml", "secrets: { a: { external: true } }\n");
    assert.deepEqual(await seen("two"), ["a.md"]);
    assert.deepEqual((await composeLook(folder())).composeTexts, []);
    assert.deepEqual(await seen("one"), ["a.md", "b.md"]);
    assert.deepEqual(await seen("two"), ["a.md", "b.md"]);
    assert.deepEqual(
      (await composeLook(folder())).composeTexts.map(({ file }) => file),
      ["compose.yaml"],
    );
  });

  it("see compose files also where no other policy looks", async () => {
    const repository = new Repository(folder());
    assert.deepEqual((await composeLook(folder())).composeTexts, []);
    repository.write("compose.yaml", "secrets: { a: { external: true } }\n");
    assert.equal((await composeLook(folder())).composeTexts.length, 1);
  });

  it("are another one where other files are retired", async () => {
    const repository = new Repository(folder());
    assert.deepEqual(await seen("one"), []);
    repository.write("policy/retired-files.yaml", "- .env.old\n");
    repository.write(".env.old", "");
    assert.deepEqual(await seen("two"), [".env.old"]);
  });

  it("fail where the list of retired files is malformed", async () => {
    new Repository(folder()).write("policy/retired-files.yaml", "1");
    await assert.rejects(async () => await lookFor("one", folder()), /is not a list of names/);
  });
});
