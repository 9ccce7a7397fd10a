import assert from "node:assert/strict";
import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { SecretReference } from "../../../rotation/reference.ts";
import { toEngine } from "../../../swarm/engine/references.ts";
import { detach, readBinding } from "../../../swarm/flip/binding.ts";
import { flip } from "../../../swarm/flip/flip.ts";
import { dockerHost } from "../../../tools/sandbox/docker-host.ts";
import { type SeenRequest } from "../../../tools/sandbox/engine-proxy.ts";
import { useProxiedSwarm } from "../../support/proxied-swarm.ts";
import { changeByHand, inspect, secretNames, tasks } from "../../support/services.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";

describe("a flip", () => {
  let writer: SecretReference[];
  let reader: SecretReference[];
  const swarm = useProxiedSwarm(async (services) => {
    writer = [await services.secret("db_writer_v1", "writer"), await services.secret("db_writer_v2", "writer")];
    reader = [await services.secret("db_reader_v1", "reader"), await services.secret("db_reader_v2", "reader")];
  });

  /** Both secrets in version 1 or 2. */
  const pair = (version: 1 | 2) => [writer, reader].flatMap((versions) => versions.slice(version - 1, version));
  const to = (version: 1 | 2, service: string) => ({ service, desired: pair(version), owns: swarm.services.owns });
  const isUpdate = ({ path }: SeenRequest) => path.endsWith("/update");

  it("of two secrets is one ServiceUpdate, and no replica ever has a mismatched pair", async () => {
    const api = await swarm.services.service("api", { replicas: 2, references: pair(1) });
    const lines: string[] = [];
    const pairs = new Set<string>();
    let done = false;
    const watch = async () => {
      while (!done) {
        for (const { Spec } of await tasks(api)) {
          const names = (Spec.ContainerSpec?.Secrets ?? []).map(({ SecretName }) => SecretName);
          pairs.add(names.map((name) => name.slice(-2)).join());
        }
      }
    };
    const watching = watch();
    const result = await flip(swarm.connection, to(2, api), { onProgress: (line) => lines.push(line), goal: "v2" });
    done = true;
    await watching;

    assert.equal(result.updated, true);
    assert.deepEqual(
      swarm.proxy.writes().map(({ path }) => path),
      [`/services/${result.serviceId}/update`],
    );
    assert.deepEqual([...pairs].sort(), ["v1,v1", "v2,v2"]);
    const tallies = lines.map((line) => line.replace(/\d+ s of 300 left/, "N s of 300 left"));
    assert.equal(tallies[0], `${api}: update sent`);
    assert.equal(tallies.at(-1), `${api}: 2 of 2 on v2, watched for failures, N s of 300 left`);
    assert.ok(
      tallies.some((line) => line.startsWith(`${api}: 1 of 2 on v2`)),
      lines.join("\n"),
    );
    assert.ok(
      tallies.every((line, i) => line !== tallies[i - 1]),
      "each change is said once",
    );

    // What is reported is what runs.
    const running = (await tasks(api)).filter(({ Status }) => Status.State === "running");
    assert.deepEqual(result.replicas.map(({ taskId }) => taskId).sort(), running.map(({ ID }) => ID).sort());
    assert.deepEqual(
      result.replicas.map(({ slot }) => slot),
      [1, 2],
    );
    for (const { Spec } of running) {
      const ids = Spec.ContainerSpec?.Secrets?.map(({ SecretID }) => SecretID).sort();
      assert.deepEqual(
        ids,
        pair(2)
          .map(({ secretId }) => secretId)
          .sort(),
      );
    }
    assert.equal((await inspect(api)).UpdateStatus?.State, "completed");
  });

  it("to what is there already writes nothing and restarts nothing, whatever the order", async () => {
    const service = await swarm.services.service("unchanged", { references: pair(1).reverse() });
    const [before] = await tasks(service);
    const result = await flip(swarm.connection, to(1, service));
    assert.equal(result.updated, false);
    assert.deepEqual(swarm.proxy.writes(), []);
    assert.deepEqual(
      result.replicas.map(({ taskId }) => taskId),
      [before?.ID],
    );
  });

  it("leaves everything else as it is, also what JavaScript numbers cannot hold", async () => {
    const foreign = toEngine(await swarm.services.secret("certificate", "tls.pem"));
    const service = await swarm.services.service("whole", { references: pair(1), foreign: [foreign] });
    await changeByHand(service, (spec) => {
      spec.Labels["team"] = "platform <&> ü";
      // As time.Now().UnixNano() makes it.
      spec.TaskTemplate.ForceUpdate = (JSON as unknown as ExactJson).rawJSON("1781234567890123457");
      Object.assign(spec.TaskTemplate.ContainerSpec, { Env: ["A=1"], Hosts: ["10.0.0.1 db"] });
    });
    const before = await specText(service);
    assert.match(before, /1781234567890123457/);
    await flip(swarm.connection, to(2, service));
    const after = await specText(service);
    const withoutSecrets = (text: string) => text.replace(/"Secrets":\[.*?\](?=,"|\})/, "");
    assert.equal(withoutSecrets(after), withoutSecrets(before));
    assert.deepEqual((await inspect(service)).Spec.TaskTemplate.ContainerSpec?.Secrets, [
      foreign,
      ...pair(2).reverse().map(toEngine),
    ]);
  });

  it("keeps what somebody else changes between its read and its write", async () => {
    const foreign = toEngine(await swarm.services.secret("session_key", "session"));
    const service = await swarm.services.service("raced", { references: pair(1) });
    let changed = false;
    swarm.interfere = async (request) => {
      if (!isUpdate(request) || changed) return undefined;
      changed = true;
      await changeByHand(service, ({ Labels, TaskTemplate: { ContainerSpec: container } }) => {
        Labels["changed"] = "meanwhile";
        container.Secrets.push(foreign);
        container.Env = ["CHANGED=meanwhile"];
      });
      return undefined;
    };
    const result = await flip(swarm.connection, to(2, service));
    assert.equal(result.updated, true);
    assert.equal(swarm.proxy.writes().length, 2, "one refused as out of sequence, one accepted");
    const spec = await specText(service);
    assert.match(spec, /"Labels":\{"changed":"meanwhile"\}/);
    assert.match(spec, /"Env":\["CHANGED=meanwhile"\]/);
    assert.deepEqual(
      await secretNames(service),
      [...pair(2).map(({ secretName }) => secretName), foreign.SecretName].sort(),
    );
  });

  it("gives up when every write is out of sequence", async () => {
    const service = await swarm.services.service("sequence", { references: pair(1) });
    const body = { message: "rpc error: code = Unknown desc = update out of sequence" };
    swarm.interfere = (request) => (isUpdate(request) ? { status: 500, body } : undefined);
    await assertRefused(flip(swarm.connection, to(2, service)), "refused", service, "out of sequence");
    assert.equal(swarm.proxy.writes().length, 10);
  });

  it("does not send an update again whose answer got lost", async () => {
    const service = await swarm.services.service("lost", { references: pair(1) });
    swarm.interfere = (request) => (isUpdate(request) ? "drop-answer" : undefined);
    const result = await flip(swarm.connection, to(2, service));
    assert.equal(result.updated, true);
    assert.equal(swarm.proxy.writes().length, 1);
  });

  it("sends an update again that did not get through", async () => {
    const service = await swarm.services.service("dropped", { references: pair(1) });
    swarm.interfere = (request) => (isUpdate(request) && swarm.proxy.writes().length === 1 ? "drop" : undefined);
    assert.equal((await flip(swarm.connection, to(2, service))).updated, true);
    assert.equal(swarm.proxy.writes().length, 2);
  });

  it("sits out an engine that is away while it waits", async () => {
    const service = await swarm.services.service("away", { references: pair(1) });
    const lines: string[] = [];
    let failures = 0;
    swarm.interfere = ({ path }) => {
      if (swarm.proxy.writes().length === 0 || path !== "/tasks" || ++failures > 4) return undefined;
      return failures % 2 === 0 ? "drop" : { status: 503, body: { message: "The swarm does not have a leader" } };
    };
    assert.equal(
      (await flip(swarm.connection, to(2, service), { onProgress: (line) => lines.push(line) })).updated,
      true,
    );
    assert.ok(
      lines.some((line) => line.includes("The swarm does not have a leader")),
      lines.join("\n"),
    );
  });

  it("takes off the owned references when it detaches, and only those", async () => {
    const foreign = toEngine(await swarm.services.secret("foreign", "other"));
    const service = await swarm.services.service("detached", { references: pair(1), foreign: [foreign] });
    const result = await detach(swarm.connection, { service, owns: swarm.services.owns });
    assert.equal(result?.updated, true);
    assert.deepEqual(await secretNames(service), [foreign.SecretName]);
    assert.deepEqual((await readBinding(swarm.connection.engine, service, swarm.services.owns))?.references, []);
  });

  it("refuses, without a write, a target that a foreign secret holds", async () => {
    const foreign = toEngine(await swarm.services.secret("holder", "writer"));
    const service = await swarm.services.service("conflict", { foreign: [foreign] });
    await assertRefused(flip(swarm.connection, to(2, service)), "target-conflict", foreign.SecretName, "writer");
    assert.deepEqual(swarm.proxy.writes(), []);
  });

  it("refuses, without a write, a secret that is gone or has another name", async () => {
    const service = await swarm.services.service("missing", { references: pair(1) });
    const [first, second] = pair(2) as [SecretReference, SecretReference];
    const gone = { ...first, secretId: "x".repeat(25) };
    const misnamed = { ...first, secretId: second.secretId };
    for (const [reference, words] of [
      [gone, "does not exist"],
      [misnamed, second.secretName],
    ] as const) {
      const request = { service, desired: [reference], owns: swarm.services.owns };
      await assertRefused(flip(swarm.connection, request), "no-secret", first.secretName, words);
    }
    assert.deepEqual(swarm.proxy.writes(), []);
  });
});

/** The spec as the Engine writes it, every digit of it. */
async function specText(service: string): Promise<string> {
  const socketPath = dockerHost().replace(/^unix:\/\//, "");
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ socketPath, path: `/services/${service}` }, resolve).on("error", reject);
  });
  const body = await text(answer);
  return /"Spec":(.*?),"(PreviousSpec|Endpoint)":/.exec(body)?.[1] ?? assert.fail(body);
}

interface ExactJson {
  rawJSON(text: string): unknown;
}
