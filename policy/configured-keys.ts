// In a file of its own: what forgets all other keys loads nothing else.
import { getProject } from "@pulumi/pulumi/runtime/settings.js";

/** The config keys that policies read. */
export const configuredKeys = ["classes", "composeFiles", "tenantColumns"].map((key) => `${getProject()}:${key}`);
