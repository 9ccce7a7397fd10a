// The checkout's own program as a stack of its own on the private Swarm: its config, of which each test changes a part.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { makeValue } from "../../tools/demo/values.ts";
import { projectDir, projectName } from "../../tools/paths.ts";
import { PulumiCli } from "../support/pulumi.ts";
import { there } from "../support/there.ts";

/** The part of the stack config that tests change. */
export interface StackConfig {
  secrets: Record<string, SecretConfig>;
  services: Record<string, ServiceConfig>;
  /** Encrypted. */
  values: Record<string, Record<string, unknown>>;
}

interface SecretConfig {
  class: string;
  current: number;
  retain?: number[];
  source?: object;
  incident?: object | undefined;
  group?: string | undefined;
  dependants?: string[];
}

interface ServiceConfig {
  secrets: (string | { name: string; target?: string; takeover?: boolean })[];
  timeout?: number;
  probe?: object;
  wave?: number;
  onFailure?: string;
}

interface StackFile {
  config: Record<string, unknown>;
}

type Configured = Parameters<typeof makeValue>[0];

export const stackName = "proof";
const key = (name: string): string => `${projectName}:${name}`;

/** A stack made from `docker/dev-stack.yaml`. Nothing is made before {@link init}. */
export class ConfiguredStack extends PulumiCli {
  readonly configFile: string;
  /** The services of the template; the stack starts without any. */
  services: StackConfig["services"] = {};

  constructor() {
    const folder = path.join(tmpdir(), `busflow-stack-${randomUUID()}`);
    super(folder, projectDir, stackName);
    this.configFile = path.join(folder, `Pulumi.${stackName}.yaml`);
  }

  /** Makes the stack in the backend. `stack init` writes beside the Pulumi.yaml that it finds, and the checkout is not the place. */
  protected override init(): Promise<void> {
    return super.init(this.folder);
  }

  /** Makes the stack and its config, with version 1 of every secret and no service. */
  protected async initConfig(settings: Record<string, unknown>): Promise<void> {
    await mkdir(this.folder);
    await cp(path.join(projectDir, "Pulumi.yaml"), path.join(this.folder, "Pulumi.yaml"));
    await this.init();
    const { config } = parse(await readFile(path.join(projectDir, "docker", "dev-stack.yaml"), "utf8")) as StackFile;
    const salt = parse(await readFile(this.configFile, "utf8")) as object;
    // The compose file is the demo's own, which is there only where the demo has run.
    const own = Object.entries({ composeFiles: [], ...settings }).map(([name, value]) => [key(name), value] as const);
    await writeFile(this.configFile, stringify({ config: { ...config, ...Object.fromEntries(own) }, ...salt }));
    await this.configure((stack) => {
      this.services = stack.services;
      stack.services = {};
      // Most tests move one of the two by itself.
      for (const secret of Object.values(stack.secrets)) delete secret.group;
    });
    for (const name of ["db_writer", "db_reader", "slack_ops_webhook"] as const) await this.setValue(name, 1);
  }

  /** Edits the stack config, as a pull request does. */
  async configure(change: (config: StackConfig) => void): Promise<void> {
    const file = parse(await readFile(this.configFile, "utf8")) as StackFile;
    const { config } = file;
    const part = (name: string) => config[key(name)] ?? {};
    const stack = { secrets: part("secrets"), services: part("services"), values: part("values") } as StackConfig;
    change(stack);
    for (const [name, value] of Object.entries(stack)) config[key(name)] = value;
    await writeFile(this.configFile, stringify(file));
  }

  /** Changes what the config says of a secret that it has; undefined takes a field out. */
  async declare(
    logicalName: string,
    fields: { [Key in keyof SecretConfig]?: SecretConfig[Key] | undefined },
  ): Promise<void> {
    await this.configure(({ secrets }) => {
      Object.assign(there(secrets[logicalName], logicalName), fields);
    });
  }

  /** Makes another version of a secret the current one. */
  async bump(logicalName: string, current: number, retain: number[]): Promise<void> {
    await this.declare(logicalName, { current, retain });
  }

  /** Sets a secret's value for a version; by default one of the rotation of that number. */
  async setValue(
    logicalName: Configured,
    version: number,
    value: string = makeValue(logicalName, version),
  ): Promise<void> {
    const args = ["config", "set", "--secret", "--path", `${key("values")}.${logicalName}["${version}"]`];
    await this.succeed(args, value);
  }

  /** Takes a version's value out of the config; returns it, encrypted. */
  async dropValue(logicalName: string, version: number): Promise<unknown> {
    let dropped: unknown;
    await this.configure(({ values }) => {
      dropped = values[logicalName]?.[version];
      delete values[logicalName]?.[version];
    });
    assert.ok(dropped !== undefined, `${logicalName} has no value of version ${version}`);
    return dropped;
  }

  /** Puts a value back that {@link dropValue} took out. */
  async restoreValue(logicalName: string, version: number, value: unknown): Promise<void> {
    await this.configure(({ values }) => {
      values[logicalName] = { ...values[logicalName], [version]: value };
    });
  }

  protected override words(args: readonly string[]): string[] {
    return [...super.words(args), "--config-file", this.configFile];
  }
}
