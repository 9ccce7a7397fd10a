// An incident over several waves, by the checkout's own program, on the real Swarm and under the real engine: whoever fails, nothing
// goes back to what has leaked, and it is not over before everybody who has to is through.
import assert from "node:assert/strict";
import { choosy, secretNames } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { namesIn } from "../support/swarm.ts";
import { assertRefusal } from "./assertions.ts";
import { useStack } from "./use-stack.ts";
import { there } from "../support/there.ts";

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe("an incident in which a service of a later wave fails", function () {
  this.timeout(540_000);
  inSteps();

  const { stack, services, named } = useStack({
    deployed: { api: {}, worker: { command: choosy, failureAction: "rollback" } },
    declared: (config) => {
      config.services = {
        api: { secrets: ["db_reader"], wave: 0 },
        worker: { secrets: ["db_writer"], wave: 1, onFailure: "revert" },
      };
      Object.assign(there(config.secrets["db_reader"]), { class: "database", dependants: ["worker"] });
    },
    protect: true,
  });
  const [api, worker] = [named("api"), named("worker")];
  const incident = {
    ...{ ticket: "SEC-42", discoveredAt: minutesAgo(90), revokedAt: minutesAgo(50), roleRotatedAt: minutesAgo(45) },
  };

  before(async () => {
    // The worker is only a dependant, bound to something else, and that is what it fails on.
    await stack.setValue("db_reader", 2);
    await stack.dropValue("db_reader", 1);
    await stack.setValue("db_writer", 2, "bad");
    await stack.declare("db_reader", { current: 2, retain: [], incident });
    await stack.bump("db_writer", 2, [1]);
  });

  it("leaves what moved away from the leaked version where it is, and says so", async () => {
    const run = await stack.up();
    assertRefusal(run, `${worker}: Swarm `);
    assert.doesNotMatch(run.output, new RegExp(`Put back: ${api} `));
    assert.deepEqual(await secretNames(api), [named("db_reader_v2")]);
    assertRefusal(
      run,
      `Left on the new version: ${api} on ${named("db_reader_v2")} (${named("db_reader_v1")} is revoked by SEC-42).`,
    );
  });

  it("is not on record, and cannot be closed", async () => {
    const { current, incident: recorded } = (await stack.ledgerOf("db_reader")).ledger;
    assert.deepEqual([current, recorded], [1, undefined]);
    await stack.declare("db_reader", { incident: undefined });
    const refusal = `Incident SEC-42 is not over: it revokes ${named("db_reader_v1")}`;
    for (const run of [await stack.run(["preview"]), await stack.up()]) assertRefusal(run, refusal);
    assert.ok((await namesIn(services.namespace)).includes(named("db_reader_v1")));
  });

  it("is over once the dependant is through", async () => {
    await stack.setValue("db_writer", 3);
    await stack.declare("db_reader", { incident });
    await stack.bump("db_writer", 3, [1, 2]);
    const run = await stack.up();
    assert.equal(run.exitCode, 0, run.output);
    assert.deepEqual(await secretNames(api), [named("db_reader_v2")]);
    assert.ok(!(await namesIn(services.namespace)).includes(named("db_reader_v1")));
    const { current, incident: recorded } = (await stack.ledgerOf("db_reader")).ledger;
    assert.deepEqual([current, recorded?.ticket, recorded?.version], [2, "SEC-42", 2]);
    await stack.declare("db_reader", { incident: undefined });
    await stack.assertUnchanged();
  });
});
