// What Pulumi makes of the YAML before the program sees it.
import { execa } from "execa";
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseInventory } from "../../inventory/inventory.ts";
import { projectName as project } from "../../tools/paths.ts";

const stackFile = `
config:
  ${project}:namespace: busflow
  ${project}:retention: 96
  ${project}:protect: false
  ${project}:classes:
    sso: { owner: Observability, cadence: 90, retention: 168 }
    roles: { owner: Platform, cadence: quarterly, connections: true }
  ${project}:services: {}
  ${project}:secrets:
    own: { class: roles, current: 1, cadence: 30 }
    zulu: { class: sso, current: 1, incident: { ticket: SEC-42, discoveredAt: 2026-11-23T09:00:00Z } }
    offset: { class: sso, current: 1, incident: { ticket: SEC-42, discoveredAt: 2026-11-23T10:00:00+01:00 } }
    minutes: { class: sso, current: 1, incident: { ticket: SEC-42, discoveredAt: 2026-11-23T09:00Z } }
    quoted: { class: sso, current: 1, incident: { ticket: SEC-42, discoveredAt: "2026-11-23T09:00:00Z" } }
`;

describe("a stack's YAML", function () {
  this.timeout(180_000);
  let directory: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "busflow-yaml-"));
    await writeFile(path.join(directory, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\n`);
    await pulumi("stack", "init", "prod", "--no-select");
    await writeFile(path.join(directory, "Pulumi.prod.yaml"), stackFile);
  });

  after(() => rm(directory, { recursive: true }));

  async function pulumi(...args: string[]): Promise<string> {
    const env = {
      // An offset that is that of the machine's own zone goes by that zone's name.
      TZ: "Europe/Berlin",
      PULUMI_BACKEND_URL: `file://${directory}`,
      PULUMI_CONFIG_PASSPHRASE: "yaml",
      PULUMI_HOME: path.join(directory, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    return (await execa("pulumi", args, { cwd: directory, env })).stdout;
  }

  /** As a program reads it: mappings as JSON, all else as text. */
  async function inventory() {
    const shown = JSON.parse(await pulumi("config", "--json", "--stack", "prod")) as Record<string, { value: string }>;
    const entries = Object.entries(shown).map(([key, { value }]): [string, unknown] => [
      key.replace(`${project}:`, ""),
      value.startsWith("{") ? JSON.parse(value) : value,
    ]);
    return parseInventory(Object.fromEntries(entries));
  }

  async function assertUnderstood(): Promise<void> {
    const { secrets, protect } = await inventory();
    assert.equal(protect, false);
    assert.equal(secrets.length, 5);
    for (const { logicalName, incident, cadence, retentionHours, connections } of secrets) {
      const isOwn = logicalName === "own";
      assert.deepEqual([cadence, retentionHours, connections], isOwn ? [30, 96, true] : [90, 168, false]);
      if (isOwn) continue;
      assert.equal(incident?.discoveredAt, "2026-11-23T09:00:00.000Z", logicalName);
    }
  }

  it("may have times without quotes, and numbers and flags at the top", async () => {
    await assertUnderstood();
  });

  it("means the same after Pulumi has rewritten it", async () => {
    await pulumi("config", "set", `${project}:protect`, "false", "--stack", "prod");
    await assertUnderstood();
  });
});
