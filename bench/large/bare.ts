// A program that declares what the large inventory declares: the same types, names, inputs and parents, without inventory,
// components and checks.
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { Secret } from "@pulumi/docker/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { secretName, secretsOf, serviceName, serviceOf, valueLength } from "./inventory.ts";

const config = new pulumi.Config();
const namespace = config.require("namespace");
const secretCount = config.requireNumber("secrets");
const serviceCount = config.requireNumber("services");
const facts = { class: "swarm-infra", owner: "Platform", cadence: "quarterly" };

class Resource extends pulumi.CustomResource {}

const key = new RandomBytes("fingerprint-key", { length: 32 }).base64;

const secrets = Array.from({ length: secretCount }, (_, index) => {
  const logicalName = secretName(index);
  const name = `${namespace}_${logicalName}_v1`;
  const { class: secretClass, owner, cadence } = facts;
  const args = { secretClass, owner, cadence, current: 1, retain: [] };
  const parent = new pulumi.ComponentResource("busflow:index:VersionedSecret", logicalName, args);
  const value = new RandomPassword(name, { length: valueLength, special: true }, { parent }).result;
  const fingerprint = pulumi.unsecret(
    pulumi
      .all([value, key])
      .apply(([text, base64]) => createHmac("sha256", Buffer.from(base64, "base64")).update(text).digest("hex")),
  );
  const labels = { namespace, secret: logicalName, version: "1", class: secretClass, owner, fingerprint };
  const { id } = new Secret(
    name,
    {
      name,
      data: value.apply((text) => Buffer.from(text).toString("base64")),
      labels: Object.entries(labels).map(([label, text]) => ({ label: `busflow.${label}`, value: text })),
    },
    { parent, deleteBeforeReplace: false, ignoreChanges: ["labels"] },
  );
  return { logicalName, name, id, fingerprint };
});

const bindings = Array.from({ length: serviceCount }, (_, index) => {
  const bound = secretsOf(index).flatMap((number) => secrets[number] ?? []);
  const references = bound.map(({ logicalName, name: secretName, id: secretId }) => {
    const target = `${namespace}_${logicalName}`;
    return [logicalName, { version: 1, secretName, secretId, target, uid: "0", gid: "0", mode: "0444" }];
  });
  return new Resource("swarm:index:ServiceSecretBinding", serviceName(index), {
    ...{ namespace, service: `${namespace}_${serviceName(index)}`, secrets: Object.fromEntries(references) as object },
    ...{ timeout: 300, serviceId: undefined, replicas: undefined, seconds: undefined },
  });
});

for (const [index, { logicalName, fingerprint }] of secrets.entries()) {
  const binding = bindings[serviceOf(index)];
  new Resource(
    "swarm:index:RotationRecord",
    logicalName,
    {
      ...{ namespace, secret: logicalName, current: 1, versions: { 1: fingerprint } },
      ...{ consumers: [`${namespace}_${serviceName(serviceOf(index))}`], since: undefined, verifiedAt: undefined },
    },
    { dependsOn: binding ?? [] },
  );
}
