// A company of another name, with its own classes, owners and names: everything from YAML alone, from the first preview to an incident.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { plainSettingsIn } from "../../scan/dotenv-rules.ts";
import { resourceTypes } from "../../rotation/contract.ts";
import { projectDir } from "../../tools/paths.ts";
import { PulumiProject } from "../support/pulumi.ts";
import { inspect, secretNames, TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { engine, namesIn, readInTask } from "../support/swarm.ts";
import { assertClean, assertPoliciesSilent, assertRefusal } from "./assertions.ts";
import { diagnosticsOf } from "./diagnostics.ts";

interface StackFile {
  config: Record<string, unknown>;
}

const classes = {
  "partner-key": { owner: "Équipe Sécurité (24/7)", cadence: 30 },
  "roles": { owner: "Datenbank-Team", cadence: "monthly", connections: true, retention: 168 },
};
const key = (name: string): string => `acme-secrets:${name}`;
const pack = ["--policy-pack", path.join(projectDir, "policy")];

describe("another company's stack", function () {
  this.timeout(300_000);
  inSteps();

  const project = new PulumiProject();
  let services: TestServices;
  let namespace: string;
  let api: string;
  const secrets: Record<string, Record<string, unknown>> = {
    "s3_access_key": { class: "partner-key", current: 1, cadence: 7 },
    "oauth2-client-secret": { class: "partner-key", current: 1, owner: "Web" },
    "pg16-app": { class: "roles", current: 1, dependants: ["api-2"] },
  };
  const logicalNames = Object.keys(secrets);
  const named = (logicalName: string, version: number): string => `${namespace}_${logicalName}_v${version}`;

  before(async () => {
    services = await TestServices.create();
    namespace = `${services.namespace}_prod`;
    const staged = await mkdtemp(path.join(tmpdir(), "acme-"));
    for (const part of ["package.json", "index.ts", "provider"]) {
      await symlink(path.join(projectDir, part), path.join(staged, part));
    }
    // Busflow's file, with another company's words in the place of its own.
    const { runtime, main, plugins } = parse(await readFile(path.join(projectDir, "Pulumi.yaml"), "utf8")) as Record<
      string,
      unknown
    >;
    const config = { [key("classes")]: { value: classes }, [key("namespace")]: { default: namespace } };
    const file = { name: "acme-secrets", runtime, main, plugins, config };
    await project.copy(staged, { "Pulumi.yaml": stringify(file) });
    await rm(staged, { recursive: true });
    await configure({ secrets, services: { "api-2": { secrets: logicalNames, timeout: 120 } } });
  });
  after(async () => {
    await services.remove();
    await project.remove();
  });

  it("is told which values are missing, and takes them by the very commands that it is told", async () => {
    const refused = await project.run(["preview"]);
    assertRefusal(refused, "The stack config has 3 problems:");
    const commands = [
      ...refused.output.matchAll(/missing\. Type: pulumi config set --stack dev --secret --path '(.*)'$/gm),
    ];
    const sorted = logicalNames.toSorted();
    assert.deepEqual(
      commands.map(([, at]) => at),
      sorted.map((name) => `values.${name}["1"]`),
    );
    for (const [index, [, at = ""]] of commands.entries()) {
      const value = valueOf(sorted[index] ?? "", 1);
      await project.succeed(["config", "set", "--stack", "dev", "--secret", "--path", at], value);
    }
  });

  it("is previewed with the policies, by its own classes, and violates none", async () => {
    // The service runs before the stack has anything to give it.
    api = await services.service("prod_api-2");
    const run = await project.run(["preview", ...pack]);
    assertPoliciesSilent(run);
    const { output } = run;
    for (const name of logicalNames) assert.ok(output.includes(named(name, 1)), output);
  });

  it("gives its service the secrets, labelled with its own words", async () => {
    assertClean(await up());
    assert.deepEqual((await secretNames(api)).toSorted(), logicalNames.map((name) => named(name, 1)).toSorted());
    const value = await readInTask(api, `/run/secrets/${namespace}_oauth2-client-secret`);
    assert.equal(value.trim(), valueOf("oauth2-client-secret", 1));
    const listed = (await engine.listSecrets()).find(({ Spec }) => Spec?.Name === named("s3_access_key", 1));
    const labels = (listed?.Spec?.Labels ?? {}) as Record<string, string>;
    assert.deepEqual(
      ["namespace", "secret", "class", "owner"].map((label) => labels[`busflow.${label}`]),
      [namespace, "s3_access_key", "partner-key", "Équipe Sécurité (24/7)"],
    );
    await assertUnchanged();
  });

  it("has no change when its state is from before connections were called so", async () => {
    const { stdout } = await project.succeed(["stack", "export"]);
    assert.match(stdout, /"connections": true/);
    const { deployment, ...rest } = JSON.parse(stdout) as { deployment: { resources: { type: string }[] } };
    // A state from then has no guards at all, which the next run adds.
    const resources = deployment.resources.map((resource) =>
      resource.type === resourceTypes.stackSwarm
        ? resource
        : (JSON.parse(JSON.stringify(resource).replaceAll('"connections":', '"isDatabase":')) as object),
    );
    const former = JSON.stringify({ ...rest, deployment: { ...deployment, resources } });
    await project.succeed(["stack", "import"], former);
    await assertUnchanged();
    const before = await inspect(api);
    assertClean(await up());
    assert.deepEqual(await inspect(api), before);
  });

  it("rotates two secrets of three in one update, and says so in its own names", async () => {
    for (const name of ["s3_access_key", "pg16-app"]) {
      Object.assign(secrets[name] ?? {}, { current: 2, retain: [1] });
      await setValue(name, 2);
    }
    await configure({ secrets });
    const { output } = await project.succeed(["preview", ...pack]);
    assert.match(output, /api-2 {3}pg16-app v1 → v2, s3_access_key v1 → v2 {3}restarts 1 replica, wave 1/);
    assertClean(await up());
    assert.deepEqual(
      (await secretNames(api)).toSorted(),
      [named("oauth2-client-secret", 1), named("pg16-app", 2), named("s3_access_key", 2)].toSorted(),
    );
    assert.equal((await readInTask(api, `/run/secrets/${namespace}_pg16-app`)).trim(), valueOf("pg16-app", 2));
    await assertUnchanged();
  });

  it("keeps a version for as long as its class says, or the stack", async () => {
    await tryOut({ "s3_access_key": { retain: [] }, "pg16-app": { retain: [] } }, (output) => {
      assert.match(output, /s3_access_key_v1 cannot be retired before .* is kept for 72 h/);
      assert.match(output, /pg16-app_v1 cannot be retired before .* is kept for 168 h/);
    });
  });

  it("is refused what its classes do not allow", async () => {
    await tryOut({ s3_access_key: { cadence: "quarterly" } }, (output) => {
      const problem = "quarterly is longer than class partner-key allows.";
      assert.ok(output.includes(`${key("secrets")}.s3_access_key.cadence: ${problem} Set it to 30, or`), output);
    });
    await tryOut({ s3_access_key: { class: "swarm-infra" } }, (output) => {
      const problem = "not allowed. Set it to one of: partner-key, roles.";
      assert.ok(output.includes(`${key("secrets")}.s3_access_key.class: ${problem}`), output);
    });
    await tryOut({ s3_access_key: { dependants: ["api-2"] } }, (output) => {
      assert.match(output, /only secrets of a class with connections have it\. .* set the class to roles\./);
    });
  });

  it("has to rotate a role as well when what connections are made with has leaked, and nothing else", async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    const incident = { ticket: "ACME-7", discoveredAt: at, revokedAt: at };
    await tryOut({ "pg16-app": { incident } }, (output) => {
      assert.match(output, /Incident ACME-7 has no roleRotatedAt/);
    });
    await tryOut({ s3_access_key: { incident } }, (output) => {
      assert.doesNotMatch(output, /roleRotatedAt/);
    });
  });

  it("has its own config read by the policies", async () => {
    const column = { table: "clients", column: "iban", aead: "deterministic" };
    await configure({ tenantColumns: [column] });
    const { exitCode, output } = await project.run(["preview", ...pack]);
    assert.notEqual(exitCode, 0);
    assert.match(output, /\[mandatory\].* deterministic-aead-allow-list/);
    assert.match(output, /clients\.iban is declared with deterministic AEAD/);
    await configure({ tenantColumns: [] });
  });

  it("never touches what a stack has whose namespace begins alike, and is refused its names", async () => {
    const other = `${namespace}_eu`;
    const labels = { "busflow.namespace": other };
    const theirs = await services.secret("prod_eu_db_v1", "theirs", "theirs", labels);
    await tryOut({ eu_db: { class: "roles", current: 1, source: { kind: "random", length: 32 } } }, (output) => {
      assert.ok(output.includes(`on the Swarm ${theirs.secretName} belongs to the namespace ${other}.`), output);
    });
    await assertUnchanged();
  });

  it("is looked through for secrets in plain text, by its own project's name", async () => {
    const text = (values: object): string => stringify({ config: { [key("values")]: values } });
    const found = await plainSettingsIn(project.directory)("Pulumi.dev.yaml", text({ "pg16-app": { "1": "short" } }));
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ["plain-stack-config"],
    );
    const file = await readFile(path.join(project.directory, "Pulumi.dev.yaml"), "utf8");
    assert.deepEqual(await plainSettingsIn(project.directory)("Pulumi.dev.yaml", file), []);
  });

  it("says nothing of any other company, in all its runs", () => {
    const said = project.transcript.join("\n");
    assert.doesNotMatch(said, /busflow-secrets:|Platform|tenant-api/);
  });

  it("is taken down, and leaves nothing but ledgers", async () => {
    assertClean(await project.run(["destroy", "--yes", "--skip-preview", "--run-program"]));
    const left = (await namesIn(`${namespace}_`)).filter((name) => !name.includes("_eu_"));
    assert.deepEqual(left, [api]);
  });

  const valueOf = (logicalName: string, version: number): string => `value of ${logicalName}, ${version}`;

  async function setValue(name: string, version: number): Promise<void> {
    const at = `${key("values")}.${name}["${version}"]`;
    await project.succeed(["config", "set", "--secret", "--path", at], valueOf(name, version));
  }

  /** Sets keys of the stack config; the others stay. */
  async function configure(changes: Record<string, unknown>): Promise<void> {
    const file = path.join(project.directory, "Pulumi.dev.yaml");
    const stack = parse(await readFile(file, "utf8")) as StackFile;
    const own = Object.fromEntries(Object.entries(changes).map(([name, value]) => [key(name), value]));
    await writeFile(file, stringify({ ...stack, config: { ...stack.config, ...own } }));
  }

  /** Previews with something else in some secrets, which is refused, and puts them back. */
  async function tryOut(changes: Record<string, object>, check: (diagnostics: string) => void): Promise<void> {
    const changed = Object.entries(changes).map(([name, change]) => [name, { ...secrets[name], ...change }] as const);
    await configure({ secrets: { ...secrets, ...Object.fromEntries(changed) } });
    const refused = await project.run(["preview"]);
    await configure({ secrets });
    assert.notEqual(refused.exitCode, 0, refused.output);
    check(diagnosticsOf(refused.output));
  }

  function up() {
    return project.run(["up", "--yes", "--skip-preview"]);
  }

  async function assertUnchanged(): Promise<void> {
    await project.succeed(["preview", "--expect-no-changes"]);
  }
});
