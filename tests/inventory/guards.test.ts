import assert from "node:assert/strict";
import { guardedConfig, guardsAfter, secret, service } from "../rotation/guarded-config.ts";

describe("the guards of a stack", () => {
  it("are what its config says, with what holds by default", () => {
    assert.deepEqual(guardsAfter(), {
      namespace: "shop",
      protect: true,
      requireSwarm: true,
      retentionHours: 80,
      classes: {
        database: { owner: "Platform", cadence: "quarterly", connections: true, retentionHours: 96 },
        token: { owner: "Platform", cadence: "quarterly", connections: false },
        yearly: { owner: "Platform", cadence: "annually", connections: false },
      },
      secrets: {
        db_reader: { class: "database", group: "roles", cadence: "monthly" },
        db_writer: { class: "database", group: "roles", dependants: ["monitoring_exporter", "shop_api"] },
        hook: { class: "token" },
        key: { class: "token", random: { length: 40, special: true } },
      },
      services: {
        shop_api: {
          key: "api",
          secrets: { db_reader: "0444", db_writer: "0400" },
          readers: { db_reader: [], db_writer: [] },
          ...{ probe: "http :80/healthz 200", wave: 0, onFailure: "stop" },
        },
        shop_hasura: {
          key: "hasura",
          secrets: { db_writer: "0444" },
          readers: { db_writer: [] },
          ...{ wave: 1, onFailure: "revert" },
        },
        shop_jobs: {
          key: "jobs",
          secrets: { key: "0440" },
          readers: { key: ["gid 8", "uid 7"] },
          ...{ wave: 1, onFailure: "revert" },
        },
        shop_worker: {
          key: "worker",
          secrets: { db_writer: "0400", hook: "0444" },
          readers: { db_writer: [], hook: [] },
          ...{ probe: "healthcheck", wave: 1, onFailure: "revert" },
        },
      },
      composeFiles: ["docker/a.yml", "docker/b.yml"],
      tenantColumns: { "tenants.iban": "deterministic", "tenants.name": "randomized" },
    });
  });

  it("have what is said of a secret or a service by itself", () => {
    const { secrets, services } = guardsAfter((config) => {
      Object.assign(secret(config, "hook"), { owner: "Observability", release: true });
      const reference = { name: "db_writer", mode: "0440", uid: 1000, gid: 50 };
      const again = { name: "db_writer", target: "again", mode: "0400", uid: 7, gid: 8 };
      Object.assign(service(config, "worker"), { release: true, secrets: [reference, again, "hook"] });
    });
    assert.deepEqual(secrets["hook"], { class: "token", owner: "Observability", release: true });
    const { readers, release } = services["shop_worker"] ?? {};
    assert.deepEqual(readers, { db_writer: ["gid 50", "uid 1000", "uid 7"], hook: [] });
    assert.equal(release, true);
  });

  it("are protected by the stack's name, unless the config says otherwise", () => {
    assert.equal(guardsAfter(undefined, "dev").protect, false);
    assert.equal(guardsAfter((config) => (config["protect"] = true), "dev").protect, true);
    assert.equal(guardsAfter((config) => (config["protect"] = false)).protect, false);
  });

  it("leave out what is left out, as the state does", () => {
    const guards = guardsAfter((config) => delete config["requireSwarm"]);
    assert.deepEqual(JSON.parse(JSON.stringify(guards)), guards);
    assert.ok(!("requireSwarm" in guards));
  });

  it("are the same text for the same config in another order", () => {
    const reversed = guardsAfter((config) => {
      for (const key of ["classes", "secrets", "services"] as const) {
        const entries = Object.entries(config[key]).reverse();
        config[key] = Object.fromEntries(entries) as never;
      }
    });
    assert.equal(JSON.stringify(reversed), JSON.stringify(guardsAfter()));
    assert.notDeepEqual(Object.keys(guardedConfig().secrets), Object.keys(guardsAfter().secrets));
  });
});
