// Where everything of a sandbox is, and what it is called.
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import path from "node:path";
import { projectName } from "../paths.ts";

/** The paths of one sandbox, and its name where names are shared with others. */
export interface Layout {
  /** The sandbox's folder, without symbolic links. */
  dir: string;
  /** The socket of the Engine's API. */
  socket: string;
  /** The folder of all that the engine keeps; `reset` removes it. */
  engineDir: string;
  dataDir: string;
  configFile: string;
  logFile: string;
  /** The file that says which container on which engine this sandbox is, when it is one. */
  containerFile: string;
  /** The file with the ID of the Swarm's node, once there was a Swarm. */
  nodeFile: string;
  /** The lock's file. It lies outside `engineDir`, so that a reset does not remove it while others wait for it. */
  lockFile: string;
  /** The name of the control groups and of the container. It is made from the folder, so that no other sandbox has it. */
  name: string;
}

/** The layout of the sandbox in `dir`, which need not exist yet. */
export function layoutOf(dir: string): Layout {
  const real = resolveLinks(path.resolve(dir));
  const engineDir = path.join(real, "engine");
  return {
    dir: real,
    socket: path.join(real, "docker.sock"),
    engineDir,
    dataDir: path.join(engineDir, "data"),
    configFile: path.join(engineDir, "daemon.json"),
    logFile: path.join(engineDir, "dockerd.log"),
    containerFile: path.join(engineDir, "container.json"),
    nodeFile: path.join(engineDir, "node-id"),
    lockFile: path.join(real, "engine.lock"),
    name: `${projectName}-${createHash("sha256").update(real).digest("hex").slice(0, 12)}`,
  };
}

/** Resolves symbolic links, as two names of one folder must give one sandbox, also before the folder is made. */
function resolveLinks(dir: string): string {
  try {
    return realpathSync(dir);
  } catch {
    const parent = path.dirname(dir);
    return parent === dir ? dir : path.join(resolveLinks(parent), path.basename(dir));
  }
}
