// Stack configs for tests: a good one, of which each case changes one thing.
import assert from "node:assert/strict";
import { parseInventory } from "../../inventory/inventory.ts";
import { InventoryError } from "../../inventory/problems.ts";
import { describeProblem } from "../../rotation/finding.ts";
import { classes } from "../support/classes.ts";

type Mapping = Record<string, unknown>;

/** The parts of a stack config that a case may change. */
export interface StackConfig {
  [key: string]: unknown;
  namespace: unknown;
  classes: Mapping;
  secrets: Record<string, Mapping>;
  services: Record<string, Mapping>;
}

/** A config with two secrets and two services, without a fault. */
export function goodConfig(): StackConfig {
  return {
    namespace: "busflow",
    classes,
    secrets: {
      db_writer: { class: "swarm-infra", current: 4 },
      db_reader: { class: "swarm-infra", current: 4, retain: [3] },
    },
    services: {
      api: { secrets: ["db_writer", "db_reader"] },
      worker: { secrets: ["db_reader"] },
    },
  };
}

/** The good config with more put into its secret `db_writer`. */
export function withSecret(fields: Mapping): StackConfig {
  const config = goodConfig();
  Object.assign(config.secrets["db_writer"] ?? {}, fields);
  return config;
}

/** The good config with more put into its service `api`. */
export function withService(fields: Mapping): StackConfig {
  const config = goodConfig();
  Object.assign(config.services["api"] ?? {}, fields);
  return config;
}

/** The good config with the secret `db_writer` of the service `api` written as given. */
export function withReference(reference: unknown): StackConfig {
  return withService({ secrets: [reference] });
}

/** What is wrong with a config, one line a problem; none when it is accepted. */
export function problemsOf(config: Mapping): string[] {
  return problemsThrownBy(() => parseInventory(config));
}

/** The problems of the error that `parse` throws; none when it throws nothing. */
export function problemsThrownBy(parse: () => unknown): string[] {
  try {
    parse();
    return [];
  } catch (error) {
    assert.ok(error instanceof InventoryError, String(error));
    const lines = error.findings.map((finding) => `${describeProblem(finding)} ${finding.remedy}`);
    for (const { problem, remedy } of error.findings) {
      assert.match(problem, /\.( Did you mean \S+\?)?$/, "what is wrong is not what to do");
      assert.match(remedy, /^[A-Z]/);
    }
    assert.deepEqual(
      error.message.split("\n").slice(1),
      lines.map((line) => `  ${line}`),
    );
    return lines;
  }
}
