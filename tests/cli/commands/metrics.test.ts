// `secrets metrics` on a real Swarm.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { countingProxy, type EngineProxy, type Interference } from "../../../tools/sandbox/engine-proxy.ts";
import { eventually } from "../../support/eventually.ts";
import { fingerprintOf, PlantedStack } from "../planted-stack.ts";

/** What the command asks the Engine, however much there is. */
const asked = ["/configs", "/info", "/nodes", "/secrets", "/services", "/tasks", "/version"];

describe("secrets metrics", function () {
  this.timeout(300_000);
  let stack: PlantedStack;
  let proxy: EngineProxy;
  let fate: Interference | "hang";

  before(async () => {
    stack = await PlantedStack.create();
    await stack.apply();
    proxy = await countingProxy({
      interfere: (request) => {
        if (fate !== "hang") return fate;
        return request.path === "/tasks" ? new Promise<never>(() => undefined) : undefined;
      },
    });
  });

  beforeEach(() => {
    fate = undefined;
    proxy.requests.length = 0;
  });

  after(async () => {
    await proxy.close();
    await stack.clear();
  });

  // Time is no matter here, but where a test says so.
  const run = (...words: string[]) =>
    stack.runWith({ DOCKER_HOST: proxy.host }, "metrics", "--timeout", "60", ...words);

  it("says of each secret and service where it stands", async () => {
    const { exitCode, stdout, stderr } = await run("--once");
    assert.deepEqual([exitCode, stderr], [0, ""]);
    const series = stdout.split("\n").filter((line) => line.startsWith("swarm_secret_"));
    const of = `namespace="${stack.namespace}",stack="prod"`;
    const reader = 'secret="db_reader",owner="Platform",class="database"';
    const writer = 'secret="db_writer",owner="Platform",class="database"';
    const api = `service="${stack.namespace}_api"`;
    const expected = [
      `swarm_secret_up{${of}} 1`,
      `swarm_secret_current_version{${writer},${of}} 2`,
      `swarm_secret_service_version{${api},${writer},version="2",${of}} 2`,
      `swarm_secret_service_version{service="${stack.namespace}_worker",${reader},version="1",${of}} 1`,
      `swarm_secret_service_verified{${api},${writer},${of}} 1`,
      `swarm_secret_drift{kind="missing",${of}} 0`,
      `swarm_secret_drift{kind="rolled_back",${of}} 0`,
    ];
    for (const line of expected) assert.ok(series.includes(line), `${line}\n${stdout}`);
    const until = series.find((line) =>
      line.startsWith(`swarm_secret_retained_until_timestamp_seconds{${writer},version="1"`),
    );
    const hours = (Number(until?.split(" ").at(-1)) * 1000 - Date.now()) / 3_600_000;
    assert.ok(hours > 47 && hours < 48, until);
    assert.equal(
      series.some((line) => line.startsWith("swarm_secret_drift_finding")),
      false,
    );
    assert.ok(!stdout.includes(fingerprintOf(2)) && !stdout.includes("good db_writer"));
  });

  it("asks the Engine for these seven lists, once each, and changes nothing", async () => {
    await run("--once");
    assert.deepEqual(proxy.requests.map((request) => request.path).sort(), asked);
    assert.deepEqual(proxy.writes(), []);
  });

  it("needs neither passphrase nor Pulumi", async () => {
    const env = { DOCKER_HOST: proxy.host, PATH: "/nowhere", PULUMI_CONFIG_PASSPHRASE: "", PULUMI_BACKEND_URL: "" };
    assert.equal((await stack.runWith(env, "metrics", "--once", "--timeout", "60")).exitCode, 0);
  });

  it("replaces a file at once, and says in it what could not be read", async () => {
    const file = path.join(stack.folder, "secrets.prom");
    assert.equal((await run("--output", file)).exitCode, 0);
    assert.match(await readFile(file, "utf8"), /^swarm_secret_current_version/m);
    fate = "drop";
    const failed = await run("--output", file, "--timeout", "1");
    assert.deepEqual([failed.exitCode, failed.stdout], [3, ""]);
    const text = await readFile(file, "utf8");
    assert.match(text, /^swarm_secret_up\{.*\} 0$/m);
    assert.doesNotMatch(text, /current_version/);
    assert.equal(existsSync(`${file}.new`), false);
    const nowhere = await run("--output", "/nowhere/secrets.prom");
    assert.equal(nowhere.exitCode, 1);
    assert.match(nowhere.stderr, /^\/nowhere\/secrets\.prom cannot be written/);
  });

  it("serves: one reading for scrapes at the same moment, within its time, and ends on SIGTERM with 0", async () => {
    const serving = stack.start({ DOCKER_HOST: proxy.host }, "metrics", "--listen", "127.0.0.1:0", "--timeout", "3");
    let said = "";
    serving.stderr.on("data", (data: Buffer) => (said += data.toString()));
    const url = await eventually("it listens", () => Promise.resolve(/serving (http:\S+)/.exec(said)?.[1]));
    const scrape = async (): Promise<string> => await (await fetch(url)).text();
    const isUp = async (): Promise<boolean> => /^swarm_secret_up\{.*\} 1$/m.test(await scrape());
    await eventually("it reads", isUp);
    proxy.requests.length = 0;
    await Promise.all(Array.from({ length: 5 }, scrape));
    assert.equal(proxy.requests.filter((request) => request.path === "/services").length, 1);
    fate = "hang";
    const startedAt = performance.now();
    assert.match(await scrape(), /^swarm_secret_up\{.*\} 0\n[^]*last_read_timestamp_seconds\{.*\} \d{10}/m);
    assert.ok(performance.now() - startedAt < 20_000);
    fate = undefined;
    await eventually("it reads again", isUp);
    assert.match(said, /\nThe Swarm was not read within 3 s\.\n.*\n✓ the stack and its Swarm can be read again\n$/);
    assert.equal((await fetch(new URL("/", url))).status, 404);
    assert.equal((await fetch(url, { method: "POST" })).status, 405);
    serving.kill("SIGTERM");
    const { exitCode, signal } = await serving;
    assert.deepEqual([exitCode, signal], [0, undefined]);
  });

  it("has exit code 1 where it cannot listen, 2 for a malformed address, and 3 without a stack", async () => {
    assert.equal((await run("--listen", "192.0.2.1:9464")).exitCode, 1);
    assert.equal((await run("--listen", "9464")).exitCode, 2);
    assert.equal((await run("--once", "--listen", "127.0.0.1:1")).exitCode, 2);
    assert.equal((await run("--stack", "pord")).exitCode, 3);
  });
});
