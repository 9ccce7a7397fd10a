import { readFileSync } from "node:fs";
import path from "node:path";
import { composeAgreesWithStack as policy } from "../../policy/compose-agrees-with-stack.ts";
import { projectDir } from "../../tools/paths.ts";
import { ComposeProject } from "./compose.ts";
import { record, unknown, type TestResource } from "./support.ts";

describe("compose-agrees-with-stack", () => {
  const project = new ComposeProject();

  /** The stack's secret with its current version and others; of these, the ones that were current once. */
  const secret = (current: number, others: number[] = [], wereCurrent: number[] = []): TestResource => {
    const versions = Object.fromEntries([current, ...others].map((version) => [version, unknown]));
    const entries = wereCurrent.map((version) => [version, { addedAt: "2026-11-01", since: "2026-11-01" }] as const);
    return record("db_writer", { current, versions, ledger: { versions: Object.fromEntries(entries) } });
  };
  const pin = (name: string): string =>
    `services: { api: { secrets: [db] }, worker: { secrets: [{ source: db, target: db }] } }
secrets: { db: { external: true, name: "${name}" } }`;
  const current = "busflow_db_writer_v5";

  it("lets the current version pass", async () => {
    project.compose({ "docker/compose.yml": pin(current) });
    await project.assertPasses(policy, [secret(5, [4])]);
  });

  it("passes where the config names no compose file", async () => {
    project.name();
    await project.assertPasses(policy, [secret(5)]);
  });

  it("refuses the version before, which the next deployment would flip back to, and says what to set", async () => {
    project.compose({ "docker/compose.yml": pin("busflow_db_writer_v4") });
    await project.assertTrips(
      policy,
      [secret(5, [4], [4, 5])],
      "docker/compose.yml (secrets.db) pins busflow_db_writer_v4, which the stack only retains: " +
        "the next `docker stack deploy` would flip api and worker from version 5 to 4.",
      `Set it to ${current}`,
      "docs/runbook.md#compose-files",
    );
  });

  it("refuses a version and a secret that the stack does not have", async () => {
    project.compose({ "a.yml": pin("busflow_db_writer_v3") });
    await project.assertTrips(policy, [secret(5, [4])], "pins busflow_db_writer_v3, which the stack does not have");
    project.compose({ "a.yml": pin("busflow_db_reader_v5") });
    await project.assertTrips(policy, [secret(5)], "pins busflow_db_reader_v5, and the stack has no secret db_reader");
  });

  it("lets a pending version pass, and refuses one that a rollback has left behind", async () => {
    project.compose({ "a.yml": pin("busflow_db_writer_v6") });
    await project.assertPasses(policy, [secret(5, [6], [5])]);
    await project.assertTrips(policy, [secret(5, [6], [5, 6])], "busflow_db_writer_v6, which the stack only retains");
  });

  it("counts a higher version as pending while a preview does not know what the Swarm has on record", async () => {
    project.compose({ "a.yml": pin("busflow_db_writer_v6") });
    const versions = { 5: unknown, 6: unknown };
    await project.assertPasses(policy, [record("db_writer", { current: 5, versions, ledger: unknown })]);
    await project.assertPasses(policy, [record("db_writer", { current: 5, versions })]);
  });

  it("leaves other namespaces and names without a version alone", async () => {
    project.compose({ "a.yml": pin("other_db_writer_v4"), "b.yml": pin("busflow_db_writer"), "c.yml": pin("license") });
    await project.assertPasses(policy, [secret(5)]);
  });

  it("looks at every way to pin: a key as the name, the older form of external, a source that nobody declares", async () => {
    for (const text of [
      "secrets: { busflow_db_writer_v4: { external: true } }",
      "secrets: { db: { external: { name: busflow_db_writer_v4 } } }",
      "services: { api: { secrets: [busflow_db_writer_v4] } }",
      "services: { api: { secrets: [{ source: busflow_db_writer_v4 }] } }",
      "secrets: { db: { file: ./db.txt, name: busflow_db_writer_v4 } }",
    ]) {
      project.compose({ "a.yml": text });
      await project.assertTrips(policy, [secret(5)], "a.yml (se", "pins busflow_db_writer_v4");
    }
    project.compose({ "a.yml": "secrets: { busflow_db_writer_v4: { file: ./db.txt } }" });
    await project.assertPasses(policy, [secret(5)]);
  });

  it("sees through anchors, merge keys and x- keys", async () => {
    const text = (version: number): string => `
x-secret: &secret { external: true, name: busflow_db_writer_v${version} }
x-service: &service { secrets: [db] }
services: { api: { <<: *service } }
secrets: { db: { <<: *secret } }`;
    project.compose({ "a.yml": text(5) });
    await project.assertPasses(policy, [secret(5)]);
    project.compose({ "a.yml": text(4) });
    await project.assertTrips(policy, [secret(5)], "would flip api from version 5 to 4");
  });

  it("takes a variable's default, also one in another's, and says what only the environment knows", async () => {
    project.compose({
      "a.yml": pin("busflow_db_writer_v${DB_WRITER:-5}"),
      "b.yml": pin("${NS:-${STACK-busflow}}_db_writer_v5"),
    });
    await project.assertPasses(policy, [secret(5)]);
    project.compose({ "a.yml": pin("busflow_db_writer_v${DB_WRITER-4}") });
    await project.assertTrips(policy, [secret(5)], "pins busflow_db_writer_v4");
    for (const variable of ["${DB_WRITER}", "$DB_WRITER", "${DB_WRITER:?missing}", "${DB_WRITER:+5}"]) {
      project.compose({ "a.yml": pin(`busflow_db_writer_v${variable}`) });
      await project.assertTrips(
        policy,
        [secret(5)],
        "takes a secret's name from the environment (DB_WRITER), which a preview does not know",
        `a default that makes it ${current}`,
      );
    }
    project.compose({ "a.yml": pin("busflow_grafana_$VERSION"), "b.yml": pin("busflow_db_writer_v$$5") });
    await project.assertPasses(policy, [secret(5)]);
  });

  it("refuses a file that is missing, no YAML or no compose file, without a word of what it holds", async () => {
    project.name("docker/gone.yml");
    await project.assertTrips(policy, [secret(5)], "docker/gone.yml cannot be read (ENOENT).", "composeFiles");
    const faults = {
      "x: 1\nservices: {c4n4ry: [": "a.yml is not YAML: see line 2.",
      "x: 1\nx: c4n4ry": "a.yml is not YAML",
      "a: 1\n---\nb: c4n4ry": "a.yml is not YAML",
      "services: *c4n4ry": "a.yml uses its anchors too often, or one that is not there",
      "services: [c4n4ry]": "a.yml is not a compose file: see services.",
      "services: { api: { secrets: c4n4ry } }": "a.yml is not a compose file: see services.api.secrets.",
      "c4n4ry": "a.yml is not a compose file.",
    };
    for (const [text, problem] of Object.entries(faults)) {
      project.compose({ "a.yml": text });
      await project.assertTrips(policy, [secret(5)], problem);
      const messages = await project.violations(policy, [secret(5)]);
      if (messages.join("\n").includes("c4n4ry")) throw new Error(`it shows what stands in ${text}`);
    }
  });

  it("refuses a list of compose files that the program refuses, too", async () => {
    project.name("../compose.yml");
    await project.assertTrips(policy, [secret(5)], "shop:composeFiles[0]: not allowed.", "Set it to a path");
  });

  it("lets the project's own compose file pass as long as the stack is at its versions", async () => {
    const file = "docker/compose.busflow.yml";
    project.compose({ [file]: readFileSync(path.join(projectDir, file), "utf8") });
    const names = ["db_writer", "db_reader", "session_key", "slack_ops_webhook", "hasura_admin_secret"];
    await project.assertPasses(
      policy,
      names.map((name) => record(name)),
    );
    const rotated = names.map((name) =>
      record(name, name === "db_writer" ? { current: 2, versions: { 1: "", 2: "" } } : {}),
    );
    await project.assertTrips(
      policy,
      rotated,
      `${file} (secrets.db_writer)`,
      "flip api and hasura from version 2 to 1",
    );
  });
});
