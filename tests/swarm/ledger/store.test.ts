import assert from "node:assert/strict";
import type { ConfigSpec } from "dockerode";
import { randomBytes } from "node:crypto";
import { withEntry, type Ledger } from "../../../rotation/ledger.ts";
import { logFaults } from "../../../rotation/log-check.ts";
import { parseLog } from "../../../rotation/log.ts";
import { connect } from "../../../swarm/engine/client.ts";
import type { Engine } from "../../../swarm/engine/engine.ts";
import { changeLedger, lookAtLedgers, readLedger, readLedgers } from "../../../swarm/ledger/store.ts";
import {
  countingProxy,
  type EngineProxy,
  type Interference,
  type SeenRequest,
} from "../../../tools/sandbox/engine-proxy.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";
import { clear, client as direct, engine } from "../../support/swarm.ts";

const addedAt = "2026-11-23T10:00:00.000Z";
const adding = (version: number) => (ledger: Ledger) => withEntry(ledger, version, { addedAt });
const versionsOf = (ledger: Ledger | undefined) => Object.keys(ledger?.versions ?? {}).map(Number);

describe("a ledger on the Swarm", () => {
  let namespace: string;
  let proxy: EngineProxy;
  let client: Engine;
  /** What the proxy does; a test sets it. */
  let interfere: (request: SeenRequest) => Interference | Promise<Interference>;

  before(async () => {
    proxy = await countingProxy({ interfere: (request) => interfere(request) });
    interfere = () => undefined;
    ({ engine: client } = await connect(proxy.host));
  });
  beforeEach(() => {
    namespace = `t${randomBytes(4).toString("hex")}`;
    interfere = () => undefined;
    proxy.requests.length = 0;
  });
  afterEach(async () => {
    await clear(namespace);
  });
  after(async () => {
    await proxy.close();
  });

  const nameOf = (logicalName = "db") => ({ namespace, logicalName });
  const isUpdate = ({ path }: SeenRequest) => path.endsWith("/update");

  it("is made by its first change, changed in place, and read back", async () => {
    assert.equal(await readLedger(client, nameOf()), undefined);
    const first = await changeLedger(client, nameOf(), adding(1));
    assert.deepEqual(first, { versions: { 1: { addedAt } } });
    const second = await changeLedger(client, nameOf(), (ledger) => ({ ...adding(2)(ledger), current: 2 }));
    assert.deepEqual(second, { versions: { 1: { addedAt }, 2: { addedAt } }, current: 2 });
    assert.deepEqual(await readLedger(client, nameOf()), second);
    const configs = await configNames();
    assert.deepEqual(configs, [`${namespace}_db`]);
  });

  it("is not written by a change that changes nothing", async () => {
    assert.deepEqual(await changeLedger(client, nameOf(), (ledger) => ({ ...ledger })), { versions: {} });
    assert.deepEqual(await configNames(), []);
    await changeLedger(client, nameOf(), adding(1));
    proxy.requests.length = 0;
    assert.deepEqual(versionsOf(await changeLedger(client, nameOf(), adding(1))), [1]);
    assert.deepEqual(proxy.writes(), []);
  });

  it("keeps what each of many writers says who come at once", async () => {
    const versions = [1, 2, 3, 4, 5];
    await Promise.all(versions.map((version) => changeLedger(client, nameOf(), adding(version))));
    assert.deepEqual(versionsOf(await readLedger(client, nameOf())), versions);
  });

  it("is read and changed again when somebody else wrote it in between", async () => {
    await changeLedger(client, nameOf(), adding(1));
    let raced = false;
    interfere = async (request) => {
      if (isUpdate(request) && !raced) {
        raced = true;
        await changeLedger(direct, nameOf(), adding(2));
      }
      return undefined;
    };
    proxy.requests.length = 0;
    await changeLedger(client, nameOf(), adding(3));
    assert.deepEqual(versionsOf(await readLedger(client, nameOf())), [1, 2, 3]);
    assert.equal(proxy.writes().length, 2, "one refused as out of sequence, one accepted");
  });

  it("gives up when every write is out of sequence, and says which ledger", async () => {
    await changeLedger(client, nameOf(), adding(1));
    const body = { message: "rpc error: code = Unknown desc = update out of sequence" };
    interfere = (request) => (isUpdate(request) ? { status: 500, body } : undefined);
    await assertRefused(changeLedger(client, nameOf(), adding(2)), "refused", `${namespace}_db`, "out of sequence");
  });

  it("sits out lost answers and an engine that is away, and writes once", async () => {
    await changeLedger(client, nameOf(), adding(1));
    proxy.requests.length = 0;
    let away = 2;
    interfere = (request) => {
      if (isUpdate(request)) return "drop-answer";
      return away-- > 0 ? { status: 503, body: { message: "The swarm does not have a leader" } } : undefined;
    };
    assert.deepEqual(versionsOf(await changeLedger(client, nameOf(), adding(2))), [1, 2]);
    assert.equal(proxy.writes().length, 1);
  });

  it("is kept apart from those of other secrets and other namespaces whose names begin alike", async () => {
    const other = { namespace: `${namespace}-eu`, logicalName: "db" };
    await changeLedger(client, nameOf("db_writer"), adding(2));
    assert.equal(await readLedger(client, nameOf("db")), undefined);
    await changeLedger(client, nameOf("db"), adding(1));
    await changeLedger(client, other, adding(3));
    const ledgers = await readLedgers(client, namespace);
    assert.deepEqual([...ledgers].map(([name, ledger]) => [name, versionsOf(ledger)]).sort(), [
      ["db", [1]],
      ["db_writer", [2]],
    ]);
    assert.deepEqual([...(await readLedgers(client, other.namespace)).keys()], ["db"]);
    assert.deepEqual(versionsOf(await readLedger(client, other)), [3]);
  });

  it("is not that of another namespace which begins alike, though their names on the Swarm are one", async () => {
    const other = { namespace: `${namespace}_eu`, logicalName: "db" };
    const own = nameOf("eu_db");
    await changeLedger(client, other, adding(3));
    assert.deepEqual(await lookAtLedgers(client, namespace), {
      own: new Map(),
      others: new Map([[`${namespace}_eu_db`, other.namespace]]),
      texts: new Map(),
    });
    const said = [
      `The Docker config ${namespace}_eu_db is the ledger of a secret of the namespace ${other.namespace}.`,
    ];
    await assertRefused(readLedger(client, own), "exists", ...said, "Give eu_db another logical name");
    await assertRefused(changeLedger(client, own, adding(1)), "exists", ...said);
    assert.deepEqual(versionsOf(await readLedger(client, other)), [3]);
    assert.deepEqual((await lookAtLedgers(client, other.namespace)).others, new Map());
  });

  it("is not what somebody has copied under another name", async () => {
    const labels = { "busflow.namespace": namespace, "busflow.secret": "db", "busflow.ledger": '{"versions":{}}' };
    await makeConfig(`${namespace}_backup`, labels);
    assert.deepEqual(await readLedgers(client, namespace), new Map());
  });

  it("gets an entry in its log by each change, in the same write", async () => {
    const lines: string[] = [];
    const note = { at: new Date(addedAt), onEntry: (line: string) => lines.push(line) };
    await changeLedger(client, nameOf(), adding(1), note);
    await Promise.all([2, 3, 4].map((version) => changeLedger(client, nameOf(), adding(version), note)));
    const written = proxy.writes().length;
    await changeLedger(client, nameOf(), adding(4), note);
    assert.equal(proxy.writes().length, written);
    const { log = assert.fail(), ledger } = await textsOf();
    assert.deepEqual([log.entries.map(({ n }) => n), logFaults(log, ledger)], [[1, 2, 3, 4], []]);
    assert.deepEqual(log.entries[0]?.added, [1]);
    assert.equal(log.entries[0].at, addedAt);
    assert.equal(lines.length, 4);
    assert.match(lines[0] ?? "", new RegExp(`^${namespace}_db: log entry 1, digest [\\da-f]{32}$`));
  });

  it("is told once that services were put back, and is as it was", async () => {
    const note = { at: new Date(addedAt), putBack: { from: 2, to: 1, why: "api of wave 0 failed (paused)" } };
    const same = (ledger: Ledger) => ledger;
    await changeLedger(client, nameOf(), same, note);
    assert.deepEqual(await configNames(), [], "there is no ledger to tell it to");
    const before = await changeLedger(client, nameOf(), adding(1));
    await Promise.all([1, 2, 3].map(() => changeLedger(client, nameOf(), same, note)));
    const { log } = await textsOf();
    assert.deepEqual(
      log?.entries.map(({ putBack }) => putBack),
      [undefined, note.putBack],
    );
    assert.deepEqual(await readLedger(client, nameOf()), before);
  });

  it("is changed also where its log is missing or cannot be read, and the check tells of the latter", async () => {
    await changeLedger(client, nameOf(), adding(1));
    const { Labels } = await specOf(`${namespace}_db`);
    for (const text of [undefined, "{"]) {
      await relabel(`${namespace}_db`, { ...Labels, "busflow.log": text });
      await changeLedger(client, nameOf(), adding(2));
      const { log, ledger } = await textsOf();
      const faults = logFaults(log ?? assert.fail(), ledger).map(({ problem }) => problem);
      const told = ["the log before entry 1 could not be read, and is not kept any more"];
      assert.deepEqual(faults, text === undefined ? [] : told);
      await relabel(`${namespace}_db`, Labels);
    }
  });

  it("is refused when its label is malformed or missing, and the error names the config", async () => {
    await changeLedger(client, nameOf(), adding(1));
    const { Labels } = await specOf(`${namespace}_db`);
    const texts = ["{", "[]", '{"versions":{"x":{}}}', '{"versions":{"1":{"addedAt":"yesterday"}}}'];
    for (const text of [...texts, undefined]) {
      await relabel(`${namespace}_db`, { ...Labels, "busflow.ledger": text });
      const what = `The Docker config ${namespace}_db is not a ledger that can be read: its label busflow.ledger is ${text === undefined ? "missing" : "malformed"}.`;
      await assertRefused(readLedger(client, nameOf()), "bad-ledger", what);
      await assertRefused(readLedgers(client, namespace), "bad-ledger", what);
      await assertRefused(changeLedger(client, nameOf(), adding(2)), "bad-ledger", what);
    }
    await relabel(`${namespace}_db`, Labels);
    assert.deepEqual(versionsOf(await readLedger(client, nameOf())), [1]);
  });

  it("does not take over somebody else's config of that name", async () => {
    await makeConfig(`${namespace}_db`, { team: "platform" });
    assert.deepEqual(await readLedgers(client, namespace), new Map());
    await assertRefused(
      changeLedger(client, nameOf(), adding(1)),
      "bad-ledger",
      `${namespace}_db`,
      "another namespace",
    );
    assert.deepEqual((await specOf(`${namespace}_db`)).Labels, { team: "platform" });
  });

  async function textsOf() {
    const { ledger = "", log } = (await lookAtLedgers(client, namespace)).texts.get("db") ?? {};
    return { ledger, log: parseLog(log ?? "") };
  }

  async function configNames(): Promise<string[]> {
    const configs = await engine.listConfigs();
    return configs.map(({ Spec }) => Spec?.Name ?? "").filter((name) => name.startsWith(namespace));
  }
});

async function findConfig(name: string) {
  const found = (await engine.listConfigs()).find(({ Spec }) => Spec?.Name === name);
  return found ?? assert.fail(`${name} does not exist`);
}

async function specOf(name: string): Promise<ConfigSpec> {
  return (await findConfig(name)).Spec ?? assert.fail();
}

async function makeConfig(Name: string, Labels: Record<string, string>): Promise<void> {
  await engine.createConfig({ Name, Labels, Data: Buffer.from("x").toString("base64") });
}

async function relabel(name: string, labels: Record<string, string | undefined>): Promise<void> {
  const { ID, Version, Spec } = await findConfig(name);
  await engine.getConfig(ID).update({ version: Version.Index, ...Spec, Labels: labels });
}
