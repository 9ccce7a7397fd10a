import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ensureBusyboxImage } from "../../../tools/sandbox/index.ts";
import { PulumiProject, type Run } from "../../support/pulumi.ts";
import { dockerHost } from "../../../tools/sandbox/docker-host.ts";
import { clear } from "../../support/swarm.ts";

/** The folder of the project that the conformance test runs. */
export const projectSource = path.join(import.meta.dirname, "conformance", "project");

/** The stack of that project. Nothing is made before {@link make}. */
export class ConformanceStack {
  /** The value of the secret config `token`, to be found nowhere in plain. */
  readonly canary = `canary-${randomUUID()}`;
  /** What all its names on the Swarm start with. */
  readonly namespace = `conformance_${randomBytes(4).toString("hex")}`;
  readonly project = new PulumiProject();
  /** Where the provider keeps the notes. */
  readonly notes = path.join(this.project.directory, "notes");
  /** The stack's config. */
  readonly configFile = path.join(this.project.directory, "Pulumi.dev.yaml");

  /** Makes and configures the stack; nothing is deployed. */
  async make(): Promise<void> {
    const image = await ensureBusyboxImage(dockerHost());
    await this.project.copy(projectSource);
    await mkdir(this.notes);
    const plain = Object.entries({ namespace: this.namespace, directory: this.notes, image, text: "first" });
    const options = plain.flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    await this.project.succeed(["config", "set-all", ...options]);
    await this.project.succeed(["config", "set", "--secret", "token"], this.canary);
  }

  /** The file of a note. */
  noteFile(name = "note"): string {
    return path.join(this.notes, `${name}.txt`);
  }

  preview(...args: string[]): Promise<Run> {
    return this.project.run(["preview", ...args]);
  }

  up(...args: string[]): Promise<Run> {
    return this.project.run(["up", "--yes", ...args]);
  }

  /** Previews with other config values, which the CLI would keep in the stack's file. */
  async previewWith(values: Record<string, string>, ...args: string[]): Promise<Run> {
    const saved = await readFile(this.configFile);
    try {
      return await this.preview(...withConfig(values), ...args);
    } finally {
      await writeFile(this.configFile, saved);
    }
  }

  /** Writes the text "forbidden" into the note under a policy pack with that config. */
  async upUnder(policyConfig: Record<string, Record<string, unknown>>): Promise<Run> {
    const file = path.join(this.project.directory, "policy-config.json");
    await writeFile(file, JSON.stringify(policyConfig));
    const policy = ["--policy-pack", "policy", "--policy-pack-config", file];
    return await this.up(...policy, ...withConfig({ text: "forbidden" }));
  }

  /** The provider's methods that were called since the last look, each once, sorted. */
  async providerCalls(): Promise<string[]> {
    const file = path.join(this.notes, "calls");
    const calls = (await readFile(file, "utf8")).trim().split("\n");
    await writeFile(file, "");
    return [...new Set(calls)].sort();
  }

  /** Removes the stack and all that it left on the Swarm. */
  async remove(): Promise<void> {
    await this.project.remove();
    await clear(this.namespace);
  }
}

/** The options that set config values of the project, and keep them in the stack's file. */
export function withConfig(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([key, value]) => ["--config", `conformance:${key}=${value}`]);
}
