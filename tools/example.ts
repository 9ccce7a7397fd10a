// The example in `docker/`: services whose secrets the demo rotates.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { projectDir, projectName } from "./paths.ts";

const fileOf = (name: string): string => path.join(projectDir, "docker", name);

/** The compose file, which `docker stack deploy` takes. */
export const exampleCompose = fileOf("compose.busflow.yml");

/** The same with the versions of the dev stack, which the demo makes from it and Git ignores. */
export const devCompose = fileOf("compose.dev.yml");

/** The stack config that binds the services' secrets, without their values. */
export const exampleConfig = fileOf("dev-stack.yaml");

const namespaceKey = `${projectName}:namespace`;
const Config = z.object({ config: z.object({ [namespaceKey]: z.string() }) });

/** The name of the Docker stack, which is also the first part of the names of its services and secrets. */
export const exampleNamespace = Config.parse(parse(readFileSync(exampleConfig, "utf8"))).config[namespaceKey] ?? "";

const Compose = z.object({ "x-service": z.object({ image: z.string() }) });

/** The image of the services, as their compose file names it. */
export const exampleImage = Compose.parse(parse(readFileSync(exampleCompose, "utf8"), { merge: true }))["x-service"]
  .image;
