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

/** All that this checkout makes on the machine and keeps out of Git: the private Swarm, the dev stack, Pulumi's home. */
export const sandboxDir = path.join(projectDir, ".sandbox");

/** What is kept between checkouts: built toolchains, by version. In `XDG_CACHE_HOME`, by default `~/.cache`. */
export const cacheDir = envPaths(projectName, { suffix: "" }).cache;
