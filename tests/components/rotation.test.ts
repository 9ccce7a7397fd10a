import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { declareRotation } from "../../components/rotation.ts";
import { parseInventory } from "../../inventory/inventory.ts";
import { schema } from "../../provider/schema.ts";
import { unreachableSwarm } from "../../swarm/look/look.ts";
import { classes } from "../support/classes.ts";
import { declaredBy, type Declared } from "./declared.ts";
import { liveService } from "./live.ts";

const config = {
  classes: { ...classes, "deploy-token": { ...classes["deploy-token"], retention: 168, connections: true } },
  namespace: "busflow",
  secrets: {
    db_writer: { class: "swarm-infra", current: 5, retain: [4] },
    session_key: { class: "sso", current: 1, source: { kind: "random", length: 48, special: false } },
    spare: { class: "deploy-token", current: 1 },
  },
  services: {
    api: { secrets: ["db_writer", { name: "session_key", target: "/etc/key", uid: 1000, mode: "0400" }] },
    hasura: {
      serviceName: "shop_hasura",
      timeout: 60,
      wave: 2,
      probe: { port: 8080 },
      secrets: ["db_writer", { name: "db_writer", target: "/etc/writer", takeover: true }],
    },
  },
};
const ledger = { current: 4, versions: { 4: { addedAt: "2026-01-02T03:04:05.000Z" } } };
const bound = { secretName: "busflow_spare_v1", secretId: "s", target: "spare", uid: "0", gid: "0", mode: 0o444 };
const held = { ...bound, secretName: "theirs", target: "/run/secrets/busflow_db_writer" };
const elsewhere = { ...held, target: "theirs" };
const values = { db_writer: { 4: "the fourth", 5: "the fifth é" }, spare: { 1: "the spare" } };

