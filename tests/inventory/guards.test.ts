import assert from "node:assert/strict";
import { guardedConfig, guardsAfter } from "../rotation/guarded-config.ts";

describe("the guards of a stack", () => {
  it("are what its config says, with what holds by default", () => {
    assert.deepEqual(guardsAfter(), {
      protect: true,
      requireSwarm: true,
      retentionHours: 80,
      classes: {
        database: { cadence: "quarterly", connections: true, retentionHours: 96 },
        token: { cadence: "quarterly", connections: false },
        yearly: { cadence: "annually", connections: false },
      },
      secrets: {
        db_reader: { class: "database", group: "roles", cadence: "monthly" },
        db_writer: { class: "database", group: "roles", dependants: ["monitoring_exporter", "shop_api"] },
        hook: { class: "token" },
      },
      services: {
        shop_api: {
          key: "api",
          secrets: { db_reader: "0444", db_writer: "0400" },
          ...{ probe: "http :80/healthz 200", wave: 0, onFailure: "stop" },
        },
        shop_hasura: { key: "hasura", secrets: { db_writer: "0444" }, wave: 1, onFailure: "revert" },
        shop_worker: {
          key: "worker",
          secrets: { db_writer: "0400", hook: "0444" },
          ...{ probe: "healthcheck", wave: 1, onFailure: "revert" },
        },
      },
      composeFiles: ["docker/a.yml", "docker/b.yml"],
      tenantColumns: { "tenants.iban": "deterministic", "tenants.name": "randomized" },
    });
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
