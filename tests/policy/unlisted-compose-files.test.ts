import { execa } from "execa";
import { composeAgreesWithStack as policy } from "../../policy/compose-agrees-with-stack.ts";
import { unlistedComposeFiles } from "../../policy/unlisted-compose-files.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { ComposeProject } from "./compose.ts";
import { nameProject, record, unknown, violations } from "./support.ts";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
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
      "workflow.yml": "on: { workflow_call: { secrets: { db_writer: {} } } }",
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

  it("may be a template, which is no YAML", async () => {
    const names = "names busflow_db_writer_v{{ version }}";
    for (const file of ["stack.yml.j2", "stack.yaml.tmpl", "templates/stack"]) {
      project.write({ [file]: "secrets:\n  db: { external: true, name: busflow_db_writer_v{{ version }} }\n" });
      project.name();
      await project.assertTrips(policy, [writer], `${file}: ${names} → outside of the stack config. Line 2: `);
    }
  });

  it("is found where it is not clear what it says", async () => {
    const pins = "pins busflow_db_writer_v4";
    for (const text of [
      "secrets: { db: { external: true, name: busflow_db_writer_v4 } }\nx: *gone\n",
      "secrets: { db: { external: true, name: busflow_db_writer_v4 } }\nx: [\n",
      "secrets: { db: { external: true, name: busflow_db_writer_v4 } }\nsecrets: {}\n",
    ]) {
      await trips({ "a.yml": text }, `a.yml: ${pins}`);
    }
    const long = `${"# comment\n".repeat(200_000)}secrets: { db: { external: true, name: busflow_db_writer_v4 } }\n`;
    await trips({ "a.yml": long }, `a.yml: ${pins}`);
    for (const name of ["${NS}_db_writer_v4", "busflow_db_${ROLE}_v1", "busflow_${NAME}"]) {
      const text = `secrets: { db: { external: true, name: "${name}" } }\n`;
      await trips({ "a.yml": text }, "a.yml: pins what secrets.db says");
    }
  });
});

describe("what goes past the compose files", () => {
  const project = new ComposeProject();
  const writer = record("db_writer", { current: 5, versions: { 5: unknown }, ledger: { versions: {} } });
  const listed = { "docker/compose.yml": "secrets: { db: { external: true, name: busflow_db_writer_v5 } }\n" };
  const bind = "docker service update --secret-add busflow_db_writer_v4 busflow_api\n";
  const write = (files: Record<string, string>): void => {
    project.write({ ...listed, ...files });
    project.name(...Object.keys(listed));
  };

  it("is a file that names a version where it counts, with all its lines", async () => {
    const step = `on: push\njobs: { a: { steps: [{ run: ${bind.trim()} }] } }\n`;
    const play = "- community.docker.docker_swarm_service:\n    secrets:\n      - secret_name: busflow_db_writer_v4\n";
    for (const [file, text, lines] of [
      ["deploy.sh", `set -e\n${bind}\n${bind}`, "Lines 2, 4"],
      ["tests/deploy.sh", bind, "Line 1"],
      [".github/workflows/a.yml", step, "Line 2"],
      ["play.yml", play, "Line 3"],
      ["main.tf", '# x\nresource "docker_secret" "x" { name = "busflow_db_writer_v4" }\n', "Line 2"],
      ["deploy.ts", `await $\`${bind}\`;`, "Line 1"],
      ["docs/deploy.sh", bind, "Line 1"],
      [
        "heredoc",
        `docker stack deploy -c - busflow <<END\n${listed["docker/compose.yml"].replace("5", "4")}END\n`,
        "Line 2",
      ],
    ] as const) {
      write({ [file]: text });
      const says = `${file}: names busflow_db_writer_v4 → outside of the stack config. ${lines}: `;
      await project.assertTrips(policy, [writer], says, "the files under composeFiles pin it");
    }
  });

  it("is no page, no test, no comment, no list of the guards and no stack's config", async () => {
    write({
      "README.md": bind,
      "docs/screens/a.txt": bind,
      "CHANGELOG": bind,
      "tests/a.ts": bind,
      "src/a.test.ts": bind,
      "a.sh": `# ${bind}`,
      "a.ts": `/** ${bind} */ // ${bind}`,
      "policy/approvals.yaml": `- { what: "${bind.trim()}" }`,
      "Pulumi.yaml": "description: busflow_db_writer_v4",
    });
    await project.assertPasses(policy, [writer]);
  });

  it("is a command that changes a listed file", async () => {
    write({ "deploy.sh": "sed -i s/_v5/_v4/ docker/compose.yml\n" });
    const says = "deploy.sh: changes docker/compose.yml → not as it was reviewed. Line 1 ";
    await project.assertTrips(policy, [writer], says);
    write({
      "deploy.sh": "docker stack deploy -c docker/compose.yml busflow\n",
      "a.md": "sed -i s/5/4/ docker/compose.yml",
    });
    await project.assertPasses(policy, [writer]);
  });
});

describe("a compose file of another stack", () => {
  const folder = useTempDir();
  const secrets = [{ namespace: "busflow", logicalName: "db", current: 5, retained: [], pending: [] }];
  const config = (current: number, file = "b.yml") =>
    `config:\n  shop:namespace: busflow\n  shop:composeFiles: [${file}]\n  shop:secrets: { db: { current: ${current} } }\n`;

  /** The unlisted files of a project, whose base has other configs. */
  async function unlisted(files: Record<string, string>, base: Record<string, string> = files): Promise<string[]> {
    nameProject();
    for (const [at, all] of Object.entries({ head: files, base })) {
      rmSync(path.join(folder(), at), { recursive: true, force: true });
      mkdirSync(path.join(folder(), at));
      for (const [file, text] of Object.entries(all)) writeFileSync(path.join(folder(), at, file), text);
    }
    const found = await unlistedComposeFiles(path.join(folder(), "head"), [], secrets, path.join(folder(), "base"));
    return found.map(({ what }) => what.split(":")[0] ?? "");
  }

  it("is that stack's as long as its config names it and has what it pins", async () => {
    const other = "secrets: { db: { external: true, name: busflow_db_v2 } }\n";
    assert.deepEqual(await unlisted({ "b.yml": other, "Pulumi.staging.yaml": config(2) }), []);
    for (const files of [
      { "Pulumi.staging.yaml": config(3) },
      { "Pulumi.staging.yaml": config(2, "c.yml") },
      // The stack's own file counts as the engine hands it on, and not as it stands there.
      { "Pulumi.proof.yaml": config(2) },
      { "Pulumi.bad.yaml": "config: [" },
    ]) {
      assert.deepEqual(await unlisted({ "b.yml": other, ...files }), ["b.yml"]);
    }
  });

  it("is nobody's when only the pull request says so", async () => {
    const files = {
      "b.yml": "secrets: { db: { external: true, name: busflow_db_v2 } }\n",
      "Pulumi.new.yaml": config(2),
    };
    assert.deepEqual(await unlisted(files, {}), ["b.yml"]);
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
