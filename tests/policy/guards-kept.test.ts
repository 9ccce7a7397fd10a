import { setAllConfig } from "@pulumi/pulumi/runtime/config.js";
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { guardsKept as policy } from "../../policy/guards-kept.ts";
import { resourceTypes } from "../../rotation/contract.ts";
import type { Guards } from "../../rotation/guards.ts";
import { guardedConfig, guardsAfter, secret, service, type Change } from "../rotation/guarded-config.ts";
import { useTempDir } from "../support/temp-dir.ts";
import { useStackConfig } from "./compose.ts";
import { ledger, project, record, unknown, violations, type TestResource } from "./support.ts";

/** The stack's name in these tests. */
const stack = "proof";

/** The resource that has the guards, as a run declares it; what the state has where that is another. */
function stackSwarm(guards: unknown, former?: Guards, seenAt = new Date().toISOString()): TestResource {
  const formerGuards = former === undefined ? {} : { formerGuards: { guards: former, seenAt } };
  const props = { swarm: unknown, movedFrom: "", guards, ...formerGuards };
  return { type: resourceTypes.stackSwarm, name: "swarm", props };
}

const regroup: Change = (config) => (secret(config, "db_writer")["group"] = "none");
const what = "secrets.db_writer.group: roles → none";
const nothing: Change = () => undefined;

