// The checkout's own program as a project of its own: all that its runs leave behind is in one folder.
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { projectDir, projectName } from "../../tools/paths.ts";
import { PulumiProject, type StateResource } from "../support/pulumi.ts";
import { StackCrypter } from "../../tools/stack/stack-crypter.ts";

/** What stands under the project's config keys, by the key without its prefix. */
export type ProjectConfig = Record<string, unknown>;

const parts = ["Pulumi.yaml", "package.json", "index.ts", "provider"];

/** The program with the stack `dev`. Nothing is made before {@link make}. */
export class ProgramProject extends PulumiProject {
  #crypter: StackCrypter | undefined;

  /** @param files files to put beside the program, by their names */
  async make(files: Record<string, string> = {}): Promise<void> {
    const staged = await mkdtemp(path.join(tmpdir(), "busflow-program-"));
    for (const part of parts) await symlink(path.join(projectDir, part), path.join(staged, part));
    await this.copy(staged, files);
    await rm(staged, { recursive: true });
  }

  /** Writes the config of the stack `dev`, its values encrypted; what else its file holds stays. */
  async configure(config: ProjectConfig): Promise<void> {
    const stack = parse(await readFile(this.#configFile, "utf8")) as { encryptionsalt: string };
    const { values } = config;
    const encrypted = {
      ...config,
      ...(values !== undefined && { values: this.#encrypt(values, stack.encryptionsalt) }),
    };
    await this.configureAsIs(encrypted);
  }

  /** Writes the config of the stack `dev` as it is given, values in plain, too. */
  async configureAsIs(config: ProjectConfig): Promise<void> {
    const keyed = Object.entries(config).map(([key, value]) => [`${projectName}:${key}`, value] as const);
    const stack = parse(await readFile(this.#configFile, "utf8")) as object;
    await writeFile(this.#configFile, stringify({ ...stack, config: Object.fromEntries<unknown>(keyed) }));
  }

  /** What stands under one of the project's config keys of the stack `dev`, its secrets encrypted. */
  async configured(key: string): Promise<unknown> {
    const { config } = parse(await readFile(this.#configFile, "utf8")) as { config?: ProjectConfig };
    return config?.[`${projectName}:${key}`];
  }

  /** The file that holds the state of the stack `dev`. */
  get stateFile(): string {
    return path.join(this.backend, ".pulumi", "stacks", projectName, "dev.json");
  }

  /** What the state's file has of the resources, without the ciphertexts, which differ each time, and of what is pending. */
  async recorded(): Promise<{ state: string[]; pending: unknown[] }> {
    const { checkpoint } = JSON.parse(await readFile(this.stateFile, "utf8")) as {
      checkpoint: { latest: { resources: StateResource[]; pending_operations?: unknown[] } };
    };
    const { resources, pending_operations: pending = [] } = checkpoint.latest;
    // The stack's own outputs go when the program fails, and come back with the next run.
    const own = resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");
    const texts = own.map(({ urn, id, inputs, outputs }) => JSON.stringify({ urn, id, inputs, outputs })).sort();
    return { state: texts.map((text) => text.replaceAll(/"ciphertext":"[^"]*"/g, "")), pending };
  }

  /** Encrypts each text. */
  #encrypt(part: unknown, encryptionSalt: string): unknown {
    if (typeof part === "string" && part !== "") {
      this.#crypter ??= new StackCrypter(this.passphrase, encryptionSalt);
      return { secure: this.#crypter.encrypt(part) };
    }
    if (typeof part !== "object" || part === null || "secure" in part) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, this.#encrypt(inner, encryptionSalt)]));
  }

  get #configFile(): string {
    return path.join(this.directory, "Pulumi.dev.yaml");
  }
}
