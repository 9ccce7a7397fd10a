// A stack config with one of everything that guards a stack, and what a change of it weakens.
import assert from "node:assert/strict";
import { guardsOf } from "../../inventory/guards.ts";
import { parseInventory } from "../../inventory/inventory.ts";
import type { Guards } from "../../rotation/guards.ts";
import { weakenings } from "../../rotation/weakenings.ts";
import { there } from "../support/there.ts";

/** The config, as far as tests change it. */
export interface GuardedConfig {
  classes: Record<string, Record<string, unknown>>;
  secrets: Record<string, Record<string, unknown>>;
  services: Record<string, Record<string, unknown> & { secrets: unknown[] }>;
  [key: string]: unknown;
}

export type Change = (config: GuardedConfig) => void;

export const secret = (config: GuardedConfig, name: string) => there(config.secrets[name], name);
export const service = (config: GuardedConfig, name: string) => there(config.services[name], name);
export const classOf = (config: GuardedConfig, name: string) => there(config.classes[name], name);

export const guardedConfig = (): GuardedConfig => ({
  namespace: "shop",
  classes: {
    database: { owner: "Platform", cadence: "quarterly", connections: true, retention: 96 },
    token: { owner: "Platform", cadence: "quarterly" },
    yearly: { owner: "Platform", cadence: "annually" },
  },
  retention: 80,
  requireSwarm: true,
  secrets: {
    db_writer: { class: "database", current: 1, group: "roles", dependants: ["api", "monitoring_exporter"] },
    db_reader: { class: "database", current: 1, group: "roles", cadence: "monthly" },
    hook: { class: "token", current: 1 },
    key: { class: "token", current: 1, source: { kind: "random", length: 40 } },
  },
  services: {
    api: {
      wave: 0,
      probe: { port: 80 },
      secrets: [{ name: "db_writer", mode: "0400" }, "db_reader"],
    },
    worker: { secrets: [{ name: "db_writer", mode: "0400" }, "hook"], probe: { kind: "healthcheck" } },
    hasura: { secrets: ["db_writer"] },
    jobs: { secrets: [{ name: "key", mode: "0440", uid: 7, gid: 8 }] },
  },
  composeFiles: ["docker/a.yml", "docker/b.yml"],
  tenantColumns: [
    { table: "tenants", column: "iban", aead: "deterministic" },
    { table: "tenants", column: "name", aead: "randomized" },
  ],
});

/** The guards of the config after a change. */
export function guardsAfter(change: Change = () => undefined, stack = "prod"): Guards {
  const config = guardedConfig();
  change(config);
  return guardsOf(parseInventory(config), stack);
}

/** The texts of what a change weakens. */
const whats = (before: Change, after: Change): string[] =>
  weakenings(guardsAfter(before), guardsAfter(after)).map(({ what }) => what);

const nothing: Change = () => undefined;

/** A test for each change, that it weakens just this, and one that undoing it weakens nothing. */
export function itWeakens(changes: Record<string, [change: Change, ...what: string[]]>): void {
  for (const [name, [change, ...expected]] of Object.entries(changes)) {
    it(`weakens the stack when ${name}`, () => {
      assert.deepEqual(whats(nothing, change), expected);
    });

    it(`weakens nothing when it is undone: ${name}`, () => {
      assert.deepEqual(whats(change, nothing), []);
    });
  }
}

/** A test for each change that it weakens this, and that undoing it weakens that: something takes the place of something else. */
export function itReplaces(changes: Record<string, [change: Change, there: string[], back: string[]]>): void {
  for (const [name, [change, there, back]] of Object.entries(changes)) {
    it(`weakens the stack, done or undone, when ${name}`, () => {
      assert.deepEqual(whats(nothing, change), there);
      assert.deepEqual(whats(change, nothing), back);
    });
  }
}

/** A test for each change that it weakens nothing. */
export function itIsSame(changes: Record<string, Change>): void {
  for (const [name, change] of Object.entries(changes)) {
    it(`weakens nothing when ${name}`, () => {
      assert.deepEqual(whats(nothing, change), []);
    });
  }
}
