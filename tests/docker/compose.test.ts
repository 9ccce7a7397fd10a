import { execa } from "execa";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { projectDir } from "../../tools/paths.ts";
import { ensureExampleImage } from "../../tools/sandbox/example-image.ts";
import { eventually } from "../support/eventually.ts";
import { clear, engine } from "../support/swarm.ts";
import { awaitReplicas, get, replicasOf } from "../support/replicas.ts";

const stack = `compose-${randomBytes(4).toString("hex")}`;
const api = `${stack}_api`;

describe("docker/compose.busflow.yml", function () {
  this.timeout(180_000);

  before(async () => {
    await ensureExampleImage(engine);
    const secrets = {
      db_writer: "postgres://busflow_writer_r1:password@db:5432/busflow",
      db_reader: "postgres://busflow_reader_r1:password@db:5432/busflow",
      session_key: "key",
      slack_ops_webhook: "https://hooks.slack.example/services/T0/B0/token",
      hasura_admin_secret: "admin",
    };
    for (const [name, value] of Object.entries(secrets)) await createSecret(`${name}_v1`, value);
    const compose = await readFile(path.join(projectDir, "docker", "compose.busflow.yml"), "utf8");
    const input = compose.replaceAll("name: busflow_", `name: ${stack}_`);
    await execa("docker", ["stack", "deploy", "--resolve-image", "never", "-c", "-", stack], { input });
  });

  after(async () => {
    await execa("docker", ["stack", "rm", stack]);
    await clear(stack);
    await eventually("the stack's network is gone", async () => {
      const networks = await engine.listNetworks();
      return networks.some(({ Name }) => Name.startsWith(stack)) ? undefined : true;
    });
  });

  for (const service of ["api", "worker", "hasura"]) {
    it(`runs ${service} with two healthy replicas`, async () => {
      for (const { containerId } of await awaitReplicas(`${stack}_${service}`, 2)) {
        assert.deepEqual(await get(containerId, "/healthz"), { status: 200, body: "ok" });
      }
    });
  }

  it("goes to a new pair, one healthy replica after the other", async () => {
    const references = [
      await createSecret("db_writer_v2", "postgres://busflow_writer_r2:password@db:5432/busflow"),
      await createSecret("db_reader_v2", "postgres://busflow_reader_r2:password@db:5432/busflow"),
    ];
    await updateSecrets(api, references);
    await eventually("both replicas have the new pair", async () => {
      const replicas = await replicasOf(api);
      assert.ok(replicas.length >= 2, "a replica was missing");
      return (await updateState(api)) === "completed" && replicas.length === 2 ? true : undefined;
    });
    for (const { containerId, secretIds } of await awaitReplicas(api, 2)) {
      for (const { SecretID } of references) assert.ok(secretIds.includes(SecretID));
      assert.deepEqual(await get(containerId, "/healthz"), { status: 200, body: "ok" });
    }
  });

  it("rolls back by itself, and keeps every replica, when the pair does not match", async () => {
    const before = await awaitReplicas(api, 2);
    await updateSecrets(api, [
      await createSecret("db_reader_v3", "postgres://busflow_reader_r3:password@db:5432/busflow"),
    ]);
    await eventually("the update is rolled back", async () => {
      const kept = new Set((await replicasOf(api)).map(({ containerId }) => containerId));
      for (const { containerId } of before) assert.ok(kept.has(containerId), "a good replica was stopped");
      return (await updateState(api)) === "rollback_completed" ? true : undefined;
    });
    assert.deepEqual(await awaitReplicas(api, 2), before);
  });
});

/** A reference as a service's specification holds it. */
interface SecretReference {
  SecretID: string;
  SecretName: string;
  File: { Name: string };
}

/** Creates a secret `<stack>_<logical name>_v<n>` and returns what a reference of the compose file to it looks like. */
async function createSecret(name: string, value: string): Promise<SecretReference> {
  const SecretName = `${stack}_${name}`;
  const Data = Buffer.from(value).toString("base64");
  const { id } = (await engine.createSecret({ Name: SecretName, Data })) as { id: string };
  const File = { Name: `busflow_${name.replace(/_v\d+$/, "")}`, UID: "1000", GID: "1000", Mode: 0o400 };
  return { SecretID: id, SecretName, File };
}

/** Puts references in the place of those with the same targets, in one update. */
async function updateSecrets(service: string, references: SecretReference[]): Promise<void> {
  const { Spec, Version } = (await engine.getService(service).inspect()) as {
    Spec: { TaskTemplate: { ContainerSpec: { Secrets: SecretReference[] } } };
    Version: { Index: number };
  };
  const targets = new Set(references.map(({ File }) => File.Name));
  const { ContainerSpec } = Spec.TaskTemplate;
  ContainerSpec.Secrets = [...ContainerSpec.Secrets.filter(({ File }) => !targets.has(File.Name)), ...references];
  await engine.getService(service).update({ version: Version.Index, ...Spec });
}

/** How far the service's last update has come. */
async function updateState(service: string): Promise<string | undefined> {
  const { UpdateStatus } = (await engine.getService(service).inspect()) as { UpdateStatus?: { State: string } };
  return UpdateStatus?.State;
}
