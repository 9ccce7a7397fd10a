import assert from "node:assert/strict";
import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { scanRange } from "../../scan/scan-history.ts";
import { withEnvironment } from "../support/environment.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { Repository } from "../../tools/bench/repository.ts";
import { literal, places, rules } from "./planted.ts";

describe("a scan of history that Git would not show", () => {
  const folder = useTempDir();

  /** A change that Git shows nothing of, or nothing that can be read. */
  const blinded: Record<string, (repository: Repository) => void> = {
    "that .gitattributes takes for binary": (repository) => {
      repository.write(".gitattributes", "* binary\n*.ts -diff -text\n");
      repository.write("a.ts", literal());
    },
    "that another file of attributes takes for binary": (repository) => {
      repository.write(".git/info/attributes", "* -diff\n");
      repository.write("a.ts", literal());
    },
    "that has a textconv and an external diff": (repository) => {
      repository.write(".gitattributes", "*.ts diff=none\n");
      for (const name of ["diff.none.textconv", "diff.none.command", "diff.external"])
        repository.git("config", name, "true");
      repository.write("a.ts", literal());
    },
    "with settings of the diff": (repository) => {
      for (const setting of [
        "core.quotePath=true",
        "diff.noprefix=true",
        "diff.renames=copies",
        "diff.ignoreSubmodules=all",
        "diff.context=0",
      ])
        repository.git("config", ...(setting.split("=") as [string, string]));
      repository.write("a.ts", literal());
    },
    "in UTF-16 with a mark": (repository) => {
      writeFileSync(path.join(repository.folder, "a.ts"), `\uFEFF${literal()}`, "utf16le");
    },
    "in UTF-16 of the other order": (repository) => {
      writeFileSync(path.join(repository.folder, "a.ts"), Buffer.from(`\uFEFF${literal()}`, "utf16le").swap16());
    },
    "in UTF-16 without a mark": (repository) => {
      writeFileSync(path.join(repository.folder, "a.ts"), literal(), "utf16le");
    },
    "with a zero byte": (repository) => {
      repository.write("a.ts", `${literal().trim()}\0\n`);
    },
    "in Latin-1": (repository) => {
      writeFileSync(path.join(repository.folder, "a.ts"), `${literal().trim()} // f\xfcr\n`, "latin1");
    },
    "in an image": (repository) => {
      const noise = Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 97) % 256));
      writeFileSync(path.join(repository.folder, "a.ts"), Buffer.concat([Buffer.from(literal()), noise]));
    },
    "whose file was renamed and made executable": (repository) => {
      repository.write("a.ts", literal());
      chmodSync(path.join(repository.folder, "a.ts"), 0o755);
    },
  };

  for (const [what, change] of Object.entries(blinded)) {
    it(`finds a secret ${what}`, async () => {
      const repository = new Repository(folder());
      repository.commit();
      change(repository);
      repository.commit();
      repository.remove("a.ts");
      repository.commit();
      assert.deepEqual(places(await scanRange(folder(), "HEAD~2..HEAD", rules)), ["a.ts:1 github-token"]);
    });
  }

  it("finds a secret that replace refs, grafts and variables of Git's hide", async () => {
    const repository = new Repository(folder());
    const [base, secret] = [
      repository.commit("Start"),
      (repository.write("a.ts", literal()), repository.commit("Add")),
    ];
    repository.remove("a.ts");
    const last = repository.commit("Remove");
    repository.git("replace", secret, base);
    repository.write(".git/info/grafts", `${last} ${base}\n`);
    const hide = {
      GIT_EXTERNAL_DIFF: "true",
      GIT_DIFF_OPTS: "--stat",
      GIT_GRAFT_FILE: ".git/info/grafts",
      GIT_NO_REPLACE_OBJECTS: "0",
    };
    const found = await withEnvironment(hide, () => scanRange(folder(), `${base}..${last}`, rules));
    assert.deepEqual(places(found), ["a.ts:1 github-token"]);
  });

  for (const [what, plantIt] of Object.entries<(repository: Repository) => void>({
    "empty": (repository) => {
      repository.write(".env.production", "");
    },
    "as a link": (repository) => {
      symlinkSync("nowhere", path.join(repository.folder, ".env.production"));
    },
    "as what a link leads to": (repository) => {
      symlinkSync("../../.env.production", path.join(repository.folder, "settings"));
    },
    "as a folder": (repository) => {
      repository.write(".env.production/README.md", "");
    },
    "as a submodule": (repository) => {
      repository.write(".gitmodules", '[submodule "a"]\n\tpath = .env.production\n\tignore = all\n');
      repository.git("add", "--all");
      repository.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},.env.production`);
      repository.git("commit", "--quiet", "--message=Submodule");
    },
  })) {
    it(`finds the retired file ${what}, also when it is gone again`, async () => {
      const repository = new Repository(folder());
      const base = repository.commit();
      plantIt(repository);
      if (what !== "as a submodule") repository.commit();
      repository.git("rm", "--quiet", "-r", "--cached", ".");
      repository.git("commit", "--quiet", "--allow-empty", "--message=Remove");
      const kinds = (await scanRange(folder(), `${base}..HEAD`, rules)).findings.map(({ kind }) => kind);
      assert.deepEqual(kinds, ["retired-file"]);
    });
  }
});
