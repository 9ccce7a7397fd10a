// `secrets drift` on a real Swarm: each kind of difference, planted alone, and all of them together.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { unsettle } from "../../../rotation/ledger.ts";
import { fingerprintOf, ledgerOf, PlantedStack } from "../planted-stack.ts";

interface Shown {
  findings: { kind: string; subject: string; problem: string; remedy: string; blocksDeploy: boolean }[];
}

/** Plants one kind of difference. Returns what it is told of. */
type Plant = (stack: PlantedStack) => Promise<string>;

const plants: Record<string, Plant> = {
  "MISSING: a retained version was removed": async (stack) => {
    await stack.remove("db_writer", 1);
    return `MISSING ${stack.nameOf("db_writer", 1)} kept as the way back, not on the Swarm`;
  },
  "MISSING: a version is declared and not applied": async (stack) => {
    await stack.configure(({ secrets }) => {
      secrets["other"] = { class: "database", current: 1 };
    });
    return `MISSING ${stack.nameOf("other", 1)} declared, not applied yet`;
  },
  "MISSING: a service is not deployed": async (stack) => {
    await stack.configure(({ services }) => {
      services["late"] = { secrets: ["db_reader"] };
    });
    return `MISSING ${stack.namespace}_late declared, not on the Swarm`;
  },
  "STUCK: a service is on the version before": async (stack) => {
    await stack.put("api", ["db_writer", 1], ["db_reader", 1]);
    return `STUCK ${stack.namespace}_api runs db_writer v1, declared v2`;
  },
  "ROLLED BACK: somebody has rolled a service back": async (stack) => {
    await stack.put("api", ["db_writer", 1], ["db_reader", 1]);
    await stack.put("api", ["db_writer", 2], ["db_reader", 1]);
    await stack.rollBack("api");
    return `ROLLED BACK ${stack.namespace}_api runs db_writer v1, declared v2`;
  },
  "PAUSED: an update of a service has stopped": async (stack) => {
    await stack.pause("api");
    return `PAUSED ${stack.namespace}_api its update has stopped`;
  },
  "UNBOUND: a service has lost its secret": async (stack) => {
    await stack.put("api", ["db_reader", 1]);
    return `UNBOUND ${stack.namespace}_api has no reference to db_writer, declared v2`;
  },
  "CHANGED: a version was made anew with another value": async (stack) => {
    await stack.remove("db_writer", 1);
    await stack.version("db_writer", 1, fingerprintOf(99));
    return `CHANGED ${stack.nameOf("db_writer", 1)} has another value than on record`;
  },
  "UNVERIFIED: the declared version is not on record": async (stack) => {
    await stack.ledger("db_writer", unsettle(ledgerOf([1, 2]), 2));
    return "UNVERIFIED db_writer v2 is not verified on every service";
  },
  "FOREIGN: another service uses a secret of the stack": async (stack) => {
    await stack.service("stranger", ["db_reader", 1]);
    return `FOREIGN ${stack.namespace}_stranger uses ${stack.nameOf("db_reader", 1)}`;
  },
  "OVERDUE: a secret is past its cadence": async (stack) => {
    await stack.ledger("db_reader", ledgerOf([1], 400));
    return "OVERDUE db_reader overdue by";
  },
  "ORPHAN: a secret of the namespace is in no stack": async (stack) => {
    await stack.version("old_thing", 3);
    return `ORPHAN ${stack.nameOf("old_thing", 3)} not in the stack`;
  },
};

describe("secrets drift", function () {
  this.timeout(300_000);
  let stack: PlantedStack;

  beforeEach(async () => {
    stack = await PlantedStack.create();
    await stack.apply();
  });

  afterEach(async () => {
    await stack.clear();
  });

  it("finds nothing where all is as declared", async () => {
    const { exitCode, stdout, stderr } = await stack.run("drift", "--strict");
    assert.deepEqual([exitCode, stdout, stderr], [0, "✓ the Swarm is as declared", ""]);
  });

  for (const [what, plant] of Object.entries(plants)) {
    it(`finds ${what}`, async () => {
      const expected = await plant(stack);
      const { findings, exitCode } = await drift(stack);
      const told = findings.map(({ kind, subject, problem }) => `${kind} ${subject} ${problem}`);
      assert.equal(told.length, 1, told.join("\n"));
      assert.ok(told[0]?.startsWith(expected), `${told.join("\n")}\ninstead of ${expected}`);
      assert.equal(exitCode, what.startsWith("MISSING") ? 1 : 0);
      assert.equal((await stack.run("drift", "--strict")).exitCode, 1);
    });
  }

  it("does not advise to remove what a compose file names", async () => {
    await stack.version("old_thing", 3);
    const remedy = async (): Promise<string | undefined> => (await drift(stack)).findings[0]?.remedy;
    assert.equal(await remedy(), `docker secret rm ${stack.nameOf("old_thing", 3)}`);
    await writeFile(
      path.join(stack.folder, "compose.yml"),
      `secrets: { a: { name: ${stack.nameOf("old_thing", 3)} } }\n`,
    );
    await stack.configure((config) => (config.composeFiles = ["compose.yml"]));
    assert.equal(await remedy(), "A compose file names it: declare it, or take it out there first.");
  });

  it("finds several at a time, each as when it is alone", async () => {
    const chosen = ["MISSING: a retained", "UNBOUND", "FOREIGN", "OVERDUE", "ORPHAN"];
    const expected: string[] = [];
    for (const [what, plant] of Object.entries(plants)) {
      if (chosen.some((one) => what.startsWith(one))) expected.push(await plant(stack));
    }
    const { findings } = await drift(stack);
    const told = findings.map(({ kind, subject, problem }) => `${kind} ${subject} ${problem}`);
    assert.equal(told.length, chosen.length, told.join("\n"));
    for (const one of expected)
      assert.ok(
        told.some((text) => text.startsWith(one)),
        `${one}\n${told.join("\n")}`,
      );
  });
});

async function drift(stack: PlantedStack): Promise<Shown & { exitCode: number | undefined }> {
  const { stdout, stderr, exitCode } = await stack.run("drift", "--json");
  assert.equal(stderr, "");
  return { ...(JSON.parse(stdout) as Shown), exitCode };
}
