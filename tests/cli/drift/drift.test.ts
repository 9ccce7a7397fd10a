// Each kind of difference on a secret and a service of its own, all on one real Swarm, which is read once. Each kind alone and each pair
// is the part of that reading that is about them. A node that is down cannot be had on the Swarm of the tests, so it is added to the
// reading.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { findDrift } from "../../../cli/drift/drift.ts";
import { driftKinds, type Compared, type DriftKind } from "../../../cli/drift/finding.ts";
import { openStack } from "../../../cli/stack.ts";
import { readComposeFiles } from "../../../inventory/compose/compose-files.ts";
import { unsettle } from "../../../rotation/ledger.ts";
import { connect } from "../../../swarm/engine/client.ts";
import { lookAtEverything } from "../../../swarm/look/everything.ts";
import { countingProxy, type EngineProxy } from "../../../tools/sandbox/engine-proxy.ts";
import { fingerprintOf, ledgerOf, PlantedStack } from "../planted-stack.ts";

const secretOf: Record<DriftKind, string> = {
  "MISSING": "missing",
  "ROLLED BACK": "rolled",
  "PAUSED": "paused",
  "STUCK": "stuck",
  "UNBOUND": "unbound",
  "CHANGED": "changed",
  "UNVERIFIED": "unverified",
  "STALE": "stale",
  "LINGERING": "lingering",
  "FOREIGN": "foreign",
  "OVERDUE": "overdue",
  "ORPHAN": "orphan",
};

describe("the rules of drift", function () {
  this.timeout(120_000);
  let stack: PlantedStack;
  let proxy: EngineProxy;
  let whole: Compared;

  before(async () => {
    stack = await PlantedStack.create();
    proxy = await countingProxy();
    await plantAll(stack);
    whole = await read(stack, proxy.host);
  });

  after(async () => {
    await proxy.close();
    await stack.clear();
  });

  it("read each list of the Swarm once", () => {
    const lists = proxy.requests
      .map(({ path: at }) => at)
      .filter((at) => !["/_ping", "/info", "/version"].includes(at));
    assert.deepEqual(lists.toSorted(), ["/configs", "/nodes", "/secrets", "/services", "/tasks"]);
  });

  it("find nothing of what is as declared", () => {
    assert.deepEqual(kindsIn(whole, []), []);
  });

  it("find each kind alone", () => {
    for (const kind of driftKinds) assert.deepEqual(kindsIn(whole, [kind]), [kind]);
  });

  it("find each pair of kinds, and all together", () => {
    const pairs = driftKinds.flatMap((one, index) => driftKinds.slice(index + 1).map((other) => [one, other] as const));
    assert.equal(pairs.length, 66);
    for (const pair of pairs) assert.deepEqual(kindsIn(whole, pair), pair);
    assert.deepEqual(kindsIn(whole, driftKinds), driftKinds);
  });
});

/** Puts a difference of each kind on the Swarm. The service and the secret `clean` have none. */
async function plantAll(stack: PlantedStack): Promise<void> {
  const two = ["clean", "rolled", "paused", "stuck", "unbound", "unverified", "stale", "lingering"];
  const one = ["changed", "foreign", "overdue"];
  await stack.configure((config) => {
    const declared = (name: string) => [name, { class: "database", current: 2, retain: [1], group: "none" }];
    const single = (name: string) => [name, { class: "database", current: 1, group: "none" }];
    config.secrets = Object.fromEntries([...two.map(declared), ...[...one, "missing"].map(single)]) as never;
    config.services = Object.fromEntries(
      ["clean", "rolled", "paused", "stuck", "unbound"].map((name) => [name, { secrets: [name] }]),
    );
    config.composeFiles = ["clean.yml", "stale.yml"];
  });
  for (const [file, name, version] of [
    ["clean.yml", "clean", 2],
    ["stale.yml", "stale", 1],
  ] as const) {
    const text = stringify({ secrets: { [name]: { external: true, name: stack.nameOf(name, version) } } });
    await writeFile(path.join(stack.folder, file), text);
  }
  for (const name of two) {
    await stack.version(name, 1);
    await stack.version(name, 2);
    await stack.ledger(name, ledgerOf([1, 2]));
  }
  for (const name of one) {
    await stack.version(name, 1, fingerprintOf(name === "changed" ? 99 : 1));
    await stack.ledger(name, ledgerOf([1], name === "overdue" ? 400 : 1));
  }
  await stack.ledger("unverified", unsettle(ledgerOf([1, 2]), 2));
  await stack.version("orphan", 3);
  await Promise.all([
    stack.service("clean", ["clean", 2]),
    stack.service("stuck", ["stuck", 1]),
    stack.service("unbound"),
    stack.service("foreign", ["foreign", 1]),
    stack.service("paused", ["paused", 2]).then(() => stack.pause("paused")),
    stack
      .service("rolled", ["rolled", 1])
      .then(() => stack.put("rolled", ["rolled", 2]))
      .then(() => stack.rollBack("rolled")),
  ]);
}

