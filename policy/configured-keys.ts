// The config keys that the pack needs. They have a file of their own, because forget-config.ts may load nothing else before it has
// removed all other keys.
import { getProject } from "@pulumi/pulumi/runtime/settings.js";

/** The config keys that policies read. */
export const configuredKeys = ["classes", "composeFiles", "tenantColumns"].map((key) => `${getProject()}:${key}`);
