// Makes Pulumi.dev.yaml from docker/dev-stack.yaml, and edits it as an operator would in a pull request.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isMap, parseDocument, type Document } from "yaml";
import { devCompose, exampleCompose, exampleConfig, exampleNamespace } from "../example.ts";
import { projectDir, projectName } from "../paths.ts";

const file = path.join(projectDir, "Pulumi.dev.yaml");
const key = (name: string): [string, string] => ["config", `${projectName}:${name}`];

/** Makes the file when there is none. It has no services yet, because a service can only be deployed once its secrets exist. */
export function ensureDevConfig(): void {
  if (existsSync(file)) return;
  const document = read(exampleConfig);
  document.setIn(key("services"), {});
  write(document);
}

/** Adds the services that the template has. */
export function addServices(): void {
  const document = read(file);
  document.setIn(key("services"), read(exampleConfig).getIn(key("services")));
  write(document);
}

/** Writes the compose file of the dev stack: the example's, with the versions that the config has as current. */
export function agreeCompose(): void {
  const pinned = (text: string, [name, version]: [string, number]): string =>
    text.replace(new RegExp(`\\b${exampleNamespace}_${name}_v\\d+\\b`), `${exampleNamespace}_${name}_v${version}`);
  writeFileSync(devCompose, Object.entries(currentVersions()).reduce(pinned, readFileSync(exampleCompose, "utf8")));
}

/** Whether the stack binds services already. */
export function hasServices(): boolean {
  const services = read(file).getIn(key("services"));
  return isMap(services) && services.items.length > 0;
}

/** Whether the file has the key of the fingerprints, encrypted. */
export function hasKey(): boolean {
  return read(file).hasIn(key("fingerprintKey"));
}

/** The version that services see of a secret. */
export function currentVersion(logicalName: string): number {
  return Number(read(file).getIn([...key("secrets"), logicalName, "current"]));
}

/** The version that services see, by the secret's logical name. */
export function currentVersions(): Record<string, number> {
  const secrets = read(file).getIn(key("secrets"));
  if (!isMap(secrets)) return {};
  return Object.fromEntries(secrets.items.map(({ key: name }) => [String(name), currentVersion(String(name))]));
}

/** Whether the file has a value for that version, encrypted. */
export function hasValue(logicalName: string, version: number): boolean {
  return read(file).hasIn([...key("values"), logicalName, String(version)]);
}

/** The rotation itself: the next version becomes current, and the one before is kept as the way back. */
export function bump(logicalName: string): void {
  const document = read(file);
  const current = currentVersion(logicalName);
  const secret = [...key("secrets"), logicalName];
  document.setIn([...secret, "current"], current + 1);
  document.setIn([...secret, "retain"], document.createNode([current], { flow: true }));
  write(document);
}

function read(yamlFile: string): Document {
  return parseDocument(readFileSync(yamlFile, "utf8"));
}

function write(document: Document): void {
  writeFileSync(file, document.toString({ lineWidth: 120 }));
}
