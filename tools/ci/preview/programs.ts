// Finds the programs that a preview needs: Pulumi with its language host and plugins, and Node.
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { findExecutable } from "../../executables.ts";
import { prepareToolchain } from "../../toolchain/index.ts";

/** Where the programs are. */
export interface Programs {
  /** The search path that finds them. */
  path: string;
  /** The folder of Pulumi's plugins. */
  plugins: string;
  /** All folders that hold one of them. */
  folders: readonly string[];
}

/** The Pulumi that is there with its plugins, or the project's own, which is brought in where it is missing. */
export async function findPrograms(): Promise<Programs> {
  const { PATH: searchPath = "", PULUMI_HOME: home = "" } = process.env;
  const isThere = findExecutable("pulumi", searchPath) !== undefined && existsSync(path.join(home, "plugins"));
  const env = isThere ? process.env : (await prepareToolchain()).env;
  const pulumi = findExecutable("pulumi", env["PATH"] ?? "") ?? "pulumi";
  const plugins = realpathSync(path.join(env["PULUMI_HOME"] ?? "", "plugins"));
  // Pulumi may be a link, and its language host is beside it, or beside what it points to.
  const folders = [...new Set([pulumi, realpathSync(pulumi), process.execPath].map((file) => path.dirname(file)))];
  return { path: [...folders, "/usr/bin", "/bin"].join(path.delimiter), plugins, folders: [...folders, plugins] };
}
