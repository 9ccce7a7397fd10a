// Where this project keeps things, in the checkout and on the machine, and what it is called there.
import envPaths from "env-paths";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** The top of the checkout. */
export const projectDir = path.resolve(import.meta.dirname, "..");

const manifest: unknown = parse(readFileSync(path.join(projectDir, "Pulumi.yaml"), "utf8"));

/** The project's name, as Pulumi has it: the prefix of its config keys. */
export const projectName = z.object({ name: z.string() }).parse(manifest).name;

/** The folder of all that this checkout makes and keeps out of Git: the private Swarm, the dev stack's state, Pulumi's home. */
export const sandboxDir = path.join(projectDir, ".sandbox");

/** The folder of what all checkouts share, such as built toolchains: below `XDG_CACHE_HOME`, by default `~/.cache`. */
export const cacheDir = envPaths(projectName, { suffix: "" }).cache;
