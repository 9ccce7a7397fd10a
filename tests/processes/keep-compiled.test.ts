import { execa } from "execa";
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../tools/paths.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("what a process has compiled", () => {
  const folder = useTempDir();

  it("is kept for the next one, also when it is killed", async () => {
    const cache = path.join(folder(), "cache");
    const own = path.join(folder(), "own.cjs");
    writeFileSync(own, "exports.own = () => 1;");
    const program = `
      import { createRequire } from "node:module";
      import { keepCompiled } from ${JSON.stringify(path.join(projectDir, "processes", "keep-compiled.ts"))};
      createRequire(import.meta.url)(${JSON.stringify(own)});
      keepCompiled();
      console.log("ready");
      setTimeout(() => undefined, 60_000);
    `;
    const child = execa(process.execPath, ["--input-type=module", "--eval", program], {
      env: { NODE_COMPILE_CACHE: cache },
      reject: false,
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await child;
    const kept = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(kept.length > 0);
  });
});
