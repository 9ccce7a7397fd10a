// How the Docker CLI reads its environment.
import { homedir } from "node:os";
import path from "node:path";

/** Folder of the Docker CLI's configuration: `DOCKER_CONFIG`, else `~/.docker`. */
export function dockerConfigDirectory(environment: NodeJS.ProcessEnv): string {
  return nonEmpty(environment["DOCKER_CONFIG"]) ?? path.join(nonEmpty(environment["HOME"]) ?? homedir(), ".docker");
}

/** The Docker CLI takes an empty variable for an unset one. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
