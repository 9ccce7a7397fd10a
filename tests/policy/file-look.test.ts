import assert from "node:assert/strict";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { lookAtFiles } from "../../policy/file-look.ts";
import { plant } from "../../tools/bench/planted.ts";
import { Repository } from "../../tools/bench/repository.ts";
import { withEnvironment } from "../support/environment.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("a look at the project's files", () => {
  const folder = useTempDir();

  it("sees the same in files that it has seen before, findings, compose files and links too, and what has changed", async () => {
    const repository = new Repository(folder());
    repository.write("deploy.sh", "docker secret rm shop_a_v1\nsed -i s/1/2/ compose.yaml\n");
    repository.write("compose.yaml", "secrets: { a: { external: true } }\n");
    repository.write("a.md", plant("GitHub token"));
    repository.write("z.sh", "docker secret rm shop_z_v1\n");
    repository.write(".env", "A=1\n");
    // A link brings the name of a file without its text, right after that file and before it.
    symlinkSync("deploy.sh", path.join(folder(), "deploy.sh.link"));
    symlinkSync("z.sh", path.join(folder(), "z"));
    const before = process.env["CI"];
    delete process.env["CI"];
    try {
      await withEnvironment({ NODE_COMPILE_CACHE: path.join(folder(), ".git", "cache") }, async () => {
        const secret = plant("GitHub token");
        repository.write("leak.sh", `echo ${secret} > compose.yaml\n`);
        const first = await lookAtFiles(folder(), folder());
        const seen = path.join(folder(), ".git", "cache", "seen-files");
        const kept = readdirSync(seen).map((name) => readFileSync(path.join(seen, name), "utf8"));
        assert.equal(kept.length, 1);
        assert.ok(!kept.join().includes(secret.trim()), "a line with a secret is kept");
        assert.deepEqual(
          first.plainText.map(({ file }) => file),
          [".env", "a.md", "leak.sh"],
        );
        assert.equal(first.commandTexts.length, 3);
        assert.deepEqual([first.plainSettings.length, first.plainText.length], [1, 3]);
        assert.deepEqual(await lookAtFiles(folder(), folder()), first);
        assert.deepEqual(await lookAtFiles(folder(), folder()), first);
        repository.write("z.sh", "nothing\n");
        assert.equal((await lookAtFiles(folder(), folder())).commandTexts.length, 2);
        repository.write("z.sh", plant("GitHub token"));
        assert.deepEqual(
          (await lookAtFiles(folder(), folder())).plainText.map(({ file }) => file),
          [".env", "a.md", "leak.sh", "z.sh"],
        );
      });
    } finally {
      if (before !== undefined) process.env["CI"] = before;
    }
  });

  it("sees what each of the policies asks for", async () => {
    const repository = new Repository(folder());
    repository.write("a.md", plant("GitHub token"));
    repository.write("empty.md", "");
    repository.write(".env.production", "MODE=production\n");
    repository.write("compose.yaml", "secrets: { a: { external: true } }\n");
    repository.write("deploy.sh", "docker secret rm shop_a_v1\n");
    const { plainSettings, plainText, files, composeTexts, commandTexts } = await lookAtFiles(folder(), folder());
    assert.deepEqual(
      plainSettings.map(({ file, kind }) => `${file} ${kind}`),
      [".env.production retired-file"],
    );
    assert.deepEqual(
      plainText.map(({ file, kind }) => `${file} ${kind}`),
      [".env.production retired-file", "a.md github-token"],
    );
    assert.deepEqual(files, [".env.production", "a.md", "compose.yaml", "deploy.sh"]);
    const word = { name: "shop_a_v1", text: "shop_a_v1", line: 1, isHanded: true };
    assert.deepEqual(commandTexts, [{ file: "deploy.sh", words: [word], commands: [] }]);
    assert.deepEqual(composeTexts, [
      {
        file: "compose.yaml",
        said: { documents: [{ secrets: { a: { external: true } } }], isUnclear: false, names: [] },
      },
    ]);
  });
});
