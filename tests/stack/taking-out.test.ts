// The runbook's "Taking something out on purpose", followed literally on the real Swarm and under the real engine.
import assert from "node:assert/strict";
import { changeByHand, inspect, secretNames, tasks, TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { engine, namesIn } from "../support/swarm.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { commandsUnder } from "./runbook.ts";
import { ProgramStack } from "./stack.ts";

describe("taking something out on purpose, as the runbook says", function () {
  this.timeout(540_000);
  inSteps();

  const bindingType = "swarm:index:ServiceSecretBinding";
  let services: TestServices;
  let stack: ProgramStack;
  const named = (name: string): string => `${services.namespace}_${name}`;

  before(async () => {
    services = await TestServices.create();
    stack = new ProgramStack(services.namespace);
    await stack.make({ protect: true });
    const needsSecret = `test -s /run/secrets/${named("db_writer")} || exit 1; trap exit TERM; sleep 3600 & wait`;
    for (const name of ["worker", "hasura", "cron", "exporter"]) await services.service(name);
    await stack.configure(({ secrets }) => {
      secrets["db_writer"] = { class: "database", current: 1, dependants: [named("exporter")] };
    });
    assertClean(await stack.up());
    const references = [await stack.reference("db_writer", 1)];
    await services.service("api", { references, command: needsSecret });
    await stack.configure((config) => {
      config.services = {
        api: { secrets: ["db_writer"] },
        cron: { secrets: ["db_reader"] },
        hasura: { secrets: ["hasura_admin_secret", "db_reader"] },
        worker: { secrets: ["db_reader"] },
      };
    });
    assertClean(await stack.up());
  });

  after(async () => {
    await stack.remove();
  });

  it("warns of the replicas that restart without their secrets, and detaches them once that is wanted", async () => {
    await remove("worker");
    const refused = await stack.run(["preview"]);
    assertRefusal(refused, "because it is protected");
    const lost = `${named("worker")} leaves the stack: ${named("db_reader_v1")} is taken off it, and 1 replica restarts without it.`;
    assert.ok(refused.output.includes(lost), refused.output);
    await follow("A service, or a secret that nothing uses", urnIn(refused.output));
    assert.deepEqual(await secretNames(named("worker")), []);
    await stack.assertUnchanged();
  });

  it("takes a service out that does not start without its secrets, after the service", async () => {
    const [commands = ""] = commandsUnder("A service that does not start without its secrets");
    await stack.follow(commands);
    await remove("api");
    const refused = await stack.run(["preview"]);
    assertRefusal(refused, "because it is protected");
    assert.doesNotMatch(refused.output, /leaves the stack/, "nothing restarts");
    await follow("A service, or a secret that nothing uses", urnIn(refused.output));
    assert.ok((await namesIn(services.namespace)).includes(named("db_writer_v1")));
  });

  it("refuses to release a secret that a service would lose", async () => {
    const path = "busflow-secrets:secrets.hasura_admin_secret.release";
    await stack.succeed(["config", "set", "--path", path, "true"]);
    assertRefusal(await stack.run(["preview"]), "the service hasura uses it and is not released");
    await stack.succeed(["config", "rm", "--path", path]);
  });

  it("releases a service and a secret: nothing happens on the Swarm, and the preview shows it", async () => {
    const [first = "", second = ""] = commandsUnder("Releasing a service or a secret");
    const before = await onSwarm("hasura");
    const writes = await stack.writesDuring(async () => {
      const said = await stack.follow(first);
      assert.match(said, /hasura: .* => "db_reader v1, hasura_admin_secret v1, released"/);
      assert.match(said, /VersionedSecret hasura_admin_secret update \[diff: \+release\]/);
      const left = await stack.follow(second);
      assert.match(left, /retain/);
      assert.doesNotMatch(left, /leaves the stack/, "no replica restarts");
    });
    assert.deepEqual(
      writes.filter(({ path }) => /^\/(?:services|secrets)\//.test(path)),
      [],
    );
    assert.deepEqual(await onSwarm("hasura"), before);
    assert.deepEqual(await stack.names(bindingType), ["cron"]);
    assert.ok(!(await stack.names("docker:index/secret:Secret")).includes(named("hasura_admin_secret_v1")));
    await stack.assertUnchanged();
  });

  it("takes the whole stack down, dependants or not, and leaves what was released", async () => {
    for (const name of ["worker", "hasura", "cron", "exporter"]) {
      await changeByHand(named(name), ({ Labels }) => {
        Labels["com.docker.stack.namespace"] = services.namespace;
      });
    }
    for (const block of commandsUnder("The whole stack")) await stack.follow(block);
    assert.deepEqual(await namesIn(services.namespace), [named("hasura_admin_secret_v1")]);
    assert.deepEqual(await stack.names("docker:index/secret:Secret"), []);
    const ledgers = await engine.listConfigs({ filters: { label: [`busflow.namespace=${services.namespace}`] } });
    assert.equal(ledgers.length, 5, "numbers stay used");
  });

  async function remove(service: string): Promise<void> {
    await stack.configure((config) => {
      config.services = Object.fromEntries(Object.entries(config.services).filter(([name]) => name !== service));
    });
  }

  async function follow(heading: string, urn: string): Promise<void> {
    for (const block of commandsUnder(heading)) await stack.follow(block.replace("<urn>", urn));
  }

  /** The binding that a preview says is protected. */
  function urnIn(output: string): string {
    const [urn] = /urn:pulumi:\S*?ServiceSecretBinding::\w+/.exec(output) ?? [];
    assert.ok(urn !== undefined, output);
    return urn;
  }

  async function onSwarm(service: string): Promise<unknown> {
    const ids = (await tasks(named(service))).map(({ ID }) => ID).sort();
    return [ids, await secretNames(named(service)), (await inspect(named(service))).Version];
  }
});
