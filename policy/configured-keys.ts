// The config keys that the pack needs. They have a file of their own, because forget-config.ts may load nothing else before it has
// removed all other keys.
import { getProject } from "@pulumi/pulumi/runtime/settings.js";

const settings = ["namespace", "classes", "secrets", "services", "retention", "protect", "requireSwarm"];
const lists = ["composeFiles", "tenantColumns"];

/** The config keys that policies read, without the project before them: all but those of values and keys. */
export const configuredNames = [...settings, ...lists];

/** The same with the project, as the engine has them. */
export const configuredKeys = configuredNames.map((key) => `${getProject()}:${key}`);
