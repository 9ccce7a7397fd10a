import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { projectDir } from "../tools/paths.ts";
import { useTempDir } from "./support/temp-dir.ts";

describe("the arrows between the rooms", function () {
  const folder = useTempDir();

  /** What the rule says of a tree of files. */
  async function rule(files: Record<string, string>): Promise<{ exitCode?: number | undefined; stdout: string }> {
    for (const [file, text] of Object.entries({ "tsconfig.json": "{}", ...files })) {
      mkdirSync(path.join(folder(), path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder(), file), text);
    }
    const rooms = [...new Set(Object.keys(files).map((file) => file.split("/")[0] ?? ""))];
    const depcruise = path.join(projectDir, "node_modules", ".bin", "depcruise");
    const config = path.join(projectDir, ".dependency-cruiser.js");
    return await execa(depcruise, ["--config", config, "--output-type", "err", ...rooms], {
      ...{ cwd: folder(), reject: false, stdin: "ignore" },
    });
  }

  const empty = "export const one = 1;\n";

  it("let a room see those before it", async () => {
    const { exitCode, stdout } = await rule({
      "rotation/a.ts": empty,
      "swarm/flip/b.ts": 'import { one } from "../../rotation/a.ts";\nexport const two = one;\n',
    });
    assert.equal(exitCode, 0, stdout);
  });

  const wrong: [string, Record<string, string>, RegExp][] = [
    [
      "from the domain to the Swarm",
      {
        "swarm/engine/b.ts": empty,
        "rotation/a.ts": 'import type { one } from "../swarm/engine/b.ts";\nexport type A = typeof one;\n',
      },
      /rotation sees itself: rotation\/a\.ts → swarm\/engine\/b\.ts/,
    ],
    [
      "between the rooms of the Swarm",
      { "swarm/flip/b.ts": empty, "swarm/engine/a.ts": 'export { one } from "../flip/b.ts";\n' },
      /swarm\/engine sees itself: swarm\/engine\/a\.ts → swarm\/flip\/b\.ts/,
    ],
    [
      "from the product to a tool",
      { "tools/b.ts": empty, "scan/a.ts": 'export { one } from "../tools/b.ts";\n' },
      /scan\/a\.ts → tools\/b\.ts/,
    ],
    [
      "to a file, from the domain",
      { "rotation/a.ts": 'export { readFileSync } from "node:fs";\n' },
      /rotation\/ does no I\/O/,
    ],
    [
      "in a circle",
      { "scan/a.ts": 'export * from "./b.ts";\n', "scan/b.ts": 'export * from "./a.ts";\n' },
      /no circles: scan\/a\.ts/,
    ],
  ];
  for (const [where, files, said] of wrong) {
    it(`refuse an import ${where}`, async () => {
      const { exitCode, stdout } = await rule(files);
      assert.notEqual(exitCode, 0);
      assert.match(stdout, said);
    });
  }
});
