import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import process from "node:process";
import { Note } from "./note.ts";

const config = new pulumi.Config();
// The Swarm is shared with other tests: every name on it starts with this.
const namespace = config.require("namespace");
const token = config.requireSecret("token");
const directory = config.require("directory");

const password = new random.RandomPassword("password", { length: config.getNumber("passwordLength") ?? 20 });
const key = new random.RandomBytes("key", { length: 32 });

const secret = new docker.Secret("token", {
  name: `${namespace}_token`,
  data: token.apply((value) => Buffer.from(value).toString("base64")),
});

const service = new docker.Service("reader", {
  name: `${namespace}_reader`,
  taskSpec: {
    containerSpec: {
      image: config.require("image"),
      // Ends at once when told to: the provider waits for it no longer than the grace period.
      commands: ["sh", "-c", "trap 'exit 0' TERM; sleep 100000 & wait"],
      stopGracePeriod: "30s",
      secrets: [{ secretId: secret.id, secretName: secret.name, fileName: "/run/secrets/token" }],
    },
  },
  convergeConfig: { delay: "500ms", timeout: "60s" },
});

const note = new Note("note", { directory, text: config.require("text") });
if (config.getBoolean("adopt")) new Note("adopted", { directory, text: "written by hand" });

const announce = new pulumi.ResourceHook("announce", ({ name, newInputs }) =>
  pulumi.log.info(`hook: ${name} is to be created as ${String(newInputs?.["name"])}`),
);
const keep = new pulumi.ResourceHook("keep", ({ name, oldOutputs }) => {
  if (config.getBoolean("keep")) throw new Error(`hook: ${name} is kept as ${String(oldOutputs?.["name"])}`);
});
if (config.getBoolean("spare") ?? true) {
  new docker.Secret(
    "spare",
    { name: `${namespace}_spare`, data: key.base64 },
    { hooks: { beforeCreate: [announce], beforeDelete: [keep] } },
  );
}

console.log(`the program runs for ${pulumi.getStack()}`);

export const project = pulumi.getProject();
export const stack = pulumi.getStack();
export const organization = pulumi.getOrganization();
export const nodeArguments = process.execArgv;
export const serviceId = service.id;
export const noteText = note.text;
export const passwordResult = password.result;
export const keyBase64 = key.base64;
export const keyHex = key.hex;
