import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setAllConfig } from "@pulumi/pulumi/runtime/config.js";
import { bindingAtomic } from "../../policy/binding-atomic.ts";
import { notLookedAt } from "../../policy/not-looked-at.ts";
import { previousVersionRetained } from "../../policy/previous-version-retained.ts";
import { secretVersionsMonotonic } from "../../policy/secret-versions-monotonic.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { binding, bound, ledger, project, record, unknown, versionedSecret, violations } from "./support.ts";

/** A secret's version and those that are retained, by its logical name. */
type Declared = Record<string, [current: number, ...retain: number[]]>;

describe("the past that a base declares", () => {
  const folder = useTempDir();

  function base(declared: Declared, namespace = "busflow"): string {
    const secrets = Object.entries(declared).map(
      ([name, [current, ...retain]]) =>
        `    ${name}: { class: database, current: ${current}, retain: [${retain.join()}] }`,
    );
    const at = path.join(folder(), "base");
    mkdirSync(at);
    const classes = "{ database: { owner: Shop, cadence: 30, connections: true } }";
    writeFileSync(
      path.join(at, "Pulumi.yaml"),
      `name: ${project}\nconfig:\n  ${project}:classes:\n    value: ${classes}\n`,
    );
    const lines = [
      `  ${project}:namespace: ${namespace}`,
      `  ${project}:secrets:`,
      ...secrets,
      `  ${project}:services: {}`,
    ];
    writeFileSync(path.join(at, "Pulumi.proof.yaml"), `config:\n${lines.join("\n")}\n`);
    return at;
  }

  /** What the head declares, with nothing on record unless it is given. */
  function head(declared: Declared, onRecord?: ReturnType<typeof ledger>) {
    const secrets = Object.entries(declared).flatMap(([name, [current, ...retain]]) => {
      const versions = Object.fromEntries([current, ...retain].map((version) => [version, unknown]));
      return [
        versionedSecret(name, { group: "roles" }),
        record(name, { current, versions, ...(onRecord && { ledger: onRecord }) }),
      ];
    });
    const all = Object.entries(declared).map(([name, [current]]) => bound(name, current));
    return [...secrets, binding("api", Object.assign({}, ...all) as Record<string, unknown>)];
  }

  async function found(resources: ReturnType<typeof head>, at: string | undefined): Promise<string[]> {
    setAllConfig({});
    const policies = [bindingAtomic, secretVersionsMonotonic, previousVersionRetained];
    const settings = at === undefined ? {} : { base: at };
    return (await Promise.all(policies.map((policy) => violations(policy, resources, settings)))).flat();
  }

  const pair: Declared = { db_writer: [1], db_reader: [1] };

  it("refuses what half a pair's rotation, a skipped number and a flip without a way back are", async () => {
    const at = base(pair);
    const cases: [Declared, string][] = [
      [{ ...pair, db_writer: [2, 1] }, "db_writer moves to another version without db_reader"],
      [{ db_writer: [3, 1], db_reader: [3, 1] }, "skips a version: the next one is 2."],
      [{ db_writer: [2], db_reader: [2] }, "busflow_db_writer_v1 cannot be retired"],
    ];
    for (const [declared, problem] of cases) {
      const messages = await found(head(declared), at);
      assert.ok(
        messages.some((message) => message.includes(problem)),
        `${problem}: ${messages.join("\n")}`,
      );
      assert.deepEqual(await found(head(declared), undefined), []);
    }
  });

  it("allows the rotation of the pair, a retirement, a way back, and a new secret", async () => {
    const at = base({ db_writer: [2, 1], db_reader: [2, 1] });
    for (const [current, ...retain] of [[2, 1], [3, 2], [2], [1, 2]] as [number, ...number[]][]) {
      const both: Declared = { db_writer: [current, ...retain], db_reader: [current, ...retain] };
      assert.deepEqual(await found(head(both), at), []);
      assert.deepEqual(await found(head({ ...both, db_backup: [1] }), at), []);
    }
  });

  it("gives way to what is on record", async () => {
    const at = base(pair);
    const onRecord = ledger(2, { 1: {}, 2: {} });
    assert.deepEqual(await found(head({ db_writer: [2, 1], db_reader: [2, 1] }, onRecord), at), []);
    const messages = await found(head({ db_writer: [2, 1], db_reader: [3, 2] }, onRecord), at);
    assert.ok(messages.some((message) => message.includes("db_reader moves to another version without db_writer")));
  });

  it("is none where the base has other names", async () => {
    assert.deepEqual(await found(head({ ...pair, db_writer: [2, 1] }), base(pair, "other")), []);
  });

  it("leaves to be told what goes by records alone", async () => {
    const [message = "", ...others] = await violations(notLookedAt, head(pair), { base: base(pair) });
    assert.deepEqual(
      others.filter((other) => other.includes("on record")),
      [],
    );
    assert.match(message, /Nothing is on record of db_reader and db_writer/);
    assert.doesNotMatch(message, /binding-atomic|secret-versions-monotonic|previous-version-retained/);
  });
});
