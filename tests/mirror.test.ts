// The tests mirror the rooms: whoever looks for a module's test finds it at the module's own path, and the other way round.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../tools/paths.ts";

/** Where tests are of the whole: on the real engine, with the CLI, or of the program's parts together. */
const ofTheWhole = ["stack", "model"];

/**
 * Modules of the rooms without I/O of which no test has the name. They are tried through the modules beside them. The list may only
 * shrink.
 */
const withoutTest = {
  inventory: "fields",
  policy:
    "configured-keys define finding-codes forget-config main properties report-scan resources service-settings signed-off stack-config",
  rotation:
    "clocks defaults finding foreign-swarm labels own probe reference rotation-error rotation-record service-secret-binding stack-swarm verification",
  scan: "compose-file dotenv-file finding git history printable retired-code retired-commands retired-dockerfile retired-files retired-yaml scan-file secretlint settings shell-words stack-config tree utf16 workflow-file yaml-settings",
};

const find = (...patterns: string[]): string[] => globSync(patterns, { cwd: projectDir }).sort();
/** The path of a module, or of what a test is about: a large test is in several files, `x.one.test.ts` and `x.other.test.ts`. */
const stem = (file: string): string => file.replace(/(?:\.[\w-]+)?\.test\.ts$|\.\w+$/, "");
const linesOf = (file: string): number => readFileSync(path.join(projectDir, file), "utf8").split("\n").length - 1;

describe("the tests", () => {
  const tests = find("tests/**/*.test.ts");
  // What checks the project as a whole lies in no room.
  const inRooms = tests.filter((file) => {
    const [room = "", ...rest] = file.split("/").slice(1);
    return rest.length > 0 && !ofTheWhole.includes(room);
  });

  it("are found", () => {
    assert.ok(tests.length > 150 && inRooms.length > 100, `${tests.length} files, ${inRooms.length} of them in rooms`);
  });

  it("have the path of the module, or of the helper beside them, that they are about", () => {
    const strays = inRooms.filter((file) => {
      const module = stem(file).slice("tests/".length);
      return find(`${module}.*`).length === 0 && !existsSync(path.join(projectDir, `${stem(file)}.ts`));
    });
    assert.deepEqual(strays, []);
  });

  it("have at most 300 lines a file, their helpers too", () => {
    assert.deepEqual(
      find("tests/**/*.ts").filter((file) => linesOf(file) > 300),
      [],
    );
  });

  it("are there for every module of the rooms without I/O, but for those on a list", () => {
    const modules = find("{rotation,inventory,scan,policy}/**/*.ts");
    assert.ok(modules.length > 100, `${modules.length} modules`);
    const tried = new Set(inRooms.map((file) => `${stem(file).slice("tests/".length)}.ts`));
    const listed = Object.entries(withoutTest).flatMap(([room, names]) =>
      names.split(" ").map((name) => `${room}/${name}.ts`),
    );
    assert.deepEqual(
      modules.filter((file) => !tried.has(file)),
      listed.sort(),
    );
  });
});
