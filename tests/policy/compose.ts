// Compose files for tests of the policies that read them.
import { setAllConfig } from "@pulumi/pulumi/runtime/config.js";
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { useTempDir } from "../support/temp-dir.ts";
import { project, violations, type TestResource } from "./support.ts";

type Policy = Parameters<typeof violations>[0];

/** Sets keys of the stack config, as the engine hands them to the pack; they are taken back after each test. */
export function useStackConfig(): (config: Record<string, unknown>) => void {
  afterEach(() => {
    setAllConfig({});
  });
  return (config) => {
    const entries = Object.entries(config).map(([key, value]) => [`${project}:${key}`, JSON.stringify(value)]);
    setAllConfig(Object.fromEntries(entries) as Record<string, string>);
  };
}

/** A project for the tests of one `describe`, whose stack config names the compose files that a test gives it. */
export class ComposeProject {
  readonly #folder = useTempDir();
  readonly #configure = useStackConfig();

  /** Writes the files, by their paths, and names them in the stack config. */
  compose(files: Record<string, string>): void {
    this.write(files);
    this.name(...Object.keys(files));
  }

  /** Writes the files in place of those from before, without naming them. */
  write(files: Record<string, string>): void {
    for (const left of readdirSync(this.#folder())) rmSync(path.join(this.#folder(), left), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      const target = path.join(this.#folder(), file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }

  /** Names compose files in the stack config. */
  name(...files: unknown[]): void {
    this.#configure({ composeFiles: files });
  }

  violations(policy: Policy, resources: readonly TestResource[], settings = {}): Promise<string[]> {
    return violations(policy, resources, { root: this.#folder(), ...settings });
  }

  async assertPasses(policy: Policy, resources: readonly TestResource[], settings = {}): Promise<void> {
    assert.deepEqual(await this.violations(policy, resources, settings), []);
  }

  /** That there is one violation, and that its message has these parts. */
  async assertTrips(policy: Policy, resources: readonly TestResource[], ...parts: string[]): Promise<void> {
    const messages = await this.violations(policy, resources);
    assert.equal(messages.length, 1, messages.join("\n") || "no violation");
    for (const part of parts) assert.ok(messages[0]?.includes(part), `${part}\nis not in\n${messages.join("\n")}`);
  }
}
