// A service's probe by the checkout's own program, on the real Swarm and under the real engine.
import assert from "node:assert/strict";
import { secretNames } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { assertNothingLeft, ProbedServices } from "../swarm/probes/probed-services.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { ProgramStack } from "./stack.ts";

/** Serves /healthz, but not as replica 2 when its secret is only half good. */
const serve = [
  "mkdir -p /tmp/www",
  "case $(hostname)-$(cat /run/secrets/* 2>/dev/null) in r2-*half*) ;; *) echo ok >/tmp/www/healthz;; esac",
  "httpd -p 8080 -h /tmp/www; trap exit TERM; sleep 3600 & wait",
].join("; ");

describe("a service with a probe", function () {
  this.timeout(540_000);
  inSteps();

  let services: ProbedServices;
  let stack: ProgramStack;
  let api: string;
  let namespace: string;

  before(async () => {
    services = await ProbedServices.create();
    const container = { Hostname: "r{{.Task.Slot}}", Command: ["sh", "-c", serve] };
    ({ service: api } = await services.service("api", { replicas: 3, container }));
    namespace = api.replace("_api", "");
    stack = new ProgramStack(namespace);
    await stack.make();
    await stack.configure((config) => {
      config.services = { api: { secrets: ["db_writer"], probe: { port: 8080, seconds: 2 } } };
    });
    assertClean(await stack.up());
  });

  after(async () => {
    await stack.remove();
    await services.remove();
  });

  it("is not rotated when one replica of three fails it, which the error names", async () => {
    await stack.setValue("db_writer", 2, "only half good");
    await stack.bump("db_writer", 2, [1]);
    const run = await stack.up();
    assertRefusal(run, `${api}: 1 of 3 replicas did not pass the probe (GET /healthz on port 8080`);
    assert.match(run.output, /replica 2 \(task \w+, node \w+\) answered 404/);
    assert.ok(!run.output.includes("half"), "no value in it");
    assert.equal((await stack.ledgerOf("db_writer")).ledger.current, 1);
    await assertNothingLeft(api);
  });

  it("is shown by the next preview, and probed again by the next run", async () => {
    const { output } = await stack.succeed(["preview"]);
    assert.match(output, /swarm:index:ServiceSecretBinding +api +update/);
    const writes = await stack.writesDuring(async () => {
      assertRefusal(await stack.up(), "1 of 3 replicas did not pass the probe");
    });
    assert.ok(!writes.some(({ path }) => path.endsWith("/update")), "no service is updated");
    assert.equal((await stack.ledgerOf("db_writer")).ledger.current, 1);
  });

  it("goes back by the config, without residue", async () => {
    await stack.dropValue("db_writer", 2);
    await stack.bump("db_writer", 1, []);
    assertClean(await stack.up());
    assert.deepEqual(await secretNames(api), [`${namespace}_db_writer_v1`]);
    await stack.assertUnchanged();
  });

  it("is rotated when every replica passes", async () => {
    await stack.setValue("db_writer", 3);
    await stack.bump("db_writer", 3, [1]);
    assertClean(await stack.up());
    const { ledger, verifications } = await stack.ledgerOf("db_writer");
    assert.equal(ledger.current, 3);
    assert.equal(verifications[api]?.replicas.length, 3);
    await assertNothingLeft(api);
  });
});
