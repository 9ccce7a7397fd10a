// `secrets drift` beside the loop that runbooks have, on the same Swarm: where the loop is right both say the same, and where it is
// wrong this shows it. The loop is what operators write: for each service and secret `docker secret ls` and `docker service inspect`,
// and `grep`.
import assert from "node:assert/strict";
import { execa } from "execa";
import { ledgerOf, PlantedStack, fingerprintOf } from "../planted-stack.ts";

const loop = String.raw`
while read -r service secret version; do
  docker secret ls --format '{{.Name}}' | grep -q "$NS"_"$secret" || echo "MISSING $secret"
  docker service inspect "$NS"_"$service" \
    --format '{{range .Spec.TaskTemplate.ContainerSpec.Secrets}}{{.SecretName}} {{end}}' |
    grep -q "$NS"_"$secret"_v"$version" || echo "STUCK $service $secret"
done
docker secret ls --format '{{.Name}}' | grep "^$NS"_ | while read -r name; do
  echo "$DECLARED" | grep -q "$name" || echo "ORPHAN $name"
done
`;

describe("secrets drift beside the runbook's loop", function () {
  this.timeout(120_000);
  let stack: PlantedStack;

  before(async () => {
    stack = await PlantedStack.create();
    await stack.configure((config) => {
      config.secrets = { db: { class: "database", current: 1 }, db_reader: { class: "database", current: 1 } };
      config.services = { api: { secrets: ["db"] }, worker: { secrets: ["db_reader"] } };
    });
    for (const name of ["db", "db_reader"]) {
      await stack.version(name, 1);
      await stack.ledger(name, ledgerOf([1]));
    }
    await Promise.all([stack.service("api", ["db", 1]), stack.service("worker", ["db_reader", 1])]);
  });

  after(async () => {
    await stack.clear();
  });

  async function byLoop(): Promise<string[]> {
    const declared = [stack.nameOf("db", 1), stack.nameOf("db_reader", 1)].join("\n");
    const { stdout } = await execa("sh", ["-c", loop], {
      ...{ input: "api db 1\nworker db_reader 1\n", env: { NS: stack.namespace, DECLARED: declared } },
    });
    return stdout.split("\n").filter((line) => line !== "");
  }

  async function byDrift(): Promise<string[]> {
    const { stdout } = await stack.run("drift", "--json");
    const { findings } = JSON.parse(stdout) as { findings: { kind: string; subject: string; secret?: string }[] };
    return findings.map(({ kind, subject, secret = "" }) => {
      const isService = kind === "STUCK" || kind === "UNBOUND";
      return kind === "MISSING"
        ? `MISSING ${secret}`
        : isService
          ? `STUCK ${subject.slice(stack.namespace.length + 1)} ${secret}`
          : `${kind} ${subject}`;
    });
  }

  it("finds nothing as the loop does where all is as declared", async () => {
    assert.deepEqual([await byLoop(), await byDrift()], [[], []]);
  });

  it("finds an orphan as the loop does", async () => {
    const { secretName } = await stack.version("old_thing", 3);
    assert.deepEqual([await byLoop(), await byDrift()], [[`ORPHAN ${secretName}`], [`ORPHAN ${secretName}`]]);
    await stack.remove("old_thing", 3);
  });

  it("finds a service on no version of its secret as the loop does", async () => {
    await stack.put("worker");
    assert.deepEqual([await byLoop(), await byDrift()], [["STUCK worker db_reader"], ["STUCK worker db_reader"]]);
  });

  it("finds a secret that is not there as the loop does", async () => {
    await stack.remove("db_reader", 1);
    assert.deepEqual(await byLoop(), ["MISSING db_reader", "STUCK worker db_reader"]);
    assert.deepEqual(await byDrift(), ["MISSING db_reader", "STUCK worker db_reader"]);
    await stack.version("db_reader", 1);
    await stack.put("worker", ["db_reader", 1]);
    assert.deepEqual([await byLoop(), await byDrift()], [[], []]);
  });

  it("finds a service on version 10 that is declared to be on 1, and the loop does not: `_v1` matches inside `_v10`", async () => {
    await stack.version("db", 10);
    await stack.put("api", ["db", 10]);
    const orphan = `ORPHAN ${stack.nameOf("db", 10)}`;
    assert.deepEqual(await byLoop(), [orphan]);
    assert.deepEqual(await byDrift(), ["STUCK api db", orphan]);
    await stack.put("api", ["db", 1]);
    await stack.remove("db", 10);
  });

  it("finds a version made anew with another value, and the loop does not: it sees names alone", async () => {
    await stack.put("worker");
    await stack.remove("db_reader", 1);
    await stack.version("db_reader", 1, fingerprintOf(99));
    await stack.put("worker", ["db_reader", 1]);
    assert.deepEqual([await byLoop(), await byDrift()], [[], [`CHANGED ${stack.nameOf("db_reader", 1)}`]]);
  });

  it("finds that `db` is not there, and the loop does not: it matches inside `db_reader`", async () => {
    await stack.put("api");
    await stack.remove("db", 1);
    assert.deepEqual(await byLoop(), ["STUCK api db"]);
    const found = await byDrift();
    assert.deepEqual(found.slice(0, 2), ["MISSING db", "STUCK api db"]);
  });
});