describe("guards-kept", () => {
  const configure = useStackConfig();
  const folder = useTempDir();

  /** Sets the stack config, as a pull request leaves it. */
  function declare(change: Change): Guards {
    const config = guardedConfig();
    change(config);
    configure(config);
    return guardsAfter(change, stack);
  }

  /** Writes the checkout of the base, and returns its folder. */
  function base(change: Change, files: Record<string, string> = {}): string {
    const config = guardedConfig();
    change(config);
    const { classes, namespace, ...others } = config;
    const prefixed = (keys: object) =>
      Object.fromEntries(Object.entries(keys).map(([key, value]) => [`${project}:${key}`, value]));
    const all = {
      "Pulumi.yaml": stringify({
        name: project,
        config: { ...prefixed({ classes: { value: classes } }), namespace: { default: namespace } },
      }),
      [`Pulumi.${stack}.yaml`]: stringify({
        encryptionsalt: "v1:x",
        config: prefixed({ ...others, values: { db_writer: { 1: { secure: "v1:x" } } } }),
      }),
      ...files,
    };
    const at = path.join(folder(), "base");
    mkdirSync(at);
    for (const [file, text] of Object.entries(all)) if (text !== "") writeFileSync(path.join(at, file), text);
    return at;
  }

  const judge = (resources: TestResource[], settings = {}) =>
    violations(policy, resources, { root: folder(), ...settings });

  function assertOne(messages: string[], ...parts: string[]): void {
    assert.equal(messages.length, 1, messages.join("\n"));
    for (const part of parts) assert.ok(messages[0]?.includes(part), `${part}\nis not in\n${messages.join("\n")}`);
  }

  it("has nothing to say of a first run, nor of one in which the guards stay", async () => {
    const guards = declare(nothing);
    assert.deepEqual(await judge([stackSwarm(guards)]), []);
    assert.deepEqual(await judge([stackSwarm(guards)], { base: base(nothing) }), []);
  });

  it("refuses what is weaker than in the state, with the entry that approves it", async () => {
    assertOne(
      await judge([stackSwarm(declare(regroup), guardsAfter(nothing, stack))]),
      `This weakens a guard: ${what}.`,
      "a reviewer has to add to policy/approvals.yaml, on the base branch",
      `- { what: "${what}", by: NAME, ticket: TICKET, until: YYYY-MM-DD }`,
      "docs/runbook.md#weakening-a-guard",
    );
  });

  it("refuses what is weaker than on the base, where the state has the weaker guards already", async () => {
    assertOne(await judge([stackSwarm(declare(regroup))], { base: base(nothing) }), what);
  });

  it("says once what is weaker than in the state and on the base", async () => {
    const resources = [stackSwarm(declare(regroup), guardsAfter(nothing, stack))];
    assertOne(await judge(resources, { base: base(nothing) }), what);
  });

  it("has nothing to say of what gets stronger", async () => {
    const resources = [stackSwarm(declare(nothing), guardsAfter(regroup, stack))];
    assert.deepEqual(await judge(resources, { base: base(regroup) }), []);
  });

  it("goes by the config, and not by what a changed program declares", async () => {
    const strong = guardsAfter(nothing, stack);
    declare(regroup);
    assertOne(await judge([stackSwarm(strong)], { base: base(nothing) }), what);
  });

  it("compares the config with the base also where a program declares no guards at all", async () => {
    declare(regroup);
    assertOne(await judge([], { base: base(nothing) }), what);
  });

  it("goes by what is declared where the config is another program's", async () => {
    configure({});
    assertOne(await judge([stackSwarm(guardsAfter(regroup), guardsAfter(nothing))]), what);
    assert.deepEqual(await judge([stackSwarm(unknown)]), []);
    assert.deepEqual(await judge([{ type: resourceTypes.secret, name: "x", props: { guards: unknown } }]), []);
  });

  it("compares with the state also where --target leaves out what has the guards", async () => {
    declare(regroup);
    // The engine then repeats what the last run was declared with, guards from before it included.
    const before = guardsAfter((config) => (config["retention"] = 90), stack);
    const resources = [stackSwarm(guardsAfter(nothing, stack), before, "2026-11-27T09:00:00.000Z")];
    assertOne(await judge(resources), what);
    declare(nothing);
    assert.deepEqual(await judge(resources), []);
  });

  it("lets a compose file go that is gone from the project", async () => {
    const guards = declare((config) => (config["composeFiles"] = []));
    const resources = [stackSwarm(guards, guardsAfter(nothing, stack))];
    assert.deepEqual(await judge(resources), []);
    mkdirSync(path.join(folder(), "docker"));
    writeFileSync(path.join(folder(), "docker", "b.yml"), "");
    assertOne(await judge(resources), "composeFiles: docker/b.yml → none");
  });

  it("refuses a stack without protection as long as it stands", async () => {
    const guards = declare((config) => (config["protect"] = false));
    assertOne(await judge([stackSwarm(guards)]), "protect: true → false");
    assertOne(await judge([stackSwarm(guards, guardsAfter(nothing, stack))]), "protect: true → false");
  });

  it("refuses what it cannot compare with the base because of the config, and says so", async () => {
    configure({ ...guardedConfig(), secrets: { db_writer: { class: "other" } } });
    assertOne(await judge([stackSwarm(guardsAfter())], { base: base(nothing) }), "cannot be compared with the base's");
    setAllConfig({});
    assertOne(await judge([], { base: path.join(folder(), "base") }), "cannot be compared with the base's");
  });

  it("refuses a base that is none", async () => {
    declare(nothing);
    const messages = await judge([stackSwarm(guardsAfter())], { base: folder() });
    assert.ok(messages.length > 0);
    assert.match(
      messages[0] ?? "",
      /has no Pulumi\.yaml: nothing can be compared with the base\.\nSet the policy's setting base/,
    );
  });

  it("lets a new stack pass, which the base does not have", async () => {
    const at = base(nothing, { [`Pulumi.${stack}.yaml`]: "" });
    assert.deepEqual(await judge([stackSwarm(declare(nothing))], { base: at }), []);
  });

  describe("of an incident that leaves the config", () => {
    const incident = { ticket: "SEC-42", discoveredAt: "2026-11-23T09:00:00Z", revokedAt: "2026-11-23T09:30:00Z" };
    const withIncident: Change = (config) => Object.assign(secret(config, "hook"), { incident });
    const judgeWith = (known: unknown) =>
      judge([stackSwarm(declare(nothing)), record("hook", { ledger: known })], { base: base(withIncident) });

    it("refuses one that no run has dealt with", async () => {
      assertOne(await judgeWith(ledger(1, { 1: {} })), "secrets.hook.incident: SEC-42 → none");
    });

    it("has nothing to say of one that is on record", async () => {
      const recorded = { ticket: "SEC-42", version: 2 } as never;
      assert.deepEqual(await judgeWith(ledger(2, { 1: {}, 2: {} }, recorded)), []);
    });

    it("has nothing to say of one that revokes a version on record", async () => {
      assert.deepEqual(await judgeWith(ledger(1, { 1: { revokedBy: "SEC-42" } })), []);
    });

    it("has nothing more to say where nothing is known of the past, or the secret leaves as well", async () => {
      assert.deepEqual(await judgeWith(unknown), []);
      const gone = declare((config) => {
        delete config.secrets["hook"];
        service(config, "worker").secrets.pop();
      });
      const messages = await judge([stackSwarm(gone)], { base: path.join(folder(), "base") });
      assertOne(messages, "secrets.hook: used by worker → none");
    });
  });
});
