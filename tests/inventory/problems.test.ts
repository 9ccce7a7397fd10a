import assert from "node:assert/strict";
import { parseInventory } from "../../inventory/inventory.ts";
import { UserError } from "../../rotation/user-error.ts";
import { classes } from "../support/classes.ts";
import { goodConfig, problemsOf } from "./config.ts";

describe("a config with many faults", () => {
  const config = {
    namspace: "busflow",
    classes,
    secrets: {
      db_writer: { class: "swarm-infra", current: "5", retain: [4, 4], owner: " ", cadence: "annually" },
      db_reader: { clas: "sso", current: 4, retain: [4] },
      S3: { class: "sso", current: 1 },
    },
    services: {
      api: {
        secrets: ["db_writer", "db_writer", { name: "db_raeder", mode: 292 }, { name: "db_reader", target: "db_v4" }],
        timeout: 0,
      },
      web: { serviceName: "busflow_web", secrets: ["db_writer"] },
      web_: { serviceName: "busflow_web", secrets: [{ name: "db_reader", target: 1 }] },
    },
  };

  it("is refused with all of them at once, also those of rules that look at several fields", () => {
    assert.deepEqual(
      problemsOf(config).map((line) => line.replace(/(?<=\.) .*/, "")),
      [
        "namspace: unknown key.",
        "namespace: missing.",
        "secrets.S3: not a logical name.",
        "secrets.db_reader.class: missing.",
        "secrets.db_reader.clas: unknown key.",
        "secrets.db_reader.retain: version 4 is the current one.",
        "secrets.db_writer.current: not allowed.",
        "secrets.db_writer.owner: not allowed.",
        "secrets.db_writer.retain: version 4 is listed more than once.",
        "secrets.db_writer.cadence: annually is longer than class swarm-infra allows.",
        "services.api.timeout: not allowed.",
        "services.api.secrets[1]: db_writer is listed more than once with one target.",
        "services.api.secrets[2].mode: a number, and YAML reads 0444 as 292.",
        "services.api.secrets[2]: no secret is called db_raeder.",
        "services.api.secrets[3].target: holds a version, so that the path would change with every rotation.",
        "services.web_: not a service's name.",
        "services.web_: the same service on the Swarm as web.",
        "services.web_.secrets[0].target: not allowed.",
      ],
    );
  });

  it("is refused with one message, of which each line names a place in the YAML", () => {
    assert.throws(
      () => parseInventory({ namespace: 1, classes, secrets: {}, services: {}, x: 1 }),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.name, "InventoryError");
        assert.equal(
          error.message,
          [
            "The stack config has 2 problems:",
            "  x: unknown key. Allowed here: namespace, classes, secrets, services, values, retention, protect, requireSwarm, swarm, fingerprintKey, composeFiles, tenantColumns, notices.",
            "  namespace: not allowed. Set it to a name of at most 32 lower-case letters, digits and single hyphens or underscores, a letter first, such as shop.",
          ].join("\n"),
        );
        return true;
      },
    );
  });

  it("never shows a value that stands where none belongs", () => {
    const canary = "postgres://u:c4n4ry@db/x";
    const anywhere: Record<string, unknown>[] = [
      { namespace: canary, secrets: canary, services: canary, retention: canary, protect: canary },
      { ...goodConfig(), classes: canary, secrets: canary },
      {
        ...goodConfig(),
        classes: { sso: canary, other: { owner: `${canary}\n`, cadence: canary, retention: canary } },
      },
      { ...goodConfig(), composeFiles: canary, tenantColumns: canary },
      { ...goodConfig(), composeFiles: [canary, canary], tenantColumns: [canary] },
      { ...goodConfig(), tenantColumns: [{ table: canary, column: canary, aead: canary, approval: `${canary} ` }] },
      { ...goodConfig(), secrets: { db_writer: canary, db_reader: [canary] }, services: { api: canary } },
      {
        ...goodConfig(),
        secrets: {
          db_writer: {
            class: canary,
            current: canary,
            retain: [canary],
            owner: `${canary}\n`,
            cadence: canary,
            group: canary,
            source: canary,
          },
          db_reader: { class: "sso", current: 1, source: { kind: canary, length: canary } },
          db: { class: "sso", current: 1, retain: canary, source: { kind: "random", length: canary, special: canary } },
          leaked: {
            ...{ class: "sso", current: 1, dependants: [canary] },
            incident: { ticket: canary, discoveredAt: canary, revokedAt: canary, reason: { canary } },
          },
          other: { class: "sso", current: 1, dependants: canary, incident: canary },
        },
      },
      { ...goodConfig(), services: { api: { secrets: ["c4n4ry"] } } },
      {
        ...goodConfig(),
        services: {
          api: { secrets: canary, serviceName: canary, timeout: canary, wave: canary, onFailure: canary },
          asked: { secrets: ["db_writer"], probe: { kind: canary } },
          called: { secrets: ["db_writer"], probe: { kind: "exec", command: canary, seconds: canary } },
          checked: {
            secrets: ["db_writer"],
            probe: { path: canary, port: canary, status: canary, image: "\n" + canary },
          },
          probed: { secrets: ["db_writer"], probe: canary },
          web: { secrets: [canary, canary, { name: canary, target: canary, uid: canary, gid: canary, mode: canary }] },
          worker: { secrets: [{ name: "db_writer", value: canary }, [canary]] },
        },
      },
    ];
    for (const config of anywhere) {
      const problems = problemsOf(config);
      assert.ok(problems.length > 0);
      assert.doesNotMatch(problems.join("\n"), /c4n4ry/);
    }
  });
});
