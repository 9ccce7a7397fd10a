import { execa } from "execa";
import { composeAgreesWithStack as policy } from "../../policy/compose-agrees-with-stack.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { ComposeProject } from "./compose.ts";
import { record, unknown, violations } from "./support.ts";
import { writeFileSync } from "node:fs";
import path from "node:path";
import assert from "node:assert/strict";

describe("a compose file that the stack config does not name", () => {
  const project = new ComposeProject();
  const writer = record("db_writer", { current: 5, versions: { 5: unknown }, ledger: { versions: {} } });
  const pinning = "secrets: { db: { external: true, name: busflow_db_writer_v5 } }\n";
  const trips = async (files: Record<string, string>, what: string): Promise<void> => {
    project.write(files);
    project.name();
    await project.assertTrips(
      policy,
      [writer],
      `This weakens a guard: ${what} → not under composeFiles.`,
      "list it under",
    );
  };
  const passes = async (files: Record<string, string>, ...listed: string[]): Promise<void> => {
    project.write(files);
    project.name(...listed);
    await project.assertPasses(policy, [writer]);
  };

  it("is found in any folder and by any name, also when it pins the right version", async () => {
    for (const file of [
      "compose.yml",
      "a/b/busflow.stack.yml",
      "deploy/x.YAML",
      "stack.json",
      "ops/swarm.conf",
      "busflow",
    ]) {
      await trips({ [file]: pinning }, `${file}: pins busflow_db_writer_v5`);
    }
  });

  it("is found however it pins", async () => {
    const pins = "pins busflow_db_writer_v4";
    for (const text of [
      "secrets:\n  busflow_db_writer_v4: { external: true }\n",
      "secrets: { db: { external: { name: busflow_db_writer_v4 } } }",
      "# a comment\n\n---\nservices: { api: { secrets: [busflow_db_writer_v4] } }",
      "services: { api: { secrets: [{ source: busflow_db_writer_v4 }] }, odd: { secrets: 1 } }",
      '{"secrets": {"db": {"external": true, "name": "busflow_db_writer_v4"}}}',
      "x-a: &a { name: busflow_db_writer_v4 }\nsecrets: { db: { <<: *a, external: true } }",
      "secrets: { db: { external: true, name: 'busflow_db_writer_v${V:-4}' } }",
      "a: 1\n---\nsecrets: { db: { external: true, name: busflow_db_writer_v4 } }",
      "secrets: { a: {} }\nsecrets: { db: { external: true, name: busflow_db_writer_v4 } }",
    ]) {
      await trips({ "a.yml": text }, `a.yml: ${pins}`);
    }
    const late = "secrets: { db: { external: true, name: 'busflow_db_writer_v${V}' } }";
    await trips({ "a.yml": late }, "a.yml: pins what secrets.db says");
    const keyed = "secrets: { db_writer: { external: true, name: '${NAME}' } }";
    await trips({ "a.yml": keyed }, "a.yml: pins what secrets.db_writer says");
  });

  it("is none that pins nothing of the stack's, and no text that is no compose file", async () => {
    await passes({
      "other.yml": "secrets: { db: { external: true, name: other_db_writer_v4 } }",
      "late.yml": "secrets: { db: { external: true, name: '${NAME}' } }",
      "local.yml": "services: { api: { secrets: [db] } }\nsecrets: { db: { file: ./db.txt } }",
      "README.md": `# Deploying\n\nA file has\n\n\`\`\`yaml\n${pinning}\`\`\`\n`,
      "a.test.ts": `import a from "a";\nconst text = \`\n${pinning}\`;\n`,
      "workflow.yml": "on: { workflow_call: { secrets: { busflow_db_writer_v4: {} } } }",
    });
  });

  it("is none that a named one takes in, and that is then judged like it", async () => {
    const files = {
      "a.yml": "include: [b.yml, { path: [c/c.yml] }]",
      "b.yml": pinning,
      "c/c.yml": "include: ../d.yml",
    };
    await passes(
      { ...files, "d.yml": "services: { api: { extends: { file: e.yml, service: a } } }", "e.yml": pinning },
      "a.yml",
    );
    project.write({ ...files, "d.yml": pinning.replace("v5", "v4") });
    await project.assertTrips(policy, [writer], "d.yml (secrets.db) pins busflow_db_writer_v4");
    project.write({ "a.yml": "include: ['https://example.org/compose.yml']" });
    await project.assertTrips(
      policy,
      [writer],
      "takes in https://example.org/compose.yml, which is no file of the project",
    );
    project.write({ "a.yml": "include: gone.yml" });
    await project.assertTrips(policy, [writer], "gone.yml cannot be read (ENOENT).");
  });

  it("is another stack's as long as that one's config names it and has what it pins", async () => {
    const config = (current: number, file = "b.yml") =>
      `config:\n  shop:namespace: busflow\n  shop:composeFiles: [${file}]\n  shop:secrets: { db_writer: { current: ${current} } }\n`;
    const other = pinning.replace("v5", "v2");
    await passes({ "b.yml": other, "Pulumi.staging.yaml": config(2) });
    await trips({ "b.yml": other, "Pulumi.staging.yaml": config(3) }, "b.yml: pins busflow_db_writer_v2");
    await trips({ "b.yml": other, "Pulumi.staging.yaml": config(2, "c.yml") }, "b.yml: pins busflow_db_writer_v2");
    // The stack's own file counts as the engine hands it on, and not as it stands there.
    await trips({ "b.yml": other, "Pulumi.proof.yaml": config(2) }, "b.yml: pins busflow_db_writer_v2");
    await trips({ "b.yml": other, "Pulumi.bad.yaml": "config: [" }, "b.yml: pins busflow_db_writer_v2");
  });
});

describe("a compose file that Git ignores", () => {
  const folder = useTempDir();

  it("is nobody's to review, and is left out", async () => {
    await execa("git", ["init", "--quiet"], { cwd: folder() });
    writeFileSync(path.join(folder(), ".gitignore"), "mine.yml\n");
    writeFileSync(path.join(folder(), "mine.yml"), "secrets: { db: { external: true, name: busflow_db_writer_v4 } }\n");
    const messages = await violations(policy, [record("db_writer", { ledger: { versions: {} } })], { root: folder() });
    assert.deepEqual(messages, []);
  });
});
