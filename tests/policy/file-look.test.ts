import assert from "node:assert/strict";
import { lookAtFiles } from "../../policy/file-look.ts";
import { plant } from "../../tools/bench/planted.ts";
import { Repository } from "../../tools/bench/repository.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("a look at the project's files", () => {
  const folder = useTempDir();

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
