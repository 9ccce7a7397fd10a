// What happens to services behind the stack's back, and what the checkout's own program makes of it on the real Swarm.
import { execa } from "execa";
import assert from "node:assert/strict";
import { ensureBusyboxImage } from "../../tools/sandbox/index.ts";
import type { SeenRequest } from "../../tools/sandbox/engine-proxy.ts";
import { choosy, inspect, secretNames, tasks } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { dockerHost } from "../../tools/sandbox/docker-host.ts";
import { engine, namesIn } from "../support/swarm.ts";
import { assertClean, assertRefusal, shownMoves } from "./assertions.ts";
import { useStack } from "./use-stack.ts";

const bindingType = "swarm:index:ServiceSecretBinding";
const bumped = { repo: "busflow/bumped", tag: "by-hand" };
const bumpedImage = `${bumped.repo}:${bumped.tag}`;

describe("services that change behind the stack's back", function () {
  this.timeout(540_000);
  inSteps();

  const { stack, services, named } = useStack({
    deployed: { api: { replicas: 2 }, agent: { replicas: "global" }, worker: { command: choosy } },
  });
  const [api, agent, worker] = [named("api"), named("agent"), named("worker")];

  before(async () => {
    await stack.configure((config) => {
      config.services = {
        api: { secrets: ["db_writer", "db_reader"] },
        agent: { secrets: ["db_writer"] },
        worker: { secrets: ["db_reader"] },
      };
    });
  });

  after(async () => {
    await engine
      .getImage(bumpedImage)
      .remove()
      .catch(() => undefined);
  });

  it("binds services of mode replicated and global in one update each", async () => {
    const writes = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    assert.equal(updates(writes).length, 3);
    assert.deepEqual(await secretNames(api), [named("db_reader_v1"), named("db_writer_v1")]);
    assert.deepEqual(await secretNames(agent), [named("db_writer_v1")]);
  });

  it("flips them in one update each", async () => {
    for (const name of ["db_writer", "db_reader"] as const) {
      await stack.setValue(name, 2);
      await stack.bump(name, 2, [1]);
    }
    const writes = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    assert.equal(updates(writes).length, 3);
    assert.deepEqual(await secretsOfTasks(agent), [[named("db_writer_v2")]]);
  });

  it("shows after a refresh that somebody reverted or added references to its secrets", async () => {
    await services.secret("foreign_v1", "foreign");
    const image = await ensureBusyboxImage(dockerHost());
    await engine.getImage(image).tag(bumped);
    const revert = ["db_writer", "db_reader"].flatMap((name) => [
      ...["--secret-rm", named(`${name}_v2`)],
      ...["--secret-add", `source=${named(`${name}_v1`)},target=${named(name)}`],
    ]);
    const changes = ["--label-add", "team=platform", "--env-add", "LEVEL=debug", "--secret-add", named("foreign_v1")];
    await updateByHand(api, "--image", bumpedImage, ...changes, ...revert);
    await updateByHand(worker, "--secret-add", `source=${named("db_reader_v1")},target=second`);

    assertClean(await stack.run(["refresh", "--yes", "--skip-preview"]));
    const { output } = assertClean(await stack.run(["preview", "--diff"]));
    assert.deepEqual(shownMoves(output), {
      api: ["db_reader", "db_writer"].map((name) => `${named(`${name}_v1`)} => ${named(`${name}_v2`)}`),
      worker: [`- ${named("db_reader_v1")}`],
    });
    assert.match(output, /\n {4}~ 2 to update\n/);
  });

  it("puts the references right in one update, and keeps all else that was done by hand", async () => {
    const writes = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    assert.equal(updates(writes).length, 2);
    // What was proven anew is put on record, and nothing else is written.
    const others = writes.filter((write) => !updates([write]).length && !/^\/configs\/[^/]+\/update$/.test(write.path));
    assert.deepEqual(others, []);
    assert.deepEqual(await secretNames(api), [named("db_reader_v2"), named("db_writer_v2"), named("foreign_v1")]);
    assert.deepEqual(await secretNames(worker), [named("db_reader_v2")]);
    const { Labels, TaskTemplate } = (await inspect(api)).Spec as unknown as ByHand;
    // The one of ours says what the service was on before.
    const { "busflow.rotation": told, ...theirs } = Labels;
    assert.ok(told);
    assert.deepEqual(theirs, { team: "platform" });
    assert.equal(TaskTemplate.ContainerSpec.Image, bumpedImage);
    assert.deepEqual(TaskTemplate.ContainerSpec.Env, ["LEVEL=debug"]);
  });

  it("goes back by the config from an update that Swarm paused half-way", async () => {
    await stack.setValue("db_reader", 3, "bad");
    await stack.bump("db_reader", 3, [1, 2]);
    const failed = await stack.up();
    assertRefusal(failed, `${worker}: Swarm paused the update`);
    assert.match(failed.output, /Its tasks say: .*non-zero exit \(1\)/);
    assert.deepEqual(await secretNames(worker), [named("db_reader_v3")]);

    await stack.dropValue("db_reader", 3);
    await stack.bump("db_reader", 2, [1]);
    assertClean(await stack.up());
    assert.deepEqual(await secretsOfTasks(worker), [[named("db_reader_v2")]]);
    assert.ok(!(await namesIn(services.namespace)).includes(named("db_reader_v3")));
    await stack.assertUnchanged();
  });

  it("fails a preview that binds a service which somebody removed", async () => {
    await engine.getService(agent).remove();
    const { output } = assertClean(await stack.run(["refresh", "--yes", "--skip-preview"]));
    assert.match(output, new RegExp(`- +${bindingType} agent deleted`));
    const refused = await stack.run(["preview"]);
    assertRefusal(refused, "busflow-secrets:services.agent: the Swarm at ");
    assertRefusal(refused, `has no service ${agent}.`);
    const writes = await stack.writesDuring(async () => {
      assertRefusal(await stack.up(), `has no service ${agent}.`);
    });
    assert.deepEqual(writes, []);
    await stack.configure((config) => {
      delete config.services["agent"];
    });
  });

  it("imports a binding, verifies it, and changes nothing of the service", async () => {
    const references = await Promise.all(["db_reader", "db_writer"].map((name) => stack.reference(name, 2)));
    const adopted = await services.service("adopted", { references });
    const before = await inspect(adopted);
    const options = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
    await stack.succeed(["import", ...options, bindingType, "adopted", adopted]);
    await stack.configure((config) => {
      config.services["adopted"] = { secrets: ["db_reader", "db_writer"] };
    });
    const writes = await stack.writesDuring(async () => {
      const { output } = assertClean(await stack.up());
      assert.match(output, /adopted {3}db_reader v2, db_writer v2 is verified {3}no restart, wave 1\n/);
    });
    assert.deepEqual(updates(writes), []);
    assert.deepEqual(await inspect(adopted), before);
  });

  it("refuses a job, with the reason, and does not run it again", async () => {
    const job = await services.service("job", { replicas: "job" });
    const before = await inspect(job);
    await stack.configure((config) => {
      config.services["job"] = { secrets: ["db_writer"] };
    });
    assertRefusal(await stack.run(["preview"]), `${job} is a replicated-job: any update of a job runs it again`);
    const writes = await stack.writesDuring(async () => {
      assertRefusal(await stack.up(), `${job} is a replicated-job: any update of a job runs it again`);
    });
    assert.deepEqual(writes, []);
    assert.deepEqual(await inspect(job), before);
    await stack.configure((config) => {
      delete config.services["job"];
    });
  });

  it("takes its secrets off the services and away, though a service is gone, and leaves what is not its own", async () => {
    await engine.getService(worker).remove();
    // What is gone has to leave the config first; then the program runs, and its hooks prove that nothing uses a version.
    await stack.configure((config) => {
      delete config.services["worker"];
    });
    assertRefusal(await stack.run(["destroy", "--yes", "--skip-preview"]), "--run-program");
    assertClean(await stack.run(["destroy", "--yes", "--skip-preview", "--run-program"]));
    assert.deepEqual(await namesIn(services.namespace), ["adopted", "api", "foreign_v1", "job"].map(named).sort());
    assert.deepEqual(await secretNames(api), [named("foreign_v1")]);
    assert.deepEqual(await secretNames(named("adopted")), []);
  });

  /** The secret names of each task that should run. */
  async function secretsOfTasks(service: string) {
    const running = (await tasks(service)).filter(({ DesiredState }) => DesiredState === "running");
    return running.map(({ Spec }) => Spec.ContainerSpec?.Secrets?.map(({ SecretName }) => SecretName));
  }
});

/** The updates of services among what changes something. */
function updates(writes: readonly SeenRequest[]): SeenRequest[] {
  return writes.filter(({ path }) => /^\/services\/[^/]+\/update$/.test(path));
}

/** Updates a service as a person does, and waits until that is done. */
async function updateByHand(service: string, ...changes: string[]): Promise<void> {
  await execa("docker", ["service", "update", "--quiet", ...changes, service]);
}

/** The parts of a service's spec that are changed by hand. */
interface ByHand {
  Labels: Record<string, string>;
  TaskTemplate: { ContainerSpec: { Image: string; Env: string[] } };
}
