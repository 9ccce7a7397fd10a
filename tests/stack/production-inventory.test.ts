import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { parseInventory } from "../../inventory/inventory.ts";
import { parseValues } from "../../inventory/values.ts";
import { projectName as project } from "../../tools/paths.ts";
import { classes } from "../support/classes.ts";
import { problemsThrownBy } from "../inventory/config.ts";

const text = readFileSync(new URL("../../Pulumi.prod.yaml", import.meta.url), "utf8");

describe("Busflow's production inventory", () => {
  const config = (parse(text) as { config: Record<string, unknown> }).config;
  const inventory = parseInventory(
    // Pulumi gives a stack what stands in the project's file unless it has its own.
    {
      classes,
      ...Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(`${project}:`, ""), value])),
    },
  );

  it("is accepted", () => {
    assert.equal(inventory.namespace, "busflow");
    assert.ok(inventory.secrets.length > 20);
  });

  it("writes out class, cadence and owner of every secret", () => {
    for (const [name, secret] of Object.entries(config[`${project}:secrets`] as object)) {
      for (const field of ["class", "cadence", "owner"]) assert.ok(field in secret, `${name}.${field}`);
    }
  });

  it("holds no value, and asks for each with its command", () => {
    const problems = problemsThrownBy(() => parseValues(inventory, config[`${project}:values`]));
    const given = inventory.secrets.filter(({ source }) => source.kind === "config");
    assert.equal(problems.length, given.length);
    assert.ok(
      problems.includes(
        `values.hcloud_token["1"]: missing. Type: pulumi config set --secret --path 'values.hcloud_token["1"]'`,
      ),
    );
  });

  it("rotates infrastructure, SSO and deploy tokens quarterly, and tenants' API configurations annually", () => {
    for (const { logicalName, class: secretClass, cadence, owner } of inventory.secrets) {
      const tenant = secretClass === "tenant-api";
      assert.equal(cadence, tenant ? "annually" : "quarterly", logicalName);
      assert.equal(owner === "Tenant CSM + DPO", tenant, logicalName);
    }
  });

  it("has a class of their own for the database's roles, and each restarts whoever holds connections with it", () => {
    const databases = inventory.secrets.filter(({ logicalName }) => logicalName.startsWith("db_"));
    assert.equal(databases.length, 6);
    for (const { logicalName, class: secretClass, dependants } of inventory.secrets) {
      const isDatabase = databases.some((secret) => secret.logicalName === logicalName);
      assert.equal(secretClass === "database", isDatabase, logicalName);
      const users = inventory.services.filter(({ secrets }) =>
        secrets.some((used) => used.logicalName === logicalName),
      );
      assert.deepEqual(dependants, isDatabase ? users.map(({ serviceName }) => serviceName) : [], logicalName);
    }
  });

  it("probes every service after a flip, the canary first, and goes back when another one fails", () => {
    const waves = Map.groupBy(inventory.services, ({ wave }) => wave);
    assert.deepEqual(
      waves.get(0)?.map(({ name }) => name),
      ["api"],
    );
    assert.deepEqual([...waves.keys()].toSorted(), [0, 1]);
    for (const { name, probe, onFailure, wave } of inventory.services) {
      assert.ok(probe !== undefined, name);
      assert.equal(onFailure, wave === 0 ? "stop" : "revert", name);
    }
  });

  it("encrypts deterministically only the column that ADR-029 allows", () => {
    assert.deepEqual(inventory.tenantColumns, [
      { table: "tenant_api_keys", column: "key_fingerprint", aead: "deterministic", approval: "ADR-029" },
    ]);
  });

  it("gives every secret a service that uses it", () => {
    const used = new Set(inventory.services.flatMap(({ secrets }) => secrets.map(({ logicalName }) => logicalName)));
    assert.deepEqual(
      inventory.secrets.map(({ logicalName }) => logicalName).filter((name) => !used.has(name)),
      [],
    );
  });
});
