// An incident over several waves, by the checkout's own program, on the real Swarm and under the real engine: whoever fails, nothing
// goes back to what has leaked, and it is not over before everybody who has to is through.
import assert from "node:assert/strict";
import { choosy, secretNames, TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { namesIn } from "../support/swarm.ts";
import { assertClean, assertRefusal } from "./assertions.ts";
import { ProgramStack } from "./stack.ts";

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe("an incident in which a service of a later wave fails", function () {
  this.timeout(540_000);
  inSteps();

  let services: TestServices;
  let stack: ProgramStack;
  let api: string;
  let worker: string;
  const named = (name: string): string => `${services.namespace}_${name}`;
  const incident = {
    ...{ ticket: "SEC-42", discoveredAt: minutesAgo(90), revokedAt: minutesAgo(50), roleRotatedAt: minutesAgo(45) },
  };

  before(async () => {
    services = await TestServices.create();
    stack = new ProgramStack(services.namespace);
    await stack.make({ protect: true });
    [api, worker] = await Promise.all([
      services.service("api"),
      services.service("worker", { command: choosy, failureAction: "rollback" }),
    ]);
    await stack.configure((config) => {
      config.services = {
        api: { secrets: ["db_reader"], wave: 0 },
        worker: { secrets: ["db_writer"], wave: 1, onFailure: "revert" },
      };
      Object.assign(config.secrets["db_reader"] ?? {}, { class: "database", dependants: ["worker"] });
    });
    assertClean(await stack.up());
    // The worker is only a dependant, bound to something else, and that is what it fails on.
    await stack.setValue("db_reader", 2);
    await stack.dropValue("db_reader", 1);
    await stack.setValue("db_writer", 2, "bad");
    await stack.configure(({ secrets }) => {
      Object.assign(secrets["db_reader"] ?? {}, { current: 2, retain: [], incident });
      Object.assign(secrets["db_writer"] ?? {}, { current: 2, retain: [1] });
    });
  });

  after(async () => {
    await stack.remove();
  });

  it("leaves what moved away from the leaked version where it is, and says so", async () => {
    const run = await stack.up();
    assertRefusal(run, `${worker}: Swarm `);
    assert.doesNotMatch(run.output, new RegExp(`Put back: ${api} `));
    assert.deepEqual(await secretNames(api), [named("db_reader_v2")]);
    assert.match(run.output, new RegExp(`left.*${api}|${api}.*left`, "i"));
  });

  it("is not on record, and cannot be closed", async () => {
    const { current, incident: recorded } = (await stack.ledgerOf("db_reader")).ledger;
    assert.deepEqual([current, recorded], [1, undefined]);
    await stack.configure(({ secrets }) => delete secrets["db_reader"]?.incident);
    const refusal = `Incident SEC-42 is not over: it revokes ${named("db_reader_v1")}`;
    for (const run of [await stack.run(["preview"]), await stack.up()]) assertRefusal(run, refusal);
    assert.ok((await namesIn(services.namespace)).includes(named("db_reader_v1")));
  });

  it("is over once the dependant is through", async () => {
    await stack.setValue("db_writer", 3);
    await stack.configure(({ secrets }) => {
      Object.assign(secrets["db_reader"] ?? {}, { incident });
      Object.assign(secrets["db_writer"] ?? {}, { current: 3, retain: [1, 2] });
    });
    assert.equal((await stack.up()).exitCode, 0);
    assert.deepEqual(await secretNames(api), [named("db_reader_v2")]);
    assert.ok(!(await namesIn(services.namespace)).includes(named("db_reader_v1")));
    const { current, incident: recorded } = (await stack.ledgerOf("db_reader")).ledger;
    assert.deepEqual([current, recorded?.ticket, recorded?.version], [2, "SEC-42", 2]);
    await stack.configure(({ secrets }) => delete secrets["db_reader"]?.incident);
    await stack.assertUnchanged();
  });
});
