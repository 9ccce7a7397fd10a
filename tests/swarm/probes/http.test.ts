import assert from "node:assert/strict";
import { connect, type Connection } from "../../../swarm/engine/client.ts";
import type { Replica } from "../../../swarm/engine/replica.ts";
import { checkProbe, probeService, type ProbeTarget } from "../../../swarm/probes/probe.ts";
import { busyboxParts } from "../../../tools/sandbox/busybox.ts";
import { importImage, type ImageParts } from "../../../tools/sandbox/local-image.ts";
import {
  countingProxy,
  type EngineProxy,
  type Interference,
  type SeenRequest,
} from "../../../tools/sandbox/engine-proxy.ts";
import { eventually } from "../../support/eventually.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";
import { engine } from "../../support/swarm.ts";
import {
  assertNothingLeft,
  body,
  inState,
  leaveProbe,
  probeRuns,
  probesOf,
  ProbedServices,
  removeContainers,
  runIn,
} from "./probed-services.ts";

describe("an http probe", () => {
  let services: ProbedServices;
  let proxy: EngineProxy;
  let connection: Connection;
  let api: { service: string; replicas: Replica[] };
  const images: string[] = [];
  /** What the proxy does; a test sets it. */
  let interfere: (request: SeenRequest) => Interference = () => undefined;

  before(async () => {
    services = await ProbedServices.create();
    proxy = await countingProxy({ interfere: (request) => interfere(request) });
    connection = await connect(proxy.host);
    api = await services.service("api", {
      replicas: 3,
    });
  });
  beforeEach(() => {
    interfere = () => undefined;
    proxy.requests.length = 0;
  });
  after(async () => {
    await proxy.close();
    await services.remove();
    for (const image of images) await engine.getImage(image).remove({ force: true });
  });

  const probe = { kind: "http", path: "/healthz", port: 8080, status: 200, seconds: 10 } as const;
  /** What a test changes of the probe of all replicas of `api`. */
  const target = (changes: object = {}): ProbeTarget => ({ ...api, probe: { ...probe, ...changes } });
  /** What was sent to create probes' services. */
  const created = () =>
    proxy.requests
      .filter(({ path }) => path === "/services/create")
      .map((sent) => JSON.parse(sent.body) as CreatedSpec);

  it("passes when every replica answers, and nothing is left", async () => {
    const lines: string[] = [];
    await checkProbe(connection, api.service, probe);
    assert.deepEqual(proxy.writes(), []);
    await probeService(connection, target(), { onProgress: (line) => lines.push(line) });
    assert.deepEqual(lines, [`${api.service}: probing: http`, `${api.service}: probe passed`]);
    await assertNothingLeft(api.service);
  });

  it("names the one replica of three that fails, and not what it says", async () => {
    const [, second] = api.replicas;
    assert.ok(second);
    await runIn(second, "mv /tmp/www/healthz /tmp/www/gone");
    try {
      const error = await assertRefused(
        probeService(connection, target({ seconds: 1 })),
        "probe-failed",
        `${api.service}: 1 of 3 replicas did not pass the probe (GET /healthz on port 8080 has to answer 200 within 1 s): ` +
          `replica 2 (task ${second.taskId}, node ${second.nodeId}) answered 404.`,
        `docker service logs ${api.service}`,
      );
      assert.doesNotMatch(error.message, /replica [13]/);
      assert.ok(!error.message.includes(body));
    } finally {
      await runIn(second, "mv /tmp/www/gone /tmp/www/healthz");
    }
    await assertNothingLeft(api.service);
  });

  it("waits for a replica within its seconds", async () => {
    const [first] = api.replicas;
    assert.ok(first);
    await runIn(first, "mv /tmp/www/healthz /tmp/www/gone");
    const probing = probeService(connection, target());
    await probeRuns(api.service);
    await runIn(first, "mv /tmp/www/gone /tmp/www/healthz");
    await probing;
  });

  it("takes the status that it is told, of the first answer: it follows no redirect", async () => {
    await probeService(connection, target({ path: "/moved", status: 302 }));
    await probeService(connection, target({ path: "/nowhere", status: 404 }));
    await assertRefused(
      probeService(connection, target({ status: 204, seconds: 1 })),
      "probe-failed",
      "has to answer 204 within 1 s",
      "replica 3",
      "answered 200",
    );
  });

  it("names a replica that runs no more, and one that is gone", async () => {
    const { service, replicas } = await services.service("stopped", { replicas: 2 });
    const [first, second] = replicas;
    assert.ok(first && second);
    await runIn(first, "kill -TERM 1");
    await eventually("its task has ended", async () => {
      const task = (await engine.getTask(first.taskId).inspect()) as { Status: { State: string } };
      return task.Status.State !== "running";
    });
    const gone = { ...second, taskId: "gone", slot: 3 };
    await assertRefused(
      probeService(connection, { service, replicas: [first, second, gone], probe }),
      "probe-failed",
      "2 of 3 replicas",
      `replica 1 (task ${first.taskId}, node ${first.nodeId}) runs no more (`,
      `replica 3 (task gone, node ${second.nodeId}) is gone.`,
    );
  });

  it("of a global service names its replicas by their nodes", async () => {
    const { service, replicas } = await services.service("global", { replicas: "global" });
    await probeService(connection, { service, replicas, probe });
    const failing = probeService(connection, { service, replicas, probe: { ...probe, status: 204, seconds: 1 } });
    await assertRefused(
      failing,
      "probe-failed",
      `the replica of task ${replicas[0]?.taskId ?? ""}, node `,
      "answered 200",
    );
  });

  it("is refused beforehand for a service without an overlay network", async () => {
    const { service } = await services.service("lonely", { networks: [] });
    proxy.requests.length = 0;
    await assertRefused(
      checkProbe(connection, service, probe),
      "bad-probe",
      service,
      "no overlay network",
      "kind exec",
    );
    assert.deepEqual(proxy.writes(), []);
    await assertRefused(checkProbe(connection, `${service}x`, probe), "no-service", `${service}x`);
  });

  it("makes nothing for a service without replicas", async () => {
    await probeService(connection, { ...target(), replicas: [] });
    assert.deepEqual(proxy.writes(), []);
  });

  const plain = { Replicated: { Replicas: 1 } };
  const job = { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } };
  for (const [apiVersion, Mode, what] of [
    ["1.40", plain, "plain service where the Engine has no jobs"],
    ["1.43", job, "job where the Engine has them"],
  ] as const) {
    it(`runs as a ${what}, and fails for every replica where nothing listens`, async () => {
      const pretended = { ...connection, apiVersion };
      await probeService(pretended, target());
      await assertRefused(
        probeService(pretended, target({ port: 8081, seconds: 1 })),
        "probe-failed",
        "3 of 3 replicas",
      );
      assert.deepEqual(
        created().map((spec) => spec.Mode),
        [Mode, Mode],
      );
      assert.deepEqual(await probesOf(api.service), []);
      // The Engine of the tests may be one that leaves them.
      if (Mode === job) await removeContainers(api.service);
      await assertNothingLeft(api.service);
    });
  }

  it("runs in the image that it is given, and says what that lacks", async () => {
    const { files, links } = await busyboxParts();
    const make = async (name: string, parts: ImageParts) => {
      const image = `busflow/probe-${name}:test`;
      images.push(image);
      await importImage(engine, image, { ...parts, changes: ["ENV PATH=/bin"] });
      return image;
    };
    const image = await make("own", { files, links });
    await probeService(connection, target({ image }));
    assert.equal(created()[0]?.TaskTemplate.ContainerSpec.Image, image);
    assert.deepEqual(created()[0]?.TaskTemplate.Placement, {});

    const clientless = await make("clientless", { files: { "/bin/sh": "/bin/dash", "/bin/date": "/bin/date" } });
    const shellless = await make("shellless", { files });
    const missing = "busflow/no-such-image:1";
    const lacks: [string, string][] = [
      [clientless, `its image ${clientless} has neither curl nor wget`],
      [shellless, `"sh": executable file not found`],
      [missing, `No such image: ${missing}`],
    ];
    for (const [image, message] of lacks) {
      const failing = probeService(connection, target({ image }));
      await assertRefused(failing, "probe-failed", "the probe could not be run", message, "the probe's `image`");
    }
    await assertNothingLeft(api.service);
  });

  it("is made once, though the Engine's answer got lost", async () => {
    let lost = false;
    interfere = ({ path }) => {
      if (lost || path !== "/services/create") return undefined;
      lost = true;
      return "drop-answer";
    };
    await probeService(connection, target());
    const names = created().map(({ Name }) => Name);
    assert.deepEqual([names.length, new Set(names).size], [2, 1]);
    assert.deepEqual(await probesOf(api.service), []);
  });

  it("that the Engine refuses says why", async () => {
    const message = "rpc error: code = PermissionDenied desc = not here";
    interfere = ({ path }) => (path === "/services/create" ? { status: 403, body: { message } } : undefined);
    await assertRefused(probeService(connection, target()), "probe-failed", "the probe could not be run", message);
  });

  it("that is interrupted ends at once, and nothing is left", async () => {
    const abort = new AbortController();
    const probing = probeService(connection, target({ port: 8081 }), { signal: abort.signal });
    await probeRuns(api.service);
    abort.abort();
    await assertRefused(probing, "interrupted", api.service, "before its probe was through");
    await assertNothingLeft(api.service);
  });

  it("removes the probes that killed runs have left of the same service, and no other's", async () => {
    const [past, future] = [new Date(Date.now() - 1000), new Date(Date.now() + 3_600_000)];
    const other = await services.service("other");
    const leftovers = await Promise.all([
      leaveProbe(api.service, past),
      leaveProbe(api.service, future),
      leaveProbe(other.service, past),
    ]);
    const [expired, running, others] = leftovers;
    try {
      await probeService(connection, target());
      assert.deepEqual(await probesOf(api.service), [running]);
      assert.deepEqual(await probesOf(other.service), [others]);
      assert.notEqual(expired, running);
    } finally {
      for (const name of [running, others]) await engine.getService(name).remove();
    }

    // One whose task has ended waits for nobody, unless it has only just ended.
    const done = await leaveProbe(api.service, future, "exit 0");
    await inState(done, "complete");
    const at = (clockOffsetMs: number) => ({ ...connection, clockOffsetMs });
    await probeService(at(-10_000), target());
    assert.deepEqual(await probesOf(api.service), [done]);
    await probeService(at(10_000), target());
    await assertNothingLeft(api.service);
  });
});

interface CreatedSpec {
  Name: string;
  Mode: object;
  TaskTemplate: { ContainerSpec: { Image: string }; Placement: object };
}
