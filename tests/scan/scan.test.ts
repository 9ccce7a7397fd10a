import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { scanTogether, scanTree } from "../../scan/scan.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { Repository } from "../../tools/bench/repository.ts";
import { literal, places, rules } from "./planted.ts";

describe("a scan of the work tree", () => {
  const folder = useTempDir();

  it("reads what Git tracks or would add, and not what it ignores", async () => {
    const repository = new Repository(folder());
    repository.write(".gitignore", "build/\nnode_modules/\n");
    repository.write("tracked.ts", literal());
    repository.commit();
    repository.write("new.ts", literal());
    repository.write("build/out.ts", literal());
    repository.write("tracked.ts", `\n${literal()}`);
    assert.deepEqual(places(await scanTree(folder(), rules)), ["new.ts:1 github-token", "tracked.ts:2 github-token"]);
    repository.remove("tracked.ts");
    assert.deepEqual(places(await scanTree(folder(), rules)), ["new.ts:1 github-token"]);
  });

  it("is made with several sets of rules at once, as with each by itself", async () => {
    const repository = new Repository(folder());
    repository.write("a.ts", literal());
    const [none, all] = await scanTogether(folder(), [[], rules]);
    assert.deepEqual(none, await scanTree(folder(), []));
    assert.deepEqual(all, await scanTree(folder(), rules));
    assert.deepEqual(places(all), ["a.ts:1 github-token"]);
  });

  it("finds .env files with values wherever they are, ignored or linked, and not those of packages", async () => {
    const repository = new Repository(folder());
    repository.write(".gitignore", ".env*\n*/local/\nnode_modules/\n");
    repository.write(".env.production", "PORT=3000\n");
    repository.write("app/local/.env", "# local\nexport MODE=dev\n");
    repository.write(".env.example", "# what is needed\nPORT=\nexport MODE=''\n");
    repository.write("node_modules/a/.env", "PORT=3000\n");
    repository.write("elsewhere", "PORT=3000\n");
    symlinkSync("elsewhere", path.join(folder(), ".env.staging"));
    const expected = [".env.production:1 retired-file", ".env.staging:1 dotenv-file", "app/local/.env:2 dotenv-file"];
    assert.deepEqual(places(await scanTree(folder(), rules)), expected);
  });

  it("reads a folder without Git as a whole, but for packages", async () => {
    mkdirSync(path.join(folder(), "a", "node_modules"), { recursive: true });
    for (const file of ["a/b.ts", "a/node_modules/c.ts"]) writeFileSync(path.join(folder(), file), literal());
    assert.deepEqual(places(await scanTree(folder(), rules)), ["a/b.ts:1 github-token"]);
  });

  it("fails on a text that it does not read, and lists a binary file", async () => {
    const repository = new Repository(folder());
    writeFileSync(path.join(folder(), "image"), Buffer.from([0x89, 0x50, 0, 1, 2, 3, 0, 7]));
    repository.write("large.ts", literal() + " ".repeat(5 * 1024 * 1024));
    const scan = await scanTree(folder(), rules);
    assert.deepEqual(places(scan), ["large.ts:1 unread-too-large"]);
    assert.deepEqual(scan.skipped, [
      { file: "image", reason: "binary" },
      { file: "large.ts", reason: "too large" },
    ]);
    assert.equal(scan.scanned, 0);
  });

  it("reads names that are no UTF-8, and links by what they lead to", async () => {
    new Repository(folder());
    const odd = Buffer.concat([Buffer.from(`${folder()}/odd-`), Buffer.from([0xff]), Buffer.from(".ts")]);
    writeFileSync(odd, literal());
    symlinkSync("../shared/.env.production", path.join(folder(), "settings"));
    symlinkSync("odd", path.join(folder(), "harmless"));
    assert.deepEqual(places(await scanTree(folder(), rules)), [
      "odd-\\xff.ts:1 github-token",
      "settings:1 retired-file",
    ]);
  });

  it("finds the retired file by another name where Git ignores it, and in a folder, empty too", async () => {
    const repository = new Repository(folder());
    repository.write(".gitignore", "*\n!.gitignore\n");
    repository.write("production.env", "");
    repository.write("env/production", "");
    repository.write("build/env.ts", literal());
    mkdirSync(path.join(folder(), "deploy", ".env.production"), { recursive: true });
    const expected = ["deploy/.env.production", "env/production", "production.env"].map(
      (file) => `${file}:1 retired-file`,
    );
    assert.deepEqual(places(await scanTree(folder(), rules)), expected);
  });
});
