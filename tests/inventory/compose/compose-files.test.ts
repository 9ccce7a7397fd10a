import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readComposeFiles, type ComposeFile } from "../../../inventory/compose/compose-files.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("the compose files that the stack config names", () => {
  const folder = useTempDir();

  /** Writes the files, and reads them. */
  function read(files: Record<string, string>): { files: ComposeFile[]; problems: string[] } {
    for (const [file, text] of Object.entries(files)) {
      const target = path.join(folder(), file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    const problems: string[] = [];
    return { files: readComposeFiles(folder(), Object.keys(files), ({ problem }) => problems.push(problem)), problems };
  }

  it("say which secrets of the Swarm they pin, where, and for which services", () => {
    const { files, problems } = read({
      "a.yml": `
services:
  api: { secrets: [db, { source: key, target: k }, elsewhere_v1] }
  worker: { secrets: [db], healthcheck: { test: [CMD, "true"] } }
  bare:
secrets:
  db: { external: true, name: busflow_db_v5 }
  key_v1: { external: true }
  older: { external: { name: busflow_older_v2 } }
  local: { file: ./local.txt }
`,
    });
    assert.deepEqual(problems, []);
    const [{ file, pins, services } = assert.fail()] = files;
    assert.equal(file, "a.yml");
    assert.deepEqual(
      pins.map(({ at, name, services: users }) => [at, name.text, users]),
      [
        ["secrets.db", "busflow_db_v5", ["api", "worker"]],
        ["secrets.key_v1", "key_v1", []],
        ["secrets.older", "busflow_older_v2", []],
        ["services.api.secrets", "key", ["api"]],
        ["services.api.secrets", "elsewhere_v1", ["api"]],
      ],
    );
    assert.deepEqual(
      services.map(({ key }) => key),
      ["api", "worker", "bare"],
    );
  });

  it("say on which line each name stands, also of what an anchor brings in", () => {
    const { files } = read({
      "a.yml": `# Two lines
x-key: &key { external: true, name: busflow_key_v1 }
services:
  api:
    secrets:
      - db
      - source: direct_v1
secrets:
  db:
    external: true
    name: busflow_db_v5
  key: { <<: *key }
  older: { external: { name: busflow_older_v2 } }
`,
    });
    assert.deepEqual(
      files[0]?.pins.map(({ name, line }) => [name.text, line]),
      [
        ["busflow_db_v5", 11],
        ["busflow_key_v1", 12],
        ["busflow_older_v2", 13],
        ["direct_v1", 7],
      ],
    );
  });

  it("are read as far as they can be: one that cannot is reported, and the others are there", () => {
    const { files, problems } = read({ "bad.yml": "services: [c4n4ry", "good.yml": "services: {}" });
    assert.deepEqual(
      files.map(({ file }) => file),
      ["good.yml"],
    );
    assert.equal(problems.length, 1);
    assert.match(problems.join(), /^bad\.yml is not YAML: see line \d\.$/);
  });

  it("are none where the config names none", () => {
    assert.deepEqual(read({}), { files: [], problems: [] });
  });
});
