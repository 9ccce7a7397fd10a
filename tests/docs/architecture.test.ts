import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../../tools/paths.ts";

describe("docs/architecture.md", () => {
  const text = readFileSync(path.join(projectDir, "docs", "architecture.md"), "utf8");

  it("names nothing that is not there", () => {
    const named = [...text.matchAll(/`([\w.-]+\/(?:[\w.-]+(?:\/|\.ts))*)`/g)].map(([, name = ""]) => name);
    const inSwarm = (name: string): boolean => existsSync(path.join(projectDir, "swarm", name));
    const missing = named.filter((name) => !existsSync(path.join(projectDir, name)) && !inSwarm(name));
    assert.ok(named.length > 20, named.join());
    assert.deepEqual(missing, []);
  });

  it("has a row for every room", () => {
    const rows = [...text.matchAll(/^\| `([\w-]+)\/` /gm)].map(([, name]) => name);
    const tracked = execFileSync("git", ["ls-files"], { cwd: projectDir, encoding: "utf8" }).split("\n");
    const folders = new Set(tracked.flatMap((file) => /^(?!\.|docs\/)([^/]+)\//.exec(file)?.[1] ?? []));
    assert.deepEqual(rows.toSorted(), [...folders].sort());
  });

  it("answers where each rule is, in one line, with names that the file exports", () => {
    const rows = text
      .slice(text.indexOf("| question "))
      .split("\n")
      .slice(2)
      .filter((line) => line.startsWith("|"));
    assert.equal(rows.length, 21);
    for (const row of rows) {
      const [, file = "", name] = /`([\w/-]+\.ts)`(?:, `(\w+)`)?/.exec(row) ?? [];
      const code = readFileSync(path.join(projectDir, file), "utf8");
      if (name !== undefined) assert.match(code, new RegExp(`^export (?:const|function) ${name}\\b`, "m"), row);
    }
  });
});
