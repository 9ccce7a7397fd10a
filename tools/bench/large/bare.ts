// A program that declares the same resources as the large inventory (the same types, names, inputs and parents), but without
// inventory, components and checks.
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { Provider as DockerProvider } from "@pulumi/docker/provider.js";
import { Secret } from "@pulumi/docker/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { Provider as RandomProvider } from "@pulumi/random/provider.js";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { resourceTypes } from "../../../rotation/contract.ts";
import { versionLabels } from "../../../rotation/labels.ts";
import { secretName, secretsOf, serviceName, serviceOf, valueLength } from "./inventory.ts";

const config = new pulumi.Config();
const namespace = config.require("namespace");
const secretCount = config.requireNumber("secrets");
const serviceCount = config.requireNumber("services");
const facts = { class: "swarm-infra", owner: "Platform", cadence: "quarterly" };

class Resource extends pulumi.CustomResource {}

class SwarmProvider extends pulumi.ProviderResource {
  constructor() {
    super("swarm", "swarm");
  }
}

const docker = new DockerProvider("docker");
const random = new RandomProvider("random");
const swarm = new SwarmProvider();

new Resource(resourceTypes.stackSwarm, "swarm", { swarm: undefined, movedFrom: undefined }, { provider: swarm });

const key = new RandomBytes("fingerprint-key", { length: 32 }, { provider: random }).base64;

const secrets = Array.from({ length: secretCount }, (_, index) => {
  const logicalName = secretName(index);
  const name = `${namespace}_${logicalName}_v1`;
  const { class: secretClass, owner, cadence } = facts;
  const args = { secretClass, owner, cadence };
  const opts = { providers: { docker, random } };
  const parent = new pulumi.ComponentResource(resourceTypes.versionedSecret, logicalName, args, opts);
  const value = new RandomPassword(name, { length: valueLength, special: true }, { parent }).result;
  const fingerprint = pulumi.unsecret(
    pulumi
      .all([value, key])
      .apply(([text, base64]) => createHmac("sha256", Buffer.from(base64, "base64")).update(text).digest("hex")),
  );
  const labels = {
    ...{ [versionLabels.namespace]: namespace, [versionLabels.secret]: logicalName, [versionLabels.version]: "1" },
    ...{ [versionLabels.class]: secretClass, [versionLabels.owner]: owner, [versionLabels.fingerprint]: fingerprint },
  };
  const version = new Secret(
    name,
    {
      name,
      data: value.apply((text) => Buffer.from(text).toString("base64")),
      labels: Object.entries(labels).map(([label, text]) => ({ label, value: text })),
    },
    { parent, deleteBeforeReplace: false, ignoreChanges: ["labels"] },
  );
  return { logicalName, name, version, fingerprint };
});

const bindings = Array.from({ length: serviceCount }, (_, index) => {
  const bound = secretsOf(index).flatMap((number) => secrets[number] ?? []);
  const references = bound.map(({ logicalName, name: secretName, version }) => {
    const target = `${namespace}_${logicalName}`;
    return [logicalName, { version: 1, secretName, secretId: version.id, target, uid: "0", gid: "0", mode: "0444" }];
  });
  const service = `${namespace}_${serviceName(index)}`;
  const outputs = { serviceId: undefined, replicas: undefined, seconds: undefined, verification: undefined };
  const settings = { timeout: 300, wave: 1, onFailure: "stop" };
  const args = { namespace, service, secrets: Object.fromEntries(references) as object, ...settings, ...outputs };
  return new Resource(resourceTypes.binding, serviceName(index), args, { provider: swarm });
});

for (const [index, { logicalName, version, fingerprint }] of secrets.entries()) {
  const binding = bindings[serviceOf(index)];
  const consumer = `${namespace}_${serviceName(serviceOf(index))}`;
  const verification = (binding as unknown as { verification: pulumi.Output<object> }).verification;
  const inputs = {
    ...{ namespace, secret: logicalName, current: 1, versions: { 1: fingerprint }, consumers: [consumer] },
    ...{ verifications: { [consumer]: verification }, retentionHours: 72, connections: false },
    dependants: [],
  };
  const outputs = { since: undefined, verifiedAt: undefined, ledger: undefined };
  const opts = { dependsOn: [version, ...(binding ? [binding] : [])], provider: swarm, protect: true };
  new Resource(resourceTypes.record, logicalName, { ...inputs, ...outputs }, opts);
}
