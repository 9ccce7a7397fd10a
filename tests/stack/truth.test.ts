// What the stack says, and what the Swarm has: every kind of difference is planted, and a plain preview has to show it, a plain
// `up` has to mend it with the fewest restarts, and only then may a preview find nothing to do.
import assert from "node:assert/strict";
import { inspect } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { docker, names, said, updatesIn, useDiffering, type Name } from "./differing.ts";

describe("the truth about a stack", function () {
  this.timeout(720_000);
  inSteps();

  const { stack, services, named, ours, remember, mend, assertBound, idOf, update, createAnew, deploy } =
    useDiffering();

  before(async () => {
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
      await remember();
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
      await remember();
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
      await remember();
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
      await remember();
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
});
