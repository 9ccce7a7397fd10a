// What each policy refuses, under the real engine and its providers: the preview fails, and the Swarm stays as it was. The
// checkout's own program would refuse most of it by itself, so another one declares it.
import { execa } from "execa";
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { projectDir } from "../../tools/paths.ts";
import { countingProxy, type EngineProxy } from "../../tools/sandbox/engine-proxy.ts";
import { classes } from "../support/classes.ts";
import { PulumiProject } from "../support/pulumi.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { withEnvironment } from "../support/environment.ts";
import { assertPoliciesSilent } from "./assertions.ts";

interface Listed {
  type: string;
  name: string;
  props: Record<string, unknown>;
  opts?: object;
}

/** What a policy refuses: resources, stack config, or files of the project. */
interface Case {
  resources?: Listed[];
  config?: Record<string, unknown>;
  /** By their paths in the project's folder. */
  files?: Record<string, string>;
  /** What the preview says. */
  says: string;
}

const long = new Date(Date.now() - 400 * 86_400_000).toISOString();

const component = (props: object = {}): Listed => ({
  ...{ type: "busflow:index:VersionedSecret", name: "db_writer" },
  props: { secretClass: "swarm-infra", owner: "Platform", cadence: "quarterly", current: 4, retain: [], ...props },
});

function version(number: number | undefined, opts: object = {}): Listed {
  const name = number === undefined ? "busflow_db_writer" : `busflow_db_writer_v${number}`;
  const labels = { namespace: "busflow", secret: "db_writer", version: String(number ?? 1) };
  return {
    ...{ type: "docker:index/secret:Secret", name },
    opts: { parent: "db_writer", ignoreChanges: ["labels"], deleteBeforeReplace: false, ...opts },
    props: {
      name,
      data: Buffer.from("nothing").toString("base64"),
      labels: Object.entries(labels).map(([label, value]) => ({ label: `busflow.${label}`, value })),
    },
  };
}

const record = (current: number, versions: number[], props: object = {}): Listed => ({
  ...{ type: "swarm:index:RotationRecord", name: "db_writer" },
  props: {
    ...{ namespace: "busflow", secret: "db_writer", current, consumers: [], verifications: {}, dependants: [] },
    ...{ retentionHours: 72, connections: false },
    versions: Object.fromEntries(versions.map((number) => [number, `print of ${number}`])),
    ...props,
  },
});

const ledger = (current: number, versions: number[]) => ({
  ...{ current, settledAt: long },
  versions: Object.fromEntries(versions.map((number) => [number, { addedAt: long, since: long }])),
});

const bound = (name: string, target = "busflow_db_writer"): Listed => ({
  ...{ type: "swarm:index:ServiceSecretBinding", name },
  props: {
    ...{ namespace: "busflow", service: "busflow_api", timeout: 300, wave: 1, onFailure: "stop" },
    secrets: {
      db_writer: {
        ...{ version: 4, secretName: "busflow_db_writer_v4", secretId: "aaaaaaaaaaaaaaaaaaaaaaaaa", target },
        ...{ uid: "0", gid: "0", mode: "0444" },
      },
    },
  },
});

const compose = (service: object, secretName = "busflow_db_writer_v4") =>
  stringify({
    services: { api: { image: "api:1", secrets: ["db_writer"], ...service } },
    secrets: { db_writer: { external: true, name: secretName } },
  });
const gated = {
  healthcheck: { test: ["CMD", "true"] },
  deploy: { update_config: { failure_action: "rollback", monitor: "30s" } },
};
const composeConfig = { "policy-cases:composeFiles": ["compose.yml"] };
const whole = [component(), version(4)];

