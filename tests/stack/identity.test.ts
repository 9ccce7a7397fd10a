// Which Swarm a stack belongs to: on another one nothing is done, whatever the command, and there is one way to move.
import assert from "node:assert/strict";
import type Docker from "dockerode";
import { dockerAt } from "../../scripts/sandbox/engine-client.ts";
import { ensureBusyboxImage } from "../../scripts/sandbox/index.ts";
import { describeAsRoot, startService, useSandboxFolder } from "../sandbox/support.ts";
import { TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { ProgramStack } from "./stack.ts";

describeAsRoot("the Swarm of a stack", function (this: Mocha.Suite) {
  this.timeout(240_000);
  inSteps();
  const { sandbox } = useSandboxFolder();
  let services: TestServices;
  let stack: ProgramStack;
  let other: Docker;
  let own: string;
  let foreign: string;

  before(async () => {
    services = await TestServices.create();
    stack = new ProgramStack(services.namespace);
    await stack.make({ protect: true });
    const [{ dockerHost }] = await Promise.all([sandbox.up(), services.service("api")]);
    other = dockerAt(dockerHost.replace("unix://", ""));
    const image = await ensureBusyboxImage(dockerHost);
    await startService(other, `${services.namespace}_api`, image);
    own = await swarmId(dockerAt((process.env["DOCKER_HOST"] ?? "").replace("unix://", "")));
    foreign = await swarmId(other);
    await stack.configure((config) => {
      config.services = { api: { secrets: ["db_writer"] } };
    });
    assertClean(await stack.up());
    stack.elsewhere = dockerHost;
  });
  after(async () => {
    stack.elsewhere = undefined;
    await stack.remove();
  });

  it("is the only one that anything is done on, whatever the command", async () => {
    const before = await contents(other);
    const resources = await stack.urns();
    const binding = await stack.urnOf("swarm:index:ServiceSecretBinding", "api");
    const version = await stack.urnOf("docker:index/secret:Secret", `${services.namespace}_db_writer_v1`);
    await stack.setValue("db_writer", 2);
    await stack.bump("db_writer", 2, [1]);
    for (const args of [
      ["preview"],
      ["up", "--yes", "--skip-preview"],
      ["up", "--yes", "--skip-preview", "--target", binding],
      ["up", "--yes", "--skip-preview", "--replace", version],
      ["refresh", "--yes", "--skip-preview", "--run-program"],
      ["destroy", "--yes", "--skip-preview", "--run-program"],
    ]) {
      const run = await stack.run(args);
      try {
        assertRefusal(run, `belongs to the Swarm ${own}, and what answers is the Swarm ${foreign}.`);
        assert.ok(run.output.includes(`pulumi config set --stack proof busflow-secrets:swarm ${foreign}`), run.output);
        assert.deepEqual(await contents(other), before);
        assert.deepEqual(await stack.urns(), resources);
      } catch (error) {
        throw new Error(`pulumi ${args.join(" ")}`, { cause: error });
      }
    }
  });

  it("is the only one that a refresh takes bindings and ledgers from", async () => {
    const ours = async () => (await stack.urns()).filter((urn) => urn.includes("swarm:index:"));
    const resources = await ours();
    const backup = await stack.backUp();
    assertRefusal(
      await stack.run(["refresh", "--yes", "--skip-preview"]),
      `belongs to the Swarm ${own}, and what answers is the Swarm ${foreign}.`,
    );
    assert.deepEqual(await ours(), resources);
    // The Docker provider knows nothing of that: it has taken the versions for gone.
    await stack.restore(backup);
  });

  it("is the one that the stack config names, if it names one", async () => {
    await stack.succeed(["config", "set", "busflow-secrets:swarm", own]);
    for (const args of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      assertRefusal(await stack.run(args), `busflow-secrets:swarm names the Swarm ${own}`);
    }
    await stack.succeed(["config", "rm", "busflow-secrets:swarm"]);
  });
});

async function swarmId(docker: Docker): Promise<string> {
  const { Swarm } = (await docker.info()) as { Swarm: { Cluster: { ID: string } } };
  return Swarm.Cluster.ID;
}

/** All that a Swarm has: services with their versions, secrets and configs. */
async function contents(docker: Docker): Promise<unknown> {
  const services = await docker.listServices();
  const secrets = await docker.listSecrets();
  const configs = await docker.listConfigs();
  return {
    services: services.map(({ ID, Version }) => [ID, Version?.Index]),
    secrets: secrets.map(({ ID, Spec }) => [ID, Spec?.Name]),
    configs: configs.map(({ ID, Version }) => [ID, Version.Index]),
  };
}
