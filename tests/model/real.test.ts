// Random sequences on the real Swarm with Pulumi's own engine: each goes on where the one before it ended. What they do is what
// model.test.ts does on the fake one, where a failure shrinks.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ProgramStack } from "../stack/stack.ts";
import { TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { chooseSeed } from "../support/seed.ts";
import { Player } from "./player.ts";
import { RealGround } from "./real-ground.ts";
import { sequences } from "./steps.ts";

const seed = chooseSeed("BUSFLOW_MODEL_SEED");
const count = 20;

describe(`the model on the real Swarm, seed ${seed}`, function () {
  this.timeout(720_000);
  inSteps();

  let services: TestServices;
  let stack: ProgramStack;
  let player: Player;

  before(async () => {
    services = await TestServices.create();
    stack = new ProgramStack(services.namespace);
    const ground = new RealGround(stack, services);
    await ground.make();
    player = new Player(ground);
    await player.start();
  });

  after(async () => {
    await stack.remove();
    await services.remove();
  });

  for (const [index, sequence] of fc.sample(sequences(6), { seed, numRuns: count }).entries()) {
    it(`holds its invariants through sequence ${index + 1}: ${sequence.map((step) => step.do).join(", ")}`, async () => {
      for (const step of sequence) {
        await player.play(step).catch((error: unknown) => {
          assert.fail([(error as Error).message, `BUSFLOW_MODEL_SEED=${seed}`, ...player.account].join("\n"));
        });
      }
    });
  }

  it("was green now and then", () => {
    const greens = player.account.filter((line) => line.startsWith("  up: green"));
    // The first run is one of them.
    assert.ok(greens.length > 1, player.account.join("\n"));
  });
});
