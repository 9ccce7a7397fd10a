import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { exampleImage } from "../../../tools/example.ts";
import { ensureExampleImage } from "../../../tools/sandbox/example-image.ts";
import { eventually } from "../../support/eventually.ts";
import { clear, engine } from "../../support/swarm.ts";
import { awaitReplicas, get, run, type Answer } from "../../support/replicas.ts";

const namespace = `healthz-${randomBytes(4).toString("hex")}`;
const password = randomBytes(12).toString("hex");

const uri = (role: string): string => `postgres://busflow_${role}:${password}@db:5432/busflow`;

interface Case {
  /** What the service is told to look for. */
  names: string[];
  /** What it gets: the secrets' values by their target. */
  values: Record<string, string>;
  /** Who may read them; default the user of the image. */
  owner?: string;
  answer: Answer;
}

const cases: Record<string, Case> = {
  "is 200 with a pair of one rotation": {
    names: ["db_writer", "db_reader", "key"],
    values: { db_writer: uri("writer_r12"), db_reader: uri("reader_r12"), key: `${password}\n` },
    answer: { status: 200, body: "ok" },
  },
  "is 200 with half a pair": {
    names: ["db_reader"],
    values: { db_reader: uri("reader_r1") },
    answer: { status: 200, body: "ok" },
  },
  "is 500 with a pair of two rotations": {
    names: ["db_reader", "db_writer"],
    values: { db_writer: uri("writer_r1"), db_reader: uri("reader_r12") },
    answer: { status: 500, body: "db_writer and db_reader belong to different rotations" },
  },
  "is 500 when one of a pair does not tell its rotation": {
    names: ["db_writer", "db_reader"],
    values: { db_writer: uri("writer_r1"), db_reader: password },
    answer: { status: 500, body: "db_reader does not tell its rotation" },
  },
  "is 500 with a secret that it may not read": {
    names: ["key"],
    values: { key: password },
    owner: "0",
    answer: { status: 500, body: "key cannot be read by user 1000" },
  },
  "is 500 without one of its secrets": {
    names: ["key", "webhook"],
    values: { key: password },
    answer: { status: 500, body: "webhook is missing" },
  },
};

describe("/healthz of the example services", function () {
  this.timeout(180_000);
  const services = new Map<Case, string>();

  before(async () => {
    await ensureExampleImage(engine);
    await Promise.all(
      Object.values(cases).map(async (one, index) => {
        const service = `${namespace}-${index}`;
        services.set(one, service);
        await startService(service, one);
        await awaitReplicas(service, 1);
      }),
    );
  });

  after(() => clear(namespace));

  for (const [title, one] of Object.entries(cases)) {
    it(`${title}, and no value shows`, async () => {
      const service = services.get(one) ?? "";
      const [replica] = await awaitReplicas(service, 1);
      assert.ok(replica);
      assert.deepEqual(await get(replica.containerId, "/healthz"), one.answer);

      // What is wrong is in the log, too: a moment later.
      const logs = await eventually("the log says what the answer says", async () => {
        const text = await logsOf(service);
        return text.includes(one.answer.body) === (one.answer.status === 500) ? text : undefined;
      });
      assert.ok(!logs.includes(password));
      assert.ok(!(await run(replica.containerId, "ps")).includes(password));
    });
  }
});

async function logsOf(service: string): Promise<Buffer> {
  // Without `follow` it is the text itself, whatever the types say.
  return (await engine.getService(service).logs({ stdout: true, stderr: true })) as unknown as Buffer;
}

/** Starts one replica without a health check, so that a bad one goes on answering. */
async function startService(name: string, { names, values, owner = "1000" }: Case): Promise<void> {
  const secrets = Object.entries(values).map(async ([target, value]) => {
    const secretName = `${name}-${target}`;
    const { id } = (await engine.createSecret({ Name: secretName, Data: Buffer.from(value).toString("base64") })) as {
      id: string;
    };
    return { SecretID: id, SecretName: secretName, File: { Name: target, UID: owner, GID: owner, Mode: 0o400 } };
  });
  await engine.createService({
    Name: name,
    TaskTemplate: {
      ContainerSpec: { Image: exampleImage, Env: [`SECRETS=${names.join(",")}`], Secrets: await Promise.all(secrets) },
    },
  });
}
