// In a file of its own: what forgets all other keys loads nothing else.
import { project } from "../rotation/config-path.ts";

/** The config keys that policies read. */
export const configuredKeys = ["classes", "composeFiles", "tenantColumns"].map((key) => `${project}:${key}`);
