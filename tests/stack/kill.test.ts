// The engine's process is killed again and again in the midst of a rotation; the next `pulumi up` has to see it through.
import assert from "node:assert/strict";
import fc from "fast-check";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { parseSecretName } from "../../rotation/secret-name.ts";
import { secretNames, tasks, TestServices } from "../support/services.ts";
import { inSteps } from "../support/steps.ts";
import { engine, namesIn } from "../support/swarm.ts";
import { assertClean } from "./assertions.ts";
import { chooseSeed } from "../support/seed.ts";
import { ProgramStack } from "./stack.ts";

const kills = 20;
const seed = chooseSeed("BUSFLOW_KILL_SEED");
/** When each run is killed, as a part of the time that one takes. */
const moments = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed, numRuns: kills });
const logicalNames = ["db_reader", "db_writer", "session_key", "api_token", "slack_ops_webhook", "sso_key"];
/** Each service's secrets are rotated together: a task that has two versions of them has a mismatched pair. */
const bound: Record<string, string[]> = {
  api: ["db_reader", "db_writer", "session_key"],
  worker: ["db_reader", "slack_ops_webhook"],
  hasura: ["db_writer", "api_token"],
  grafana: ["sso_key", "session_key"],
  exporter: ["db_reader", "db_writer", "sso_key"],
};

describe(`a rotation of 6 secrets over 5 services whose engine is killed at ${kills} random points, BUSFLOW_KILL_SEED=${seed}`, function () {
  this.timeout(720_000);
  inSteps();

  let services: TestServices;
  let stack: ProgramStack;
  let durationMs = 0;
  let version = 1;
  let watch: TaskWatch;

  before(async () => {
    services = await TestServices.create();
    stack = new ProgramStack(services.namespace);
    await stack.make();
    await Promise.all(Object.keys(bound).map((name) => services.service(name)));
    await stack.configure((config) => {
      const source = { kind: "random", length: 16 };
      config.secrets = Object.fromEntries(
        logicalNames.map((name) => [name, { class: "swarm-infra", current: 1, source }]),
      );
      config.values = {};
      config.services = Object.fromEntries(Object.entries(bound).map(([name, secrets]) => [name, { secrets }]));
    });
    assertClean(await stack.up());
    watch = new TaskWatch(services.namespace);
  });

  after(async () => {
    await watch.stop();
    for (const { pid } of await stack.processes()) process.kill(pid);
    await stack.remove();
  });

  it("takes a while when nobody interferes", async () => {
    await bump();
    const begun = performance.now();
    assertClean(await stack.up());
    durationMs = performance.now() - begun;
    await assertWhole();
  });

  for (const [index, moment] of moments.entries()) {
    it(`is seen through by the next run, after kill ${index + 1} at ${Math.round(moment * 100)} % of a run`, async () => {
      await bump();
      const run = stack.start(["up", "--yes", "--skip-preview"]);
      await delay(moment * durationMs);
      run.kill("SIGKILL");
      await run;
      await stack.settled();
      // The file backend's lock is the dead run's.
      await stack.unlock();
      const second = await stack.up();
      assert.equal(second.exitCode, 0, second.output);
      await assertWhole();
    });
  }

  it("leaves nothing to do", async () => {
    await stack.assertUnchanged();
  });

  it("never gave a task halves of two rotations", () => {
    assert.deepEqual(watch.mismatches, []);
    assert.ok(watch.seen > kills, `${watch.seen} tasks were seen`);
  });

  /** The next version of all secrets; the one before is kept, and the one before that retires. */
  async function bump(): Promise<void> {
    await stack.age(logicalNames, 73);
    version += 1;
    await stack.configure(({ secrets }) => {
      for (const secret of Object.values(secrets)) Object.assign(secret, { current: version, retain: [version - 1] });
    });
  }

  /** Every service runs on the new version, and the Swarm has that and the one before of each secret, and nothing else. */
  async function assertWhole(): Promise<void> {
    for (const [name, secrets] of Object.entries(bound)) {
      const expected = secrets.map((logicalName) => `${services.namespace}_${logicalName}_v${version}`).sort();
      assert.deepEqual(await secretNames(`${services.namespace}_${name}`), expected);
    }
    const expected = logicalNames.flatMap((logicalName) =>
      [version - 1, version].map((number) => `${services.namespace}_${logicalName}_v${number}`),
    );
    const present = (await namesIn(services.namespace)).filter((name) => parseSecretName(name, services.namespace));
    assert.deepEqual(present.sort(), expected.sort());
    const inState = await stack.names("docker:index/secret:Secret");
    assert.deepEqual(inState, expected);
  }
});

/** Looks at every task that there is, all the time. */
class TaskWatch {
  readonly mismatches: string[] = [];
  readonly #seen = new Set<string>();
  readonly #namespace: string;
  #stopped = false;
  readonly #done: Promise<void>;

  constructor(namespace: string) {
    this.#namespace = namespace;
    this.#done = this.#run();
  }

  get seen(): number {
    return this.#seen.size;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const ours = (await engine.listServices()).filter(({ Spec }) => Spec?.Name?.startsWith(this.#namespace));
      for (const { Spec } of ours) {
        for (const { ID, Spec: task } of await tasks(Spec?.Name ?? "")) {
          if (this.#seen.has(ID)) continue;
          this.#seen.add(ID);
          const names = (task.ContainerSpec?.Secrets ?? []).map(({ SecretName }) => SecretName);
          const versions = new Set(names.map((name) => parseSecretName(name, this.#namespace)?.version));
          if (versions.size > 1) this.mismatches.push(`${Spec?.Name ?? ""}: ${names.join()}`);
        }
      }
      await delay(200);
    }
  }
}
