import assert from "node:assert/strict";
import { parseInventory } from "../../inventory/inventory.ts";
import { UserError } from "../../rotation/user-error.ts";
import { classes } from "../support/classes.ts";
import { goodConfig, problemsOf, withSecret } from "./config.ts";

describe("an inventory", () => {
  it("fills in what the config leaves out", () => {
    assert.deepEqual(
      parseInventory({
        namespace: "busflow",
        classes,
        secrets: { db_writer: { class: "swarm-infra", current: 4 } },
        services: { api: { secrets: ["db_writer"] } },
      }),
      {
        namespace: "busflow",
        secrets: [
          {
            logicalName: "db_writer",
            class: "swarm-infra",
            current: 4,
            retain: [],
            versions: [4],
            source: { kind: "config" },
            encoding: "text",
            owner: "Platform",
            cadence: "quarterly",
            connections: false,
            retentionHours: 72,
            group: undefined,
            incident: undefined,
            dependants: [],
          },
        ],
        services: [
          {
            name: "api",
            serviceName: "busflow_api",
            secrets: [
              {
                logicalName: "db_writer",
                target: "busflow_db_writer",
                uid: "0",
                gid: "0",
                mode: 0o444,
                takeover: false,
              },
            ],
            timeout: 300,
            probe: undefined,
            wave: 1,
            onFailure: "stop",
          },
        ],
        protect: undefined,
        requireSwarm: undefined,
        swarm: undefined,
        composeFiles: [],
        tenantColumns: [],
      },
    );
  });

  it("takes what the config says", () => {
    const inventory = parseInventory({
      namespace: "busflow",
      classes,
      secrets: {
        session_key: {
          class: "tenant-api",
          current: 4,
          retain: [5, 3],
          source: { kind: "random", length: 48 },
          owner: "Observability",
          cadence: "quarterly",
          group: "web_keys",
          incident: { ticket: "SEC-42", discoveredAt: "2026-11-23T10:00:00+01:00", reason: "It stood in a log." },
        },
      },
      services: {
        api: {
          serviceName: "shop_api",
          secrets: [{ name: "session_key", target: "/etc/key", uid: 1000, gid: "1001", mode: "0400" }],
          timeout: 60,
          probe: { port: 8080, status: 204 },
          wave: 3,
          onFailure: "revert",
        },
      },
      retention: "96",
      protect: "false",
    });
    assert.deepEqual(inventory.secrets, [
      {
        logicalName: "session_key",
        class: "tenant-api",
        current: 4,
        retain: [3, 5],
        versions: [3, 4, 5],
        source: { kind: "random", length: 48, special: true },
        encoding: "text",
        owner: "Observability",
        cadence: "quarterly",
        connections: false,
        retentionHours: 96,
        group: "web_keys",
        incident: {
          ...{ ticket: "SEC-42", discoveredAt: "2026-11-23T09:00:00.000Z", reason: "It stood in a log." },
          ...{ revokedAt: undefined, roleRotatedAt: undefined },
        },
        dependants: [],
      },
    ]);
    assert.deepEqual(inventory.services, [
      {
        name: "api",
        serviceName: "shop_api",
        secrets: [
          { logicalName: "session_key", target: "/etc/key", uid: "1000", gid: "1001", mode: 0o400, takeover: false },
        ],
        timeout: 60,
        probe: { kind: "http", path: "/healthz", port: 8080, status: 204, seconds: 30 },
        wave: 3,
        onFailure: "revert",
      },
    ]);
    assert.equal(inventory.protect, false);
  });

  it("puts back what is flipped when a wave after the first fails, whatever number the first one has", () => {
    const { services } = parseInventory({
      ...goodConfig(),
      services: {
        api: { secrets: ["db_writer"], wave: 2 },
        hasura: { secrets: ["db_writer"], wave: 5 },
        web: { secrets: ["db_writer"], wave: 5, onFailure: "stop" },
        worker: { secrets: ["db_reader"], wave: 2, onFailure: "revert" },
      },
    });
    assert.deepEqual(
      services.map(({ name, onFailure }) => [name, onFailure]),
      [
        ["api", "stop"],
        ["hasura", "revert"],
        ["web", "stop"],
        ["worker", "revert"],
      ],
    );
  });

  it("takes a time as ISO 8601 has it, and as Pulumi hands over one that stands in the YAML without quotes", () => {
    const times = {
      "2026-11-23T09:00:00Z": "2026-11-23T09:00:00.000Z",
      "2026-11-23T09:00:00.25Z": "2026-11-23T09:00:00.250Z",
      "2026-11-23T09:00Z": "2026-11-23T09:00:00.000Z",
      "2026-11-23T09:00+01:00": "2026-11-23T08:00:00.000Z",
      "2026-11-23T00:30:00+01:00": "2026-11-22T23:30:00.000Z",
      "2026-11-23 09:00:00 +0000 UTC": "2026-11-23T09:00:00.000Z",
      "2026-11-23 10:00:00 +0100 CET": "2026-11-23T09:00:00.000Z",
      "2026-11-23 10:00:00 +0100 +0100": "2026-11-23T09:00:00.000Z",
      "2026-11-23 09:00:00.123456789 -0530 -0530": "2026-11-23T14:30:00.123Z",
    };
    for (const [text, expected] of Object.entries(times)) {
      const incident = { ticket: "SEC-42", discoveredAt: text, revokedAt: text, roleRotatedAt: text };
      const [, writer] = parseInventory(withSecret({ class: "database", incident })).secrets;
      const { discoveredAt, revokedAt, roleRotatedAt } = writer?.incident ?? {};
      assert.deepEqual([discoveredAt, revokedAt, roleRotatedAt], [expected, expected, expected], text);
    }
  });

  it("gives each secret its class's owner and cadence", () => {
    const { secrets } = parseInventory({
      namespace: "busflow",
      classes,
      secrets: Object.fromEntries(
        Object.keys(classes).map((name) => [name.replace("-", "_"), { class: name, current: 1 }]),
      ),
      services: {},
    });
    assert.deepEqual(
      secrets.map((secret) => [secret.class, secret.owner, secret.cadence]),
      [
        ["database", "Platform", "quarterly"],
        ["deploy-token", "Platform", "quarterly"],
        ["sso", "Observability", "quarterly"],
        ["swarm-infra", "Platform", "quarterly"],
        ["tenant-api", "Tenant CSM + DPO", "annually"],
      ],
    );
  });

  it("is the same whatever the order of the config", () => {
    const { secrets, services } = goodConfig();
    const reversed = {
      services: Object.fromEntries(
        Object.entries(services)
          .toReversed()
          .map(([name, service]) => [name, { secrets: (service["secrets"] as string[]).toReversed() }]),
      ),
      secrets: Object.fromEntries(Object.entries(secrets).toReversed()),
      classes: Object.fromEntries(Object.entries(classes).toReversed()),
      namespace: "busflow",
    };
    const inventory = parseInventory(goodConfig());
    assert.equal(JSON.stringify(parseInventory(reversed)), JSON.stringify(inventory));
    assert.deepEqual(
      inventory.services.map(({ name, secrets }) => [name, ...secrets.map(({ logicalName }) => logicalName)]),
      [
        ["api", "db_reader", "db_writer"],
        ["worker", "db_reader"],
      ],
    );
  });
});

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
            "  x: unknown key. Allowed here: namespace, classes, secrets, services, values, retention, protect, requireSwarm, swarm, fingerprintKey, composeFiles, tenantColumns.",
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