describe("what an inventory declares", () => {
  let declared: Declared[];

  before(async () => {
    const hasura = liveService("shop_hasura", { references: [bound, held, elsewhere] });
    const facts = Promise.resolve({
      ...unreachableSwarm,
      reachable: true,
      services: new Map([[hasura.name, hasura]]),
      ledgers: new Map([["db_writer", ledger]]),
    });
    const context = { values, providers: undefined, facts, hooks: { version: {}, binding: {} }, isProtected: true };
    declared = await declaredBy(() => declareRotation(parseInventory(config), context));
  });

  it("is a component for each secret, a version each, a binding for each service, and a ledger for each secret", () => {
    assert.deepEqual(
      declared.map(({ type, name }) => `${type} ${name}`),
      [
        "busflow:index:VersionedSecret db_writer",
        "busflow:index:VersionedSecret session_key",
        "busflow:index:VersionedSecret spare",
        "docker:index/secret:Secret busflow_db_writer_v4",
        "docker:index/secret:Secret busflow_db_writer_v5",
        "docker:index/secret:Secret busflow_session_key_v1",
        "docker:index/secret:Secret busflow_spare_v1",
        "random:index/randomBytes:RandomBytes fingerprint-key",
        "random:index/randomPassword:RandomPassword busflow_session_key_v1",
        "swarm:index:RotationRecord db_writer",
        "swarm:index:RotationRecord session_key",
        "swarm:index:RotationRecord spare",
        "swarm:index:ServiceSecretBinding api",
        "swarm:index:ServiceSecretBinding hasura",
      ],
    );
  });

  it("gives a version its name, its value in base64 as a secret, and its labels", () => {
    const { data, ...rest } = inputsOf("docker:index/secret:Secret", "busflow_db_writer_v5");
    assert.deepEqual(data, secret(Buffer.from("the fifth é").toString("base64")));
    assert.deepEqual(rest, {
      name: "busflow_db_writer_v5",
      labels: Object.entries({
        namespace: "busflow",
        secret: "db_writer",
        version: "5",
        class: "swarm-infra",
        owner: "Platform",
        fingerprint: fingerprint("the fifth é"),
      }).map(([label, value]) => ({ label: `busflow.${label}`, value })),
    });
  });

  it("takes a generated value from its generator", () => {
    const password = inputsOf("random:index/randomPassword:RandomPassword", "busflow_session_key_v1");
    assert.deepEqual(password, { length: 48, special: false });
    const { data } = inputsOf("docker:index/secret:Secret", "busflow_session_key_v1");
    assert.deepEqual(data, secret(Buffer.from("generated").toString("base64")));
  });

  it("binds a service to the current versions, as its references say", () => {
    assert.deepEqual(inputsOf("swarm:index:ServiceSecretBinding", "api"), {
      ...{ namespace: "busflow", service: "busflow_api", timeout: 300, wave: 1, onFailure: "stop" },
      secrets: {
        db_writer: {
          ...{ version: 5, secretName: "busflow_db_writer_v5", secretId: "id of busflow_db_writer_v5" },
          ...{ target: "busflow_db_writer", uid: "0", gid: "0", mode: "0444" },
        },
        session_key: {
          ...{ version: 1, secretName: "busflow_session_key_v1", secretId: "id of busflow_session_key_v1" },
          ...{ target: "/etc/key", uid: "1000", gid: "0", mode: "0400" },
        },
      },
    });
    const fifth = {
      ...{ version: 5, secretName: "busflow_db_writer_v5", secretId: "id of busflow_db_writer_v5" },
      ...{ target: "busflow_db_writer", uid: "0", gid: "0", mode: "0444" },
    };
    const hasura = inputsOf("swarm:index:ServiceSecretBinding", "hasura");
    assert.deepEqual(hasura, {
      secrets: {
        "db_writer": fifth,
        "db_writer at /etc/writer": { ...fifth, target: "/etc/writer", takeover: true },
      },
      ...{ namespace: "busflow", service: "shop_hasura", timeout: 60, wave: 2, onFailure: "revert" },
      probe: { kind: "http", path: "/healthz", port: 8080, status: 200, seconds: 30 },
      live: {
        ...{ serviceId: "id of shop_hasura", references: [bound, held], running: 2, desired: 2 },
        lastChange: "by hand, today",
      },
    });
  });

  it("keeps a ledger of every version's fingerprint, with the services that use the secret", () => {
    assert.deepEqual(inputsOf("swarm:index:RotationRecord", "db_writer"), {
      ...{ namespace: "busflow", secret: "db_writer", current: 5 },
      versions: { 4: fingerprint("the fourth"), 5: fingerprint("the fifth é") },
      consumers: ["busflow_api", "shop_hasura"],
      verifications: {},
      ...{ retentionHours: 72, ledger, connections: false, dependants: [] },
    });
    const spare = inputsOf("swarm:index:RotationRecord", "spare");
    assert.deepEqual(spare["consumers"], []);
    // Its class says so.
    assert.deepEqual([spare["retentionHours"], spare["connections"]], [168, true]);
  });

  it("sends the values to the Docker provider and nowhere else", () => {
    for (const { type, name, inputs } of declared) {
      const text = JSON.stringify({ ...inputs, ...(type === "docker:index/secret:Secret" && { data: "" }) });
      for (const value of ["the fourth", "the fifth é", "the spare", "generated"]) {
        assert.ok(!text.includes(value) && !text.includes(Buffer.from(value).toString("base64")), name);
      }
    }
  });

  it("sends the swarm provider the inputs that its schema has, each of its type", () => {
    const bound = schema.types["swarm:index:BoundSecret"];
    const ours = declared.filter((resource) => resource.type in schema.resources);
    assert.equal(ours.length, 5, "two bindings and three ledgers");
    for (const { type, inputs } of ours) {
      const { inputProperties, requiredInputs } = schema.resources[type as keyof typeof schema.resources];
      for (const name of Object.keys(inputs)) assert.ok(name in inputProperties, name);
      for (const name of requiredInputs) assert.ok(name in inputs, name);
      assertTypes(inputs, inputProperties);
      if (!("secrets" in inputs)) continue;
      for (const secret of Object.values(inputs["secrets"] as Record<string, Record<string, unknown>>)) {
        assert.deepEqual(
          bound.required.toSorted(),
          Object.keys(secret)
            .filter((key) => key !== "takeover")
            .sort(),
        );
        assertTypes(secret, bound.properties);
      }
    }
  });

  function inputsOf(type: string, name: string): Record<string, unknown> {
    const found = declared.find((resource) => resource.type === type && resource.name === name);
    assert.ok(found, `${type} ${name} is not declared`);
    return found.inputs;
  }
});

function assertTypes(values: Record<string, unknown>, properties: Record<string, object>): void {
  for (const [name, value] of Object.entries(values)) {
    const expected = properties[name] ?? {};
    // What refers to another type is left to that.
    if (!("type" in expected)) continue;
    const actual = Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;
    assert.equal(actual, expected.type, name);
  }
}

/** A secret as it goes to the engine; the keys are Pulumi's signature of one. */
function secret(value: string): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** Of a value of `db_writer`. */
function fingerprint(value: string): string {
  return `named:${createHmac("sha256", "a key").update(`db_writer\0${value}`).digest("hex")}`;
}