const cases: Record<string, Case> = {
  "secret-name-versioned": {
    resources: [component(), version(undefined)],
    says: "busflow_db_writer is no versioned name in the namespace busflow.",
  },
  "secret-no-overwrite": {
    resources: [component(), version(4, { deleteBeforeReplace: true })],
    says: "busflow_db_writer_v4 may be deleted and created anew",
  },
  "secret-versions-monotonic": {
    resources: [component({ current: 9 }), version(9), record(9, [9, 4], { ledger: ledger(4, [3, 4]) })],
    says: "busflow_db_writer_v9 skips a version: the next one is 5.",
  },
  "previous-version-retained": {
    resources: [component({ current: 5 }), version(5), record(5, [5], { ledger: ledger(4, [4]) })],
    says: "busflow_db_writer_v4 cannot be retired: services run on it",
  },
  "binding-atomic": {
    resources: [...whole, bound("api"), bound("api_again")],
    says: "The service busflow_api has more than one binding",
  },
  "binding-target-stable": {
    resources: [...whole, bound("api", "busflow_db_writer_v4")],
    says: "at busflow_db_writer_v4, which holds a version",
  },
  "no-dotenv": { files: { ".env.production": "TOKEN=\n" }, says: ".env.production:1 is a retired file" },
  "no-plaintext-at-rest": {
    files: {
      "deploy.key": generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    },
    says: "deploy.key:1 holds a secret in plain text (private-key)",
  },
  "consumer-health-gated": {
    resources: whole,
    ...{ config: composeConfig, files: { "compose.yml": compose({}) } },
    says: "compose.yml (services.api) uses a versioned secret and declares no health check.",
  },
  "compose-agrees-with-stack": {
    resources: [...whole, record(4, [4])],
    ...{ config: composeConfig, files: { "compose.yml": compose(gated, "busflow_db_writer_v3") } },
    says: "pins busflow_db_writer_v3, which the stack does not have",
  },
  "incident-revoked-first": {
    resources: [...whole, record(4, [4], { incident: { ticket: "SEC-42", discoveredAt: long } })],
    says: "SEC-42 has no revokedAt",
  },
  "rotation-overdue-past-grace": {
    resources: [...whole, record(4, [4], { ledger: ledger(4, [4]) })],
    says: "db_writer (owner: Platform) is overdue for rotation by",
  },
  "owner-and-cadence": { resources: [component({ owner: undefined }), version(4)], says: "db_writer has no owner." },
  "deterministic-aead-allow-list": {
    config: { "policy-cases:tenantColumns": [{ table: "tenants", column: "iban", aead: "deterministic" }] },
    says: "tenants.iban is declared with deterministic AEAD",
  },
};

describe("a preview with the policy pack", function () {
  this.timeout(360_000);

  const project = new PulumiProject();
  const folder = useTempDir();
  let proxy: EngineProxy;

  before(async () => {
    proxy = await countingProxy();
    await project.copy(path.join(import.meta.dirname, "policy-project"));
    const plugins = { providers: [{ name: "swarm", path: path.join(projectDir, "provider") }] };
    const runtime = { name: "nodejs", options: { typescript: false } };
    // As the product's own Pulumi.yaml has them, for every stack.
    const config = { "policy-cases:classes": { value: classes } };
    const file = { name: "policy-cases", runtime, plugins, config };
    await writeFile(path.join(project.directory, "Pulumi.yaml"), stringify(file));
  });
  after(async () => {
    await proxy.close();
    await project.remove();
  });

  it("has nothing to say of a stack that is right, with the files of its project", async () => {
    const resources = [...whole, record(4, [4], { ledger: { ...ledger(4, [4]), ...recent() } }), bound("api")];
    const files = { "compose.yml": compose(gated), ".env.example": "TOKEN=\n" };
    assertPoliciesSilent(await preview({ resources, config: composeConfig, files }));
  });

  for (const [policy, { says, ...refused }] of Object.entries(cases)) {
    it(`fails because of ${policy}, and changes nothing`, async () => {
      const { exitCode, output } = await preview(refused);
      assert.notEqual(exitCode, 0, output);
      const violations = output.split("\n").filter((line) => line.includes("[mandatory]"));
      assert.ok(violations.length > 0, output);
      assert.ok(
        violations.every((line) => line.includes(` ${policy} `)),
        output,
      );
      assert.ok(output.includes(says), `"${says}" should be in: ${output}`);
      assert.deepEqual(proxy.writes(), []);
    });
  }

  async function preview({ resources = [], config = {}, files = {} }: Omit<Case, "says">) {
    const root = path.join(folder(), "tree");
    await mkdir(root);
    await execa("git", ["init", "--quiet"], { cwd: root });
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(root, file), text);
    const ofFiles = ["no-dotenv", "no-plaintext-at-rest", "consumer-health-gated", "compose-agrees-with-stack"];
    const entries = ofFiles.map((policy) => [policy, { enforcementLevel: "mandatory", root }] as const);
    const settingsFile = path.join(folder(), "settings.json");
    await writeFile(settingsFile, JSON.stringify(Object.fromEntries(entries)));
    const stackFile = path.join(folder(), "Pulumi.cases.yaml");
    await writeFile(stackFile, stringify({ config: { "cases:resources": resources, ...config } }));
    const pack = ["--policy-pack", path.join(projectDir, "policy"), "--policy-pack-config", settingsFile];
    return await withEnvironment({ DOCKER_HOST: proxy.host }, () =>
      project.run(["preview", "--config-file", stackFile, ...pack]),
    );
  }

  function recent() {
    const since = new Date().toISOString();
    return { settledAt: since, versions: { 4: { addedAt: since, since } } };
  }
});
