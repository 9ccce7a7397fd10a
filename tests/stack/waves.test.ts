// Waves and probes by the checkout's own program, on the real Swarm and under the real engine.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { hostname } from "node:os";
import { anchorsIn, logFaults } from "../../rotation/log-check.ts";
import { entryDigest, parseLog } from "../../rotation/log.ts";
import { lookAtLedgers } from "../../swarm/ledger/store.ts";
import { projectDir } from "../../tools/paths.ts";
import { choosy, inspect, secretNames } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { client, engine } from "../support/swarm.ts";
import { there } from "../support/there.ts";
import { assertClean, assertRefusal, shownMoves } from "./assertions.ts";
import { useStack } from "./use-stack.ts";

describe("waves", function () {
  this.timeout(540_000);
  inSteps();

  const secrets = ["db_writer", "db_reader"];
  const { stack, named } = useStack({
    deployed: { canary: {}, api: {}, worker: { command: choosy, failureAction: "rollback" }, last: {} },
    declared: (config) => {
      config.services = {
        canary: { secrets, wave: 0 },
        api: { secrets },
        worker: { secrets },
        last: { secrets, wave: 2 },
      };
    },
  });
  const [canary, api, worker, last] = [named("canary"), named("api"), named("worker"), named("last")];
  /** What the rotation to version 3 said. */
  let rotated = "";

  /** A secret's log, which has to be whole. */
  async function logOf(logicalName: string) {
    const { ledger, log: text } = there((await lookAtLedgers(client, stack.namespace)).texts.get(logicalName));
    const log = there(parseLog(text ?? ""));
    assert.deepEqual(logFaults(log, ledger), []);
    return log;
  }

  it("that fail leave later ones alone, and put those before back by updates of their own", async () => {
    await stack.setValue("db_reader", 2, "bad");
    await stack.bump("db_reader", 2, [1]);
    const image = (await inspect(canary)).Spec;
    const writes = await stack.writesDuring(async () => {
      const run = await stack.up();
      assertRefusal(run, `${worker}: Swarm `);
      assertRefusal(run, `Put back: ${canary} on ${named("db_reader_v1")}, ${named("db_writer_v1")}`);
      assertRefusal(run, "Services of later waves were not touched.");
    });
    const { ID } = await inspect(last);
    assert.ok(!writes.some(({ path }) => path.includes(ID)), "the last wave is not touched");
    for (const service of [canary, api, worker, last]) {
      assert.deepEqual(await secretNames(service), [named("db_reader_v1"), named("db_writer_v1")]);
    }
    assert.deepEqual((await inspect(canary)).Spec.TaskTemplate, image.TaskTemplate);
    const told = (await logOf("db_reader")).entries.slice(-2);
    assert.deepEqual(
      told.map(({ added, putBack }) => added ?? putBack?.why.replace(/\(.*/, "")),
      [[2], `${worker} of wave 1 failed `],
    );
    assert.deepEqual((await logOf("db_writer")).entries.length, 2, "it did not move");
  });

  it("that were put back are shown by the next preview, and flipped by the next run", async () => {
    const { output } = await stack.succeed(["preview"]);
    for (const name of ["canary", "api", "worker", "last"]) {
      assert.match(output, new RegExp(`swarm:index:ServiceSecretBinding +${name} +update`));
    }
    await stack.setValue("db_reader", 3);
    await stack.dropValue("db_reader", 2);
    await stack.bump("db_reader", 3, [1]);
    const run = await stack.up();
    rotated = run.output;
    assertClean(run);
    assert.match(
      run.output,
      /ServiceSecretBinding +canary .*; t\w+_canary: 1 of 1 on v3, watched for failures, \d+ s of \d+ left/,
    );
    for (const service of [canary, api, worker, last]) {
      assert.deepEqual(await secretNames(service), [named("db_reader_v3"), named("db_writer_v1")]);
    }
    await stack.assertUnchanged();
  });

  it("are in the log, with who, from which commit, and how they were verified; the run prints its digest", async () => {
    const { entries, head } = await logOf("db_reader");
    const moved = there(
      entries.find(({ from, to }) => from === 1 && to === 3),
      "the rotation's entry",
    );
    assert.deepEqual(moved.verified, { services: 4, replicas: 4 });
    const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: projectDir, encoding: "utf8" }).trim();
    assert.deepEqual([moved.host, moved.commit], [hostname(), commit]);
    const printed = new Map(anchorsIn(rotated)).get(named("db_reader"));
    assert.deepEqual(printed?.n, moved.n);
    assert.ok(entryDigest(moved).startsWith(there(printed).digest));
    assert.ok(head.length === 64 && !JSON.stringify(entries).includes("good"));
  });

  it("whose canary fails end there, with the canary as it is", async () => {
    await stack.setValue("db_writer", 2, "bad");
    await stack.bump("db_writer", 2, [1]);
    await stack.configure((config) => {
      config.services["worker"] = { secrets, wave: 0 };
      config.services["canary"] = { secrets, wave: 1 };
    });
    assertRefusal(await stack.up(), `${worker}: Swarm `);
    for (const service of [canary, api, last]) {
      assert.deepEqual(await secretNames(service), [named("db_reader_v3"), named("db_writer_v1")]);
    }
  });

  it("go back by the config, without residue", async () => {
    await stack.bump("db_writer", 1, []);
    await stack.dropValue("db_writer", 2);
    const { output } = await stack.succeed(["preview", "--diff"]);
    assert.deepEqual(shownMoves(output), {});
    assertClean(await stack.up());
    for (const service of [canary, api, worker, last]) {
      assert.ok(!JSON.stringify(await inspect(service)).includes(named("db_writer_v2")), service);
    }
    await stack.assertUnchanged();
  });

  it("of which nobody runs prove nothing, and say so", async () => {
    const { Spec, Version } = await inspect(last);
    const Mode = { Replicated: { Replicas: 0 } };
    await engine.getService(last).update({ version: Version.Index, ...Spec, Mode });
    await stack.setValue("db_writer", 3);
    await stack.bump("db_writer", 3, [1]);
    const { output } = await stack.succeed(["up", "--yes", "--skip-preview"]);
    assert.match(output, /_last: no replica runs, so nothing was verified/);
    await stack.operate((resources) => {
      const proofs = resources
        .filter(({ type }) => type === "swarm:index:ServiceSecretBinding")
        .map(({ urn, outputs }): [string, unknown] => {
          const { verification } = (outputs ?? {}) as { verification?: { secrets: unknown } };
          return [urn.split("::").at(-1) ?? "", verification?.secrets];
        });
      const proven = { db_reader: named("db_reader_v3"), db_writer: named("db_writer_v3") };
      assert.deepEqual(Object.fromEntries(proofs), { api: proven, canary: proven, last: undefined, worker: proven });
    });
  });
});
