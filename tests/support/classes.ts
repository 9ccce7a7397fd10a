// Busflow's classes, as its Pulumi.yaml gives them to every stack.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { projectName as project } from "../../tools/paths.ts";

interface ProjectFile {
  config: Record<string, { value?: Record<string, object> }>;
}

const file = parse(readFileSync(new URL("../../Pulumi.yaml", import.meta.url), "utf8")) as ProjectFile;

/** What stands under `classes`; each test that changes it takes a copy. */
export const classes = file.config[`${project}:classes`]?.value ?? {};
