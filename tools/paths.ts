import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";

/** The top of the checkout. */
export const projectDir = path.resolve(import.meta.dirname, "..");

/** All that this checkout makes on the machine and keeps out of Git: the private Swarm, the dev stack, Pulumi's home. */
export const sandboxDir = path.join(projectDir, ".sandbox");

/** What is kept between checkouts: built toolchains, by version. `XDG_CACHE_HOME`, by default `~/.cache`. */
export const cacheDir = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "busflow-secrets");
