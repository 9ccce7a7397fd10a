// The whole path: a rotation of the example services by the checkout's own program, on the real Swarm.
import { execa } from "execa";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { makeValue } from "../../tools/demo/values.ts";
import { projectDir } from "../../tools/paths.ts";
import { ensureExampleImage } from "../../tools/sandbox/example-image.ts";
import { awaitReplicas, get } from "../support/replicas.ts";
import type { SeenRequest } from "../../tools/sandbox/engine-proxy.ts";
import { isWanted } from "../../swarm/engine/service.ts";
import { eventually } from "../support/eventually.ts";
import { inspect, secretNames, tasks } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { engine, namesIn } from "../support/swarm.ts";
import { assertClean, assertRefusal, shownMoves } from "./assertions.ts";
import { watchDuring } from "./rotation-watch.ts";
import { ProgramStack } from "./stack.ts";

const pair = ["db_writer", "db_reader"] as const;

describe("a rotation on the real Swarm", function () {
  this.timeout(540_000);
  inSteps();

  const stack = new ProgramStack();
  const { namespace } = stack;
  const names = ["api", "worker", "hasura"].map((name) => `${namespace}_${name}`);

  before(async () => {
    await ensureExampleImage(engine);
    await stack.make();
  });

  after(async () => {
    await execa("docker", ["stack", "rm", namespace], { reject: false });
    await stack.remove();
    await eventually(
      "the stack's network is gone",
      async () => {
        const networks = await engine.listNetworks();
        return !networks.some(({ Name }) => Name.startsWith(namespace));
      },
      90_000,
    );
  });

  it("starts with the secrets alone", async () => {
    assertClean(await stack.up());
    const logicalNames = ["db_reader", "db_writer", "hasura_admin_secret", "session_key", "slack_ops_webhook"];
    assert.deepEqual(
      await namesIn(namespace),
      logicalNames.map((name) => `${namespace}_${name}_v1`),
    );
  });

  it("takes over services that are deployed on these versions, and touches none", async () => {
    const compose = await readFile(path.join(projectDir, "docker", "compose.busflow.yml"), "utf8");
    const input = compose.replaceAll("busflow_", `${namespace}_`);
    await execa("docker", ["stack", "deploy", "--resolve-image", "never", "-c", "-", namespace], { input });
    await stack.configure((config) => {
      config.services = stack.services;
    });
    for (const name of names) await awaitReplicas(name, 2);
    const before = await snapshot();

    const writes = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    // That the services run on them is put on record.
    assert.deepEqual(
      writes.filter(({ path: where }) => !/^\/configs\/[^/]+\/update$/.test(where)),
      [],
    );
    assert.deepEqual(await snapshot(), before);
  });

  it("previews which version each service moves to, nothing else, and changes nothing", async () => {
    for (const name of pair) await stack.setValue(name, 2);
    await bump(2, [1]);
    const before = await snapshot();
    const writes = await stack.writesDuring(async () => {
      const { output } = assertClean(await stack.run(["preview", "--diff"]));
      assert.deepEqual(shownMoves(output), {
        api: [move("db_reader", 1, 2), move("db_writer", 1, 2)],
        hasura: [move("db_writer", 1, 2)],
        worker: [move("db_reader", 1, 2)],
      });
      // What the program says at its very end: it got there.
      assert.match(output, /--outputs:--/);
      // The new versions; the three bindings and the two ledgers.
      assert.match(output, /\n {4}\+ 2 to create\n {4}~ 5 to update\n {4}7 changes\./);
    });
    assert.deepEqual(writes, []);
    assert.deepEqual(await snapshot(), before);
  });

  it("is reviewed in at most 40 lines, with one line of words for each service", async () => {
    const { stdout } = assertClean(await stack.run(["preview"]));
    // How often the engine says that it still works depends on the machine.
    const lines = stdout
      .trimEnd()
      .split("\n")
      .filter((line) => !line.startsWith("@ "));
    assert.ok(lines.length <= 40, stdout);
    const diagnostics = lines.slice(lines.indexOf("Diagnostics:"));
    for (const words of [
      "api   db_reader v1 → v2, db_writer v1 → v2",
      "hasura   db_writer v1 → v2",
      "worker   db_reader v1 → v2",
    ]) {
      assert.ok(diagnostics.includes(`    ${words}   restarts 2 replicas, wave 1`), stdout);
    }
  });

  it("flips each service in one update, and no replica ever has half of the pair", async () => {
    let writes: SeenRequest[] = [];
    const { tasks: seen, answers } = await watchDuring(names, async () => {
      writes = await stack.writesDuring(async () => {
        assertClean(await stack.up());
      });
    });

    assert.deepEqual(await updatedServices(writes), [...names].sort());
    assert.equal(writes.filter(({ path: url }) => url === "/secrets/create").length, 2);
    // The rest is the ledgers: each new version is put on record before it is created, and each secret's verification afterwards.
    assert.equal(ledgerWrites(writes).length, 7);
    assert.equal(writes.length, 12);

    const pairs = seen
      .filter(({ service }) => service === `${namespace}_api`)
      .map(({ secretNames: bound }) =>
        pair.map((name) => bound.filter((one) => one.startsWith(`${namespace}_${name}_`)).map((one) => one.slice(-2))),
      );
    assert.deepEqual([...new Set(pairs.map(String))].sort(), ["v1,v1", "v2,v2"]);
    assert.ok(answers.size >= 12, `${answers.size} replicas answered, of six before and six after`);
    for (const [container, statuses] of answers) {
      assert.ok(
        statuses.every((status) => status === 200),
        `container ${container} answered ${statuses.join()}`,
      );
    }
    for (const { containerId } of (await Promise.all(names.map((name) => awaitReplicas(name, 2)))).flat()) {
      assert.ok(answers.get(containerId)?.length, `container ${containerId} never answered`);
    }
    await assertRunning({ db_writer: 2, db_reader: 2 });
    const kept = (await namesIn(namespace)).filter((name) => name.includes("_db_"));
    assert.deepEqual(
      kept,
      ["db_reader_v1", "db_reader_v2", "db_writer_v1", "db_writer_v2"].map((name) => `${namespace}_${name}`),
    );
  });

  it("tells what is bound to what, and nothing secret", async () => {
    assert.deepEqual(await stack.outputs(), {
      services: {
        api: "db_reader v2, db_writer v2, session_key v1",
        hasura: "db_writer v2, hasura_admin_secret v1",
        worker: "db_reader v2, slack_ops_webhook v1",
      },
    });
  });

  it("finds nothing to do afterwards, and an up asks the Engine for no change", async () => {
    const before = await snapshot();
    const writes = await stack.writesDuring(async () => {
      await stack.assertUnchanged();
      assertClean(await stack.up());
    });
    assert.deepEqual(writes, []);
    assert.deepEqual(await snapshot(), before);
  });

  it("goes back by the config, in one update of each service", async () => {
    await bump(1, [2]);
    const writes = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    assert.deepEqual(await updatedServices(writes), [...names].sort());
    assert.equal(ledgerWrites(writes).length, 5);
    assert.equal(writes.length, 8);
    await assertRunning({ db_writer: 1, db_reader: 1 });
  });

  it("fails when a service rejects the new version, which then stays on the old one", async () => {
    await bump(3, [1, 2]);
    await stack.setValue("db_writer", 3);
    await stack.setValue("db_reader", 3, makeValue("db_reader", 4));
    const api = `${namespace}_api`;
    const writes = await stack.writesDuring(async () => {
      const run = await stack.up();
      assertRefusal(run, "The service stays on the old version.");
      const { output } = run;
      assert.match(output, new RegExp(`${api}: Swarm (rolled the update back|is rolling the update back)`));
      // Of a task that Swarm drops before it is seen, only Swarm's own word is left.
      assert.match(output, /Its tasks say: .+\.\n|due to failure or early termination of task/);
    });
    assert.deepEqual(await updatedServices(writes), [...names].sort());
    await assertRunning({ db_writer: 1, db_reader: 1 }, [api]);
    const kept = ["db_reader_v1", "db_writer_v1", "session_key_v1"].map((name) => `${namespace}_${name}`);
    assert.deepEqual(await secretNames(api), kept);
    // Its other consumer has the new version, but a rotation is done when every consumer has.
    for (const name of pair) assert.equal((await stack.ledgerOf(name)).ledger.current, 1, `the ledger of ${name}`);
  });

  it("shows what is left to do in the next preview", async () => {
    const { output } = await stack.succeed(["preview", "--diff"]);
    assert.deepEqual(shownMoves(output), { api: [move("db_reader", 1, 3), move("db_writer", 1, 3)] });
  });

  it("leaves nothing of a version that failed once the config has gone back", async () => {
    await stack.configure(({ values }) => {
      for (const name of pair) delete values[name]?.["3"];
    });
    await bump(1, [2]);
    assertClean(await stack.up());
    await assertRunning({ db_writer: 1, db_reader: 1 });
    assert.deepEqual(
      (await namesIn(namespace)).filter((name) => name.endsWith("_v3")),
      [],
    );
    await stack.assertUnchanged();
  });

  async function bump(current: number, retain: number[]): Promise<void> {
    for (const name of pair) await stack.bump(name, current, retain);
  }

  /** How a preview shows the move of a secret. */
  function move(logicalName: string, from: number, to: number): string {
    return `${namespace}_${logicalName}_v${from} => ${namespace}_${logicalName}_v${to}`;
  }

  /** What changes with any update of a service, and with any restart of a task. */
  async function snapshot(): Promise<unknown> {
    return await Promise.all(
      names.map(async (name) => {
        const { Version } = await inspect(name);
        // Of replicas that were replaced, some are still on their way out.
        const ids = (await tasks(name)).filter(isWanted).map(({ ID, Status }) => `${ID} ${Status.State}`);
        return { name, version: Version.Index, tasks: ids.sort() };
      }),
    );
  }

  async function updatedServices(writes: readonly SeenRequest[]): Promise<string[]> {
    const ids = writes.flatMap(({ path: url }) => /^\/services\/([^/]+)\/update$/.exec(url)?.[1] ?? []);
    return (await Promise.all(ids.map(async (id) => (await inspect(id)).Spec.Name))).sort();
  }

  /** The secrets that the config gives a service. */
  function declared(service: string): string[] {
    const { secrets = [] } = stack.services[service.replace(`${namespace}_`, "")] ?? {};
    return secrets.map((secret) => (typeof secret === "string" ? secret : secret.name));
  }

  /** All replicas there are run on all that is declared, on these versions or else on the first, and are healthy. */
  async function assertRunning(versions: Record<string, number>, services = names): Promise<void> {
    for (const service of services) {
      const replicas = await eventually(`two replicas of ${service} run alone`, async () => {
        const wanted = (await tasks(service)).filter(isWanted);
        const alone = wanted.length === 2 && wanted.every(({ Status }) => Status.State === "running");
        return alone ? wanted : undefined;
      });
      const expected = declared(service).map((name) => `${namespace}_${name}_v${versions[name] ?? 1}`);
      for (const { Spec } of replicas) {
        const bound = (Spec.ContainerSpec?.Secrets ?? []).map(({ SecretName }) => SecretName);
        assert.deepEqual(bound.sort(), expected.sort(), service);
      }
      for (const { containerId } of await awaitReplicas(service, 2)) {
        assert.deepEqual(await get(containerId, "/healthz"), { status: 200, body: "ok" });
      }
    }
  }
});

function ledgerWrites(writes: readonly SeenRequest[]): SeenRequest[] {
  return writes.filter(({ path: url }) => /^\/configs\/[^/]+\/update$/.test(url));
}
