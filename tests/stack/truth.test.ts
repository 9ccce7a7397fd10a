// What the stack says, and what the Swarm has: every kind of difference is planted, and a plain preview has to show it, a plain
// `up` has to mend it with the fewest restarts, and only then may a preview find nothing to do.
import { execa } from "execa";
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { ensureBusyboxImage } from "../../tools/sandbox/index.ts";
import type { SeenRequest } from "../../tools/sandbox/engine-proxy.ts";
import { inspect, tasks, TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { dockerHost } from "../../tools/sandbox/docker-host.ts";
import { engine } from "../support/swarm.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { diagnosticsOf } from "./program-project.ts";
import { ProgramStack } from "./stack.ts";

/** Services of one replica, each for one kind of difference; `api` has two. */
const names = ["api", "deployed", "changed", "bare", "guarded", "doubled", "renewed", "unmarked", "calm"] as const;
type Name = (typeof names)[number];

describe("the truth about a stack", function () {
  this.timeout(720_000);
  inSteps();

  let services: TestServices;
  let stack: ProgramStack;
  let tasksBefore: Map<string, string>;
  const named = (name: string): string => `${services.namespace}_${name}`;
  const ours = (version: number, target = named("db_reader")): string =>
    `source=${named(`db_reader_v${version}`)},target=${target}`;

  before(async () => {
    services = await TestServices.create();
    stack = new ProgramStack(services.namespace);
    await stack.make();
    const others = names.filter((name) => name !== "deployed");
    await Promise.all(others.map((name) => services.service(name, { replicas: name === "api" ? 2 : 1 })));
    await deploy();
    await stack.configure((config) => {
      config.services = Object.fromEntries(names.map((name) => [name, { secrets: ["db_reader"] }]));
      config.services["calm"] = { secrets: ["db_reader", { name: "db_reader", target: "again" }] };
    });
    await services.secret("theirs", "theirs");
    const { output } = assertClean(await stack.up());
    assert.deepEqual(said(output).get("api"), "db_reader v1 added   restarts 2 replicas, wave 1");
    await stack.setValue("db_reader", 2);
    await stack.bump("db_reader", 2, [1]);
    assertClean(await stack.up());
    await stack.assertUnchanged();
  });

  after(async () => {
    await stack.remove();
  });

  /** How a service comes to differ, and what a preview says of it then. */
  const differences: Partial<Record<Name, { plant: () => Promise<void>; says: RegExp }>> = {
    api: {
      plant: () => docker("service", "rollback", named("api")),
      says: /^db_reader v1 → v2 {3}restarts 2 replicas, wave 1 \(docker service rollback, [-\d]+ [\d:]+ UTC\)$/,
    },
    deployed: {
      plant: () => deploy(1),
      says: /^db_reader v1 → v2 {3}restarts 1 replica, wave 1 \(.*docker stack deploy of an older file, .*\)$/,
    },
    changed: {
      plant: () => update("changed", "--secret-rm", named("db_reader_v2"), "--secret-add", ours(1)),
      says: /^db_reader v1 → v2 {3}restarts 1 replica, wave 1 \(by hand, .*\)$/,
    },
    bare: {
      plant: () => update("bare", "--secret-rm", named("db_reader_v2")),
      says: /^db_reader v2 added {3}restarts 1 replica, wave 1 \(by hand, .*\)$/,
    },
    guarded: {
      plant: () =>
        update("guarded", "--secret-rm", named("db_reader_v2"), "--secret-add", `${ours(2)},mode=0400,uid=1000,gid=7`),
      says: /^db_reader uid 1000 → 0, gid 7 → 0, mode 0400 → 0444 {3}restarts 1 replica, wave 1 \(/,
    },
    doubled: {
      plant: () => update("doubled", "--secret-add", ours(2, "second")),
      says: /^db_reader v2 taken off second {3}restarts 1 replica, wave 1 \(by hand, .*\)$/,
    },
    renewed: {
      plant: () => createAnew("renewed"),
      says: /^db_reader v2 added {3}restarts 1 replica, wave 1 \(the service was removed and created anew\)$/,
    },
    unmarked: {
      plant: async () => {
        await update("unmarked", "--secret-rm", named("db_reader_v2"), "--secret-add", ours(1), "--label-add", mark);
        await update("unmarked", "--label-rm", "busflow.reverted");
      },
      says: /^db_reader v1 → v2 {3}restarts 1 replica, wave 1 \(/,
    },
  };
  const mark = "busflow.reverted=2026-01-02T03:04:05.000Z";
  const differing = Object.keys(differences) as Name[];

  describe("with one difference after the other", () => {
    before(async () => {
      await update("calm", "--secret-add", `source=${named("theirs")},target=theirs`);
      tasksBefore = await runningTasks();
    });

    it("is that a secret of others on a service is no difference", async () => {
      await stack.assertUnchanged();
    });

    for (const [index, name] of differing.entries()) {
      it(`shows in a plain preview what became of the service ${name}, and nothing that is not so`, async () => {
        await differences[name]?.plant();
        const { exitCode, output } = await stack.run(["preview", "--expect-no-changes"]);
        assert.notEqual(exitCode, 0, output);
        const lines = said(output);
        const shown = differing.slice(0, index + 1);
        assert.deepEqual([...lines.keys()].sort(), shown.toSorted(), output);
        for (const one of shown) assert.match(lines.get(one) ?? "", differences[one]?.says ?? /^$/);
      });
    }

    it("is mended by a plain up with one update of each service that differs, and the others' tasks go on", async () => {
      await mend(differing);
    });
  });

  describe("with two at a time on one service", () => {
    const says: Partial<Record<Name, RegExp>> = {
      api: /^db_reader at \S+ v1 → v2, db_reader v1 taken off second {3}restarts 2 replicas, wave 1 \(by hand/,
      deployed: /^db_reader v1 → v2, mode 0400 → 0444 {3}restarts 1 replica, wave 1 \(/,
      guarded: /^db_reader at \S+ mode 0400 → 0444, db_reader v2 taken off second {3}restarts 1 replica/,
      renewed: /^db_reader v1 → v2, gid 7 → 0 {3}restarts 1 replica, wave 1 \(the service was removed/,
      bare: /^db_reader v2 is verified {3}no restart, wave 1 \(the service was removed and created anew\)$/,
    };

    before(async () => {
      await Promise.all([
        (async () => {
          await docker("service", "rollback", named("api"));
          await update("api", "--secret-add", ours(1, "second"));
        })(),
        deploy(1, 0o400),
        (async () => {
          const second = ["--secret-add", ours(2, "second")];
          await update(
            "guarded",
            "--secret-rm",
            named("db_reader_v2"),
            "--secret-add",
            `${ours(2)},mode=0400`,
            ...second,
          );
        })(),
        createAnew("renewed", { ...(await stack.reference("db_reader", 1)), gid: "7" }),
        createAnew("bare", await stack.reference("db_reader", 2)),
      ]);
      tasksBefore = await runningTasks();
    });

    it("shows each in a plain preview", async () => {
      const { exitCode, output } = await stack.run(["preview", "--expect-no-changes"]);
      assert.notEqual(exitCode, 0, output);
      const lines = said(output);
      assert.deepEqual([...lines.keys()].sort(), Object.keys(says).sort(), output);
      for (const [name, line] of Object.entries(says)) assert.match(lines.get(name) ?? "", line);
    });

    it("mends each in one update, and sends none where the service is right already", async () => {
      await mend(["api", "deployed", "guarded", "renewed"]);
    });
  });

  describe("when services are bound for the first time", () => {
    const take = (more: object = {}) => ({ secrets: [{ name: "db_reader", ...more }] });

    before(async () => {
      const theirs = { ...(await stack.reference("db_reader", 2)), ...(await idOf("theirs")) };
      const [first, second] = [await stack.reference("db_reader", 1), await stack.reference("db_reader", 2)];
      await services.service("held", { references: [theirs, { ...theirs, target: "theirs" }] });
      await services.service("older", { references: [{ ...first, mode: 0o400 }] });
      await services.service("ready", { references: [second, { ...second, target: "again" }] });
      await stack.configure((config) => {
        config.services["held"] = take();
        config.services["older"] = take();
        config.services["ready"] = { secrets: ["db_reader", { name: "db_reader", target: "again" }] };
      });
    });

    it("refuses one whose target is held by a secret of others, before anything happens", async () => {
      const held = `Targets on the service ${named("held")} are held by secrets that are not managed here: ${named("db_reader")} of db_reader by ${named("theirs")}.`;
      assertRefusal(await stack.run(["preview"]), held);
      const writes = await stack.writesDuring(async () => {
        const run = await stack.up();
        assertRefusal(run, held);
        assert.match(
          run.output,
          /services\.held\.secrets in the stack config: - \{ name: db_reader, takeover: true \}/,
        );
      });
      assert.deepEqual(updatesIn(writes), []);
    });

    it("says what each binding changes, and what restarts", async () => {
      await stack.configure((config) => {
        config.services["held"] = take({ takeover: true });
      });
      const lines = said(assertClean(await stack.run(["preview"])).output);
      assert.deepEqual(Object.fromEntries(lines), {
        held: `db_reader v2 added, in place of ${named("theirs")}   restarts 1 replica, wave 1`,
        older: "db_reader v1 → v2, mode 0400 → 0444   restarts 1 replica, wave 1",
        ready: "db_reader v2 as it is on the Swarm already   no restart, wave 1",
      });
    });

    it("changes one secret for the other in one update, and touches none that is ready", async () => {
      const writes = await stack.writesDuring(async () => {
        assertClean(await stack.up());
      });
      const ids = await Promise.all(["held", "older"].map(async (name) => (await inspect(named(name))).ID));
      assert.deepEqual(updatesIn(writes).toSorted(), ids.toSorted());
      await assertBound("held");
      await assertBound("older");
      await assertBound("ready", "again");
      const left = (await inspect(named("held"))).Spec.TaskTemplate.ContainerSpec?.Secrets ?? [];
      const foreign = left.filter(({ SecretName }) => SecretName === named("theirs"));
      assert.deepEqual(
        foreign.map(({ File }) => File.Name),
        ["theirs"],
        "where it was else it stays",
      );
      await stack.assertUnchanged();
    });
  });

  describe("when a version is to go that a service went back to", () => {
    let value: unknown;

    before(async () => {
      await stack.age("db_reader", 100);
      await docker("service", "rollback", named("api"));
      value = await stack.dropValue("db_reader", 1);
      await stack.bump("db_reader", 2, []);
    });

    it("refuses that in the preview, and names the service", async () => {
      const cause = `${named("api")} asks for it: somebody has put it back to it.`;
      assertRefusal(await stack.run(["preview"]), cause);
      const writes = await stack.writesDuring(async () => {
        assertRefusal(await stack.up(), cause);
      });
      assert.deepEqual(updatesIn(writes), []);
    });

    it("mends the service once the version is declared again", async () => {
      await stack.restoreValue("db_reader", 1, value);
      await stack.bump("db_reader", 2, [1]);
      tasksBefore = await runningTasks();
      const lines = said((await stack.run(["preview"])).output);
      assert.deepEqual([...lines.keys()], ["api"]);
      assert.match(lines.get("api") ?? "", /v1 → v2.* {3}restarts 2 replicas, wave 1 \(docker service rollback, /);
      await mend(["api"]);
    });
  });

  describe("when the version that is kept was removed by hand, and a service was changed besides", () => {
    before(async () => {
      await docker("secret", "rm", named("db_reader_v1"));
      await update("doubled", "--secret-add", ours(2, "second"));
      tasksBefore = await runningTasks();
    });

    it("shows both in a plain preview", async () => {
      const { exitCode, output } = await stack.run(["preview", "--expect-no-changes"]);
      assert.notEqual(exitCode, 0, output);
      assert.ok(output.includes(`docker:index:Secret ${named("db_reader_v1")}`), output);
      assert.deepEqual([...said(output).keys()], ["doubled"]);
    });

    it("makes the version again, and mends the service in one update", async () => {
      await mend(["doubled"]);
      assert.equal((await idOf("db_reader_v1")).secretName, named("db_reader_v1"));
    });
  });

  async function idOf(name: string) {
    const { ID } = (await engine.getSecret(named(name)).inspect()) as { ID: string };
    return { secretName: named(name), secretId: ID };
  }

  /** Mends everything, and asserts that this took one update of each of these services and touched no other task. */
  async function mend(differing: readonly Name[]): Promise<void> {
    const writes = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    const ids = await Promise.all(differing.map(async (name) => (await inspect(named(name))).ID));
    assert.deepEqual(updatesIn(writes).toSorted(), ids.toSorted());
    const after = await runningTasks();
    for (const name of names) {
      const [before, now] = [tasksBefore.get(name), after.get(name)];
      if (differing.includes(name)) assert.notEqual(now, before, name);
      else assert.equal(now, before, name);
      await assertBound(name, ...(name === "calm" ? ["again"] : []));
    }
    await stack.assertUnchanged();
  }

  /** Asserts that a service sees the second version as it is declared to, at these further targets, too, and nothing else of ours. */
  async function assertBound(name: string, ...further: string[]): Promise<void> {
    const references = (await inspect(named(name))).Spec.TaskTemplate.ContainerSpec?.Secrets ?? [];
    const owned = references.filter(({ SecretName }) => SecretName !== named("theirs"));
    const expected = [named("db_reader"), ...further].sort().map((Name) => {
      return { SecretName: named("db_reader_v2"), File: { Name, UID: "0", GID: "0", Mode: 0o444 } };
    });
    const seen = owned.map(({ SecretName, File }) => ({ SecretName, File }));
    assert.deepEqual(
      seen.toSorted((a, b) => (a.File.Name < b.File.Name ? -1 : 1)),
      expected,
    );
  }

  /** The IDs of the tasks that run, by service. */
  async function runningTasks(): Promise<Map<string, string>> {
    return new Map(
      await Promise.all(
        names.map(async (name): Promise<[string, string]> => {
          const running = (await tasks(named(name))).filter(({ DesiredState }) => DesiredState === "running");
          return [
            name,
            running
              .map(({ ID }) => ID)
              .sort()
              .join(),
          ];
        }),
      ),
    );
  }

  async function update(name: Name, ...changes: string[]): Promise<void> {
    await docker("service", "update", "--quiet", ...changes, named(name));
  }

  async function createAnew(
    name: Name,
    ...references: Awaited<ReturnType<ProgramStack["reference"]>>[]
  ): Promise<void> {
    await engine.getService(named(name)).remove();
    await services.service(name, { references });
  }

  /** Deploys the service `deployed` from a file, as a pipeline does; without a version, as before there were any secrets. */
  async function deploy(version?: number, mode = 0o444): Promise<void> {
    const secret = { source: "reader", target: named("db_reader"), uid: "0", gid: "0", mode };
    const file = {
      services: {
        deployed: {
          image: await ensureBusyboxImage(dockerHost()),
          command: ["sh", "-c", "trap exit TERM; sleep 3600 & wait"],
          stop_grace_period: "1s",
          networks: ["outside"],
          deploy: { endpoint_mode: "dnsrr", update_config: { monitor: "1s" } },
          ...(version !== undefined && { secrets: [secret] }),
        },
      },
      networks: { outside: { external: true, name: "host" } },
      ...(version !== undefined && { secrets: { reader: { external: true, name: named(`db_reader_v${version}`) } } }),
    };
    const options = { input: stringify(file) };
    await execa("docker", ["stack", "deploy", "--resolve-image", "never", "-c", "-", services.namespace], options);
    await services.running(named("deployed"), 1);
  }

  /** What a run says of each service. */
  function said(output: string): Map<string, string> {
    const lines = [...diagnosticsOf(output).matchAll(/^ {4}(\w+) {3}(.+)$/gm)];
    return new Map(lines.map(([, name = "", line = ""]) => [name, line]));
  }
});

/** The IDs of the services that were updated. */
function updatesIn(writes: readonly SeenRequest[]): string[] {
  return writes.flatMap(({ path }) => /^\/services\/([^/]+)\/update$/.exec(path)?.[1] ?? []);
}

async function docker(...args: string[]): Promise<void> {
  await execa("docker", args);
}