async function read(stack: PlantedStack, host: string): Promise<Compared> {
  const { inventory } = openStack({ stack: "prod", cwd: stack.folder, env: {} });
  const connection = await connect(host);
  const everything = await lookAtEverything(connection, inventory.namespace);
  const files = readComposeFiles(stack.folder, inventory.composeFiles, ({ problem }) => assert.fail(problem));
  return { stack: "prod", inventory, compose: { files, text: "", faults: [] }, now: new Date(), ...everything };
}

/** The kinds that are found in the part of a reading that is about some kinds, and each about its own secret. */
function kindsIn(whole: Compared, kinds: readonly DriftKind[]): DriftKind[] {
  const found = findDrift(partOf(whole, ["clean", ...kinds.map((kind) => secretOf[kind])]));
  for (const { kind, subject, secret } of found) assert.match(`${subject} ${secret ?? ""}`, new RegExp(secretOf[kind]));
  return found.map(({ kind }) => kind);
}

function partOf({ inventory, facts, standing, compose, ...rest }: Compared, names: readonly string[]): Compared {
  const isPart = (name: string): boolean =>
    names.some((one) => new RegExp(`(?:^|_)${one}(?:_v\\d+|\\.yml)?$`).test(name));
  const part = <T>(all: ReadonlyMap<string, T>): Map<string, T> => new Map([...all].filter(([name]) => isPart(name)));
  const services = standing.services.filter(({ Spec }) => isPart(Spec.Name));
  const ids = new Set(services.map(({ ID }) => ID));
  const tasks = standing.tasks.filter(({ ServiceID }) => ids.has(ServiceID));
  return {
    ...rest,
    inventory: {
      ...inventory,
      secrets: inventory.secrets.filter(({ logicalName }) => isPart(logicalName)),
      services: inventory.services.filter(({ name }) => isPart(name)),
    },
    compose: { ...compose, files: compose.files.filter(({ file }) => isPart(file)) },
    facts: { ...facts, services: part(facts.services), secrets: part(facts.secrets), ledgers: part(facts.ledgers) },
    standing: {
      ...{ ...standing, services, secrets: part(standing.secrets) },
      ...(names.includes("lingering") ? withSilentNode(standing, tasks) : { tasks }),
    },
  };
}

/** A node that is down, with a task that had an old version when it was last heard of. */
function withSilentNode(
  { tasks: all, nodes, secrets }: Compared["standing"],
  tasks: Compared["standing"]["tasks"],
): Pick<Compared["standing"], "tasks" | "nodes"> {
  const [like = assert.fail()] = all.filter(({ Spec }) => (Spec.ContainerSpec?.Secrets ?? []).length > 0);
  const name = [...secrets.keys()].find((one) => one.endsWith("_lingering_v1")) ?? assert.fail();
  const task = structuredClone(like);
  const [reference = assert.fail()] = task.Spec.ContainerSpec?.Secrets ?? [];
  Object.assign(reference, { SecretName: name, SecretID: secrets.get(name)?.id });
  Object.assign(task, { ServiceID: "gone", NodeID: "gone", DesiredState: "shutdown" });
  task.Status.State = "running";
  return { tasks: [...tasks, task], nodes: new Map([...nodes, ["gone", { hostname: "gone-1", state: "down" }]]) };
}
