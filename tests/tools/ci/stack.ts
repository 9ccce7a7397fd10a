// What pull requests do to the production stack's config.
import { randomBytes } from "node:crypto";
import { globSync } from "node:fs";
import { parse } from "yaml";
import { projectName } from "../../../tools/paths.ts";
import type { StackCrypter } from "../../../tools/stack/stack-crypter.ts";
import type { Tree } from "./repository.ts";

/** A stack config in a checkout. */
export class Stack {
  static readonly file = "Pulumi.prod.yaml";
  readonly #tree: Tree;
  readonly #crypter: StackCrypter;

  constructor(tree: Tree, crypter: StackCrypter) {
    this.#tree = tree;
    this.#crypter = crypter;
  }

  /** As it is once the stack was set up: each secret has its value, encrypted. */
  deploy(): void {
    this.#tree.set(Stack.file, ["encryptionsalt"], this.#crypter.encryptionSalt);
    const secrets = this.get("secrets") as Record<string, { source?: object; current: number }>;
    const given = Object.entries(secrets).filter(([, { source }]) => source === undefined);
    const lines = given.map(([name, { current }]) => {
      const { secure } = this.#newValue();
      return `    ${name}:\n      "${current}": { secure: ${secure} }`;
    });
    this.set(["values"], {});
    this.#tree.replace(Stack.file, `${projectName}:values: {}`, [`${projectName}:values:`, ...lines].join("\n"));
  }

  /** What stands under one of the project's config keys. */
  get(key: string): unknown {
    const { config } = parse(this.#tree.read(Stack.file)) as { config: Record<string, unknown> };
    return config[`${projectName}:${key}`];
  }

  /** Sets what stands at a place, the first step of which is one of the project's config keys; undefined takes it out. */
  set([key = "", ...steps]: readonly (string | number)[], value: unknown): void {
    this.#tree.set(Stack.file, ["config", `${projectName}:${key}`, ...steps], value);
  }

  /** Changes fields of a secret; undefined takes one out. */
  secret(name: string, fields: Record<string, unknown>): void {
    for (const [field, value] of Object.entries(fields)) this.set(["secrets", name, field], value);
  }

  /** Gives a version its value, encrypted. */
  value(name: string, version: number): void {
    const isFirst = (this.get("values") as Record<string, object>)[name] === undefined;
    if (isFirst) this.set(["values", name], { [version]: this.#newValue() });
    else this.set(["values", name, String(version)], this.#newValue());
  }

  /** Takes a version's value out. */
  dropValue(name: string, version: number): void {
    this.set(["values", name, String(version)], undefined);
  }

  /** A rotation as the runbook has it: the next version, the one before as the way back, the new value, and what compose files pin. */
  rotate(name: string, current = 2): void {
    this.secret(name, { current, retain: [current - 1] });
    if (!this.isGenerated(name)) this.value(name, current);
    this.pin(name, current - 1, current);
  }

  /** A retirement as the runbook has it. */
  retire(name: string, version = 1): void {
    this.secret(name, { retain: undefined });
    if (!this.isGenerated(name)) this.dropValue(name, version);
  }

  /** Lets the compose files pin another version of a secret. */
  pin(name: string, from: number, to: number): void {
    for (const file of globSync("docker/*.yml", { cwd: this.#tree.root })) {
      const text = this.#tree.read(file);
      this.#tree.write(file, text.replaceAll(`busflow_${name}_v${from} `, `busflow_${name}_v${to} `));
    }
  }

  isGenerated(name: string): boolean {
    return (this.get("secrets") as Record<string, { source?: object }>)[name]?.source !== undefined;
  }

  /** The place of a secret in what a service has. */
  bound(service: string, secret: string): (string | number)[] {
    const services = this.get("services") as Record<string, { secrets: { name: string }[] }>;
    const index = services[service]?.secrets.findIndex(({ name }) => name === secret) ?? -1;
    if (index < 0) throw new Error(`${service} has no ${secret}.`);
    return ["services", service, "secrets", index];
  }

  /** Gives a service a secret more. */
  bind(service: string, secret: { name: string; [setting: string]: unknown }): void {
    const { secrets } = (this.get("services") as Record<string, { secrets: unknown[] }>)[service] ?? { secrets: [] };
    this.set(["services", service, "secrets", secrets.length], secret);
  }

  #newValue(): { secure: string } {
    return { secure: this.#crypter.encrypt(randomBytes(12).toString("hex")) };
  }
}
