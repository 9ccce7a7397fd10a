// `secrets verify` on a real Swarm.
import assert from "node:assert/strict";
import { toEngine } from "../../../swarm/engine/references.ts";
import { eventually } from "../../support/eventually.ts";
import { changeByHand, inspect } from "../../support/services.ts";
import { namesIn } from "../../support/swarm.ts";
import { PlantedStack } from "../planted-stack.ts";

interface Shown {
  verified: boolean;
  services: { name: string; verified: boolean; running: number; wanted: number; problems: string[]; probe?: string }[];
}

describe("secrets verify", function () {
  this.timeout(300_000);
  let stack: PlantedStack;

  before(async () => {
    stack = await PlantedStack.create();
    await stack.apply();
  });

  after(async () => {
    await stack.clear();
  });

  async function verify(...words: string[]): Promise<Shown & { exitCode: number | undefined }> {
    const { stdout, stderr, exitCode } = await stack.run("verify", "--json", ...words);
    assert.equal(stderr, "");
    return { ...(JSON.parse(stdout) as Shown), exitCode };
  }

  it("says of each service on what it runs, and that all is verified", async () => {
    const { exitCode, stdout, stderr } = await stack.run("verify");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.deepEqual(stdout.split("\n"), [
      "✓ api   db_reader v1, db_writer v2   1 of 1 replica",
      "✓ worker   db_reader v1   1 of 1 replica",
      "✓ 2 services verified on 2 replicas",
    ]);
    assert.deepEqual(
      (await verify("db_writer")).services.map(({ name }) => name),
      ["api"],
    );
  });

  it("runs the declared probes, and leaves nothing of them", async () => {
    const good = ["sh", "-c", `grep -q good /run/secrets/${stack.namespace}_db_writer`];
    const config = structuredClone(stack.config);
    await stack.configure(({ services }) => {
      services["api"] = { secrets: ["db_writer", "db_reader"], probe: { kind: "exec", command: good } };
    });
    const names = await namesIn(stack.namespace);
    const { exitCode, services } = await verify("db_writer");
    assert.deepEqual([exitCode, services[0]?.probe], [0, "exec"]);
    await stack.configure(({ services }) => {
      services["api"] = { secrets: ["db_writer", "db_reader"], probe: { kind: "exec", command: ["false"] } };
      services["worker"] = { secrets: ["db_reader"], probe: { kind: "healthcheck" } };
    });
    const failed = await verify();
    assert.deepEqual([failed.exitCode, failed.verified], [1, false]);
    assert.deepEqual(
      failed.services.map(({ problems }) => problems.join()),
      [
        "the command of its probe ended with exit code 1",
        "worker cannot be probed by its health check: neither its spec nor its image has a health check",
      ].map((text, index) => (index === 0 ? text : `${stack.namespace}_${text}`)),
    );
    assert.deepEqual(await namesIn(stack.namespace), names);
    assert.equal((await verify("--no-probe")).exitCode, 0);
    await stack.configure((changed) => Object.assign(changed, config));
  });

  it("is not content with a service on another version, without replicas, or that is not there", async () => {
    const api = `${stack.namespace}_api`;
    const put = async (version: number): Promise<void> => {
      await changeByHand(api, (spec) => {
        const references = [stack.reference("db_writer", version), stack.reference("db_reader", 1)];
        spec.TaskTemplate.ContainerSpec.Secrets = references.map(toEngine);
      });
      await eventually("the update is over", async () => (await inspect(api)).UpdateStatus?.State === "completed");
    };
    await put(1);
    const behind = await stack.run("verify");
    assert.equal(behind.exitCode, 1);
    assert.match(behind.stdout, /^✗ api {3}.*\n {4}runs db_writer v1, declared v2\n✓ worker/);
    assert.match(behind.stdout, /\n✗ 1 of 2 services is not verified$/);
    // Its replicas are younger than its monitor period now, and are watched for the rest of it.
    await put(2);
    assert.equal((await verify("db_writer")).exitCode, 0);
    await changeByHand(`${stack.namespace}_worker`, (spec) => {
      (spec as unknown as { Mode: object }).Mode = { Replicated: { Replicas: 0 } };
    });
    await eventually("no task runs", async () => {
      const { services } = await verify("db_reader", "--no-probe");
      return services.find(({ name }) => name === "worker")?.running === 0;
    });
    await stack.configure(({ services }) => {
      services["late"] = { secrets: ["db_reader"] };
    });
    const { exitCode, services } = await verify("db_reader");
    assert.equal(exitCode, 1);
    assert.deepEqual(
      services.map(({ name, problems }) => [name, ...problems]),
      [["api"], ["late", "is not on the Swarm"], ["worker", "no replica runs"]],
    );
  });

  it("has exit code 3 where the Swarm cannot be reached, and 1 for a secret that is not declared", async () => {
    assert.equal((await stack.runWith({ DOCKER_HOST: "unix:///nowhere.sock" }, "verify")).exitCode, 3);
    assert.equal((await stack.run("verify", "db_wirter")).exitCode, 1);
  });
});
