import assert from "node:assert/strict";
import { noDotenv as policy } from "../../policy/no-dotenv.ts";
import { resourceTypes } from "../../rotation/contract.ts";
import { plainSettingsIn } from "../../scan/dotenv-rules.ts";
import { plant, random } from "../../tools/bench/planted.ts";
import { Repository } from "../../tools/bench/repository.ts";
import { dayIn } from "../support/days.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { useStackConfig } from "./compose.ts";
import { unknown, violations, type TestResource } from "./support.ts";

const name = ["PASS", "WORD"].join("");

/** A service that has all that a service may be given in the open, with one thing changed. */
function service(spec: Record<string, unknown> = {}, props: Record<string, unknown> = {}): TestResource {
  const fields = {
    image: "busflow/api:1",
    env: { PORT: "8080", [`DB_${name}_FILE`]: "/run/secrets/busflow_db_writer" },
    args: ["--listen", "0.0.0.0:8080", "--config=/etc/api.yaml"],
    labels: [{ label: "com.busflow.team", value: "platform" }],
  };
  return {
    type: resourceTypes.service,
    name: "busflow_api",
    props: { name: "busflow_api", taskSpec: { containerSpec: { ...fields, ...spec } }, ...props },
  };
}

describe("no-dotenv", () => {
  const folder = useTempDir();
  const configure = useStackConfig();

  const messages = (resources: readonly TestResource[] = []): Promise<string[]> =>
    violations(policy, resources, { root: folder() });

  async function assertTrips(resources: readonly TestResource[], ...parts: string[]): Promise<void> {
    const found = await messages(resources);
    assert.equal(found.length, 1, found.join("\n") || "no violation");
    for (const part of [...parts, "docs/runbook.md#"])
      assert.ok(found[0]?.includes(part), `${part}\nis not in\n${found.join("\n")}`);
  }

  it("refuses .env.production, even empty, also when Git ignores it, and takes another template", async () => {
    const repository = new Repository(folder());
    repository.write(".gitignore", ".env*\n");
    repository.write(".env.example", "DATABASE_URL=\n");
    assert.deepEqual(await messages(), []);
    for (const text of ["MODE=production\n", "MODE=\n", ""]) {
      repository.write(".env.production", text);
      await assertTrips([], ".env.production:1 is a retired file", "Delete it");
    }
  });

  it("refuses what the project's list of retired files names as well, and never less than before", async () => {
    const repository = new Repository(folder());
    repository.write(".env.staging", "MODE=\n");
    repository.write("app/.env.production", "MODE=\n");
    await assertTrips([], "app/.env.production:1 is a retired file");
    for (const list of ["- .env.staging\n", "- .env.production\n- .env.staging\n"]) {
      repository.write("policy/retired-files.yaml", list);
      assert.equal((await messages()).length, 2, list);
    }
    for (const list of ["", "# none\n", "[]\n"]) {
      repository.write("policy/retired-files.yaml", list);
      assert.equal((await messages()).length, 1, list);
    }
    for (const list of ["- secrets.txt\n", ".env.staging\n", "- [.env]\n"]) {
      repository.write("policy/retired-files.yaml", list);
      await assertTrips([], "policy/retired-files.yaml is not a list of names that begin with .env.\nCorrect it.");
    }
  });

  it("refuses a compose file with env_file, and reads one that Git ignores when the config names it", async () => {
    const repository = new Repository(folder());
    repository.write(".gitignore", "local/\n");
    repository.write("local/compose.yml", "services:\n  api:\n    env_file: api.list\n");
    assert.deepEqual(await messages(), []);
    configure({ composeFiles: ["local/compose.yml"] });
    await assertTrips([], "local/compose.yml:3 reads an env_file");
  });

  it("refuses a plain value in a stack config, without showing it", async () => {
    const value = random(12);
    new Repository(folder()).write(
      "Pulumi.dev.yaml",
      `config:\n  busflow-secrets:values: { db_writer: { "1": ${value} } }\n`,
    );
    await assertTrips(
      [],
      "Pulumi.dev.yaml:2 has a secret that is not encrypted",
      "pulumi config set --stack dev --secret",
    );
    assert.ok(!(await messages()).join("\n").includes(value));
  });

  it("refuses a literal in a workflow", async () => {
    new Repository(folder()).write(".github/workflows/ci.yml", `env:\n  DB_${name}: ${random(12)}\n`);
    await assertTrips([], ".github/workflows/ci.yml:2 carries a secret as a literal");
  });

  it("lets no exception pass for a .env file", async () => {
    const repository = new Repository(folder());
    repository.write(".env.shared", "PORT=3000\n");
    const [found] = await plainSettingsIn(folder())(".env.shared", "PORT=3000\n");
    const fields = [
      `fingerprint: "${found?.fingerprint ?? ""}"`,
      "reason: It has the port and nothing else.",
      `expires: ${dayIn(100)}`,
    ];
    repository.write("policy/exceptions.yaml", `- file: .env.shared\n  ${fields.join("\n  ")}\n`);
    await assertTrips([], ".env.shared:1");
  });

  it("lets a service pass that gets paths, and one of which nothing is known yet", async () => {
    assert.deepEqual(await messages([service(), service({}, { taskSpec: unknown, labels: unknown })]), []);
    const partly = {
      env: { PORT: unknown, HOST: "a" },
      args: ["--verbose", unknown],
      labels: [{ label: "a", value: unknown }],
    };
    assert.deepEqual(await messages([service(partly), service({ env: unknown, args: unknown, labels: unknown })]), []);
  });

  for (const [what, spec, place] of [
    ["a password in its environment", { env: { [`DB_${name}`]: "changeme" } }, "containerSpec.env.DB_"],
    [
      "a token under a harmless name",
      { env: { MODE: unknown, HOOK: plant("Slack webhook") } },
      "containerSpec.env.HOOK",
    ],
    [
      "a URI with a password among its arguments",
      { args: [unknown, `postgres://app:${random(9)}@db/app`] },
      "containerSpec.args",
    ],
    ["a password as an argument", { args: [`--${name.toLowerCase()}=${random(9)}`] }, "containerSpec.args"],
    ["a password behind its option", { args: [`--${name.toLowerCase()}`, random(9)] }, "containerSpec.args"],
    [
      "a secret in its command",
      { commands: ["sh", "-c", `TOKEN=${plant("GitHub token")} run`] },
      "containerSpec.commands",
    ],
    ["a secret in a label", { labels: [{ label: "api.token", value: random(20) }] }, "containerSpec.labels.api.token"],
  ] as const) {
    it(`refuses a service with ${what}, and does not show it`, async () => {
      await assertTrips([service(spec)], "busflow_api", `taskSpec.${place}`);
    });
  }

  it("refuses a service with a secret in a label of its own", async () => {
    await assertTrips([service({}, { labels: [{ label: "token", value: random(20) }] })], "in labels.token");
  });
});
