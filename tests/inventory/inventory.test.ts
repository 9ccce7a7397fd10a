import assert from "node:assert/strict";
import { parseClasses } from "../../inventory/classes.ts";
import { parseInventory } from "../../inventory/inventory.ts";
import { classes } from "../support/classes.ts";
import { goodConfig, withSecret } from "./config.ts";

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
        classes: parseClasses(classes, []),
        notices: { channels: new Map(), owners: new Map(), events: new Map() },
        retentionHours: 72,
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
    assert.equal(inventory.retentionHours, 96);
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

  it("has a group by default for the database secrets that a service has together, unless the config says none", () => {
    const groupsOf = (fields: object): (string | undefined)[] => {
      const config = withSecret({ class: "database", ...fields });
      Object.assign(config.secrets["db_reader"] ?? {}, { class: "database" });
      return parseInventory(config).secrets.map(({ group }) => group);
    };
    assert.deepEqual(groupsOf({}), ["database (default)", "database (default)"]);
    assert.deepEqual(groupsOf({ group: "roles" }), ["roles", "roles"]);
    assert.deepEqual(groupsOf({ group: "none" }), [undefined, "none"]);
  });
});
