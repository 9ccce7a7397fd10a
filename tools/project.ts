import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { projectDir } from "./paths.ts";

/** The name that Pulumi knows the project by: the prefix of its config keys, and a folder in a backend. */
export const project = (parse(readFileSync(path.join(projectDir, "Pulumi.yaml"), "utf8")) as { name: string }).name;
