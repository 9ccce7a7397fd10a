// Which Swarm a stack belongs to: on another one nothing is done, whatever the command, and there is one way to move.
import assert from "node:assert/strict";
import type Docker from "dockerode";
import { text } from "node:stream/consumers";
import { connect } from "../../swarm/engine/client.ts";
import { readLedger } from "../../swarm/ledger/store.ts";
import { dockerAt } from "../../tools/sandbox/engine-client.ts";
import { busyboxImage, ensureBusyboxImage } from "../../tools/sandbox/index.ts";
import { TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { readInTask } from "../support/swarm.ts";
import { awaitTask, describeAsRoot, startService, useSandboxFolder } from "../tools/sandbox/support.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { ProgramStack } from "./stack.ts";

describeAsRoot("the Swarm of a stack", function (this: Mocha.Suite) {
  this.timeout(720_000);
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
      config.services = { api: { secrets: ["db_writer", "session_key"] } };
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
        assert.ok(run.output.includes(`pulumi config set --stack proof swarm ${foreign}`), run.output);
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
      assertRefusal(await stack.run(args), `busflow-secrets:swarm: the stack config names the Swarm ${own}`);
    }
    await stack.succeed(["config", "rm", "busflow-secrets:swarm"]);
  });

  it("can be another one, once the config names it: versions are made anew, and services bound when they are there", async () => {
    const { elsewhere } = stack;
    stack.elsewhere = undefined;
    assertClean(await stack.up());
    const api = `${services.namespace}_api`;
    const generated = await readInTask(api, `/run/secrets/${services.namespace}_session_key`);

    // A Swarm that was rebuilt: it has nothing.
    stack.elsewhere = elsewhere;
    await other.getService(api).remove();
    await stack.succeed(["config", "set", "busflow-secrets:swarm", foreign]);
    const preview = await stack.succeed(["preview"]);
    assert.ok(preview.output.includes(`busflow-secrets:services.api: the new Swarm has no service ${api} yet.`));
    assertRefusal(await stack.up(), `busflow-secrets:services.api: the new Swarm has no service ${api} yet.`);
    const made = await other.listSecrets();
    const named = (name: string) => `${services.namespace}_${name}`;
    const names = ["db_reader_v1", "db_writer_v1", "db_writer_v2", "hasura_admin_secret_v1", "session_key_v1"];
    assert.deepEqual(made.map(({ Spec }) => Spec?.Name).sort(), [...names, "slack_ops_webhook_v1"].map(named));

    await deploy(other, api, ["db_writer_v2", "session_key_v1"].map(named));
    const container = await awaitTask(other, api);
    const { Version } = (await other.getService(api).inspect()) as { Version: { Index: number } };
    assertClean(await stack.up());
    const bound = (await other.getService(api).inspect()) as { Version: { Index: number } };
    assert.equal(bound.Version.Index, Version.Index);
    assert.equal(await awaitTask(other, api), container);
    assert.equal(await readFile(other, container, `/run/secrets/${named("session_key")}`), generated);
    const { engine } = await connect(stack.elsewhere);
    const ledger = await readLedger(engine, {
      namespace: services.namespace,
      logicalName: "db_writer",
    });
    assert.deepEqual([Object.keys(ledger?.versions ?? {}), ledger?.current], [["1", "2"], 2]);
    await stack.assertUnchanged();

    await stack.succeed(["config", "rm", "busflow-secrets:swarm"]);
    assertClean(await stack.up());
    await stack.assertUnchanged();
    stack.elsewhere = undefined;
    assertRefusal(
      await stack.run(["preview"]),
      `belongs to the Swarm ${foreign}, and what answers is the Swarm ${own}.`,
    );
  });
});

/** A service of one task with these secrets, each at its name without the version, as `docker stack deploy` makes it. */
async function deploy(docker: Docker, name: string, secretNames: readonly string[]): Promise<void> {
  const secrets = await docker.listSecrets();
  await docker.createService({
    Name: name,
    TaskTemplate: {
      ContainerSpec: {
        Image: busyboxImage,
        Command: ["tail", "-f", "/dev/null"],
        StopGracePeriod: 1e9,
        Secrets: secretNames.map((secretName) => ({
          SecretID: secrets.find(({ Spec }) => Spec?.Name === secretName)?.ID ?? "",
          SecretName: secretName,
          File: { Name: secretName.replace(/_v\d+$/, ""), UID: "0", GID: "0", Mode: 0o444 },
        })),
      },
      RestartPolicy: { Delay: 0 },
    },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: "dnsrr" },
  });
}

async function readFile(docker: Docker, container: string, file: string): Promise<string> {
  const cat = await docker.getContainer(container).exec({ Cmd: ["cat", file], AttachStdout: true, Tty: true });
  return await text(await cat.start({ Tty: true }));
}

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
