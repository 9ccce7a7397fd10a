// Brings in Python packages' own installer.
import { execa } from "execa";
import { findExecutable } from "../executables.ts";
import { failureOf } from "../failure.ts";
import { step } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";

/** Who wants pip, and from where. */
export interface PipRequest {
  /** Where programs are looked for. */
  searchPath: string;
  /** Whether packages of the system may be installed. */
  isRoot: boolean;
  /** What it is needed for, as the beginning of a sentence. */
  reason: string;
  /** What to do where it cannot be had. */
  otherwise: string;
}

/**
 * Finds Python with pip, or installs pip as a package of the system.
 *
 * @returns the path of Python
 * @throws UserError when there is neither
 */
export async function ensurePip({ searchPath, isRoot, reason, otherwise }: PipRequest): Promise<string> {
  const pythonWithPip = async (): Promise<string | undefined> => {
    const python = findExecutable("python3", searchPath);
    if (python === undefined) return undefined;
    const pip = await execa(python, ["-m", "pip", "--version"], { reject: false, timeout: 20_000 });
    return pip.failed ? undefined : python;
  };
  const present = await pythonWithPip();
  if (present !== undefined) return present;
  const apt = findExecutable("apt-get", searchPath);
  if (apt === undefined || !isRoot) {
    const lack = apt === undefined ? "this machine has no apt-get" : "only root may use apt-get";
    throw new UserError(`${reason}. It could come as a package, but there is no pip, and ${lack}.`, otherwise);
  }
  await step("installing pip (apt-get install python3-pip)", async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await execa(apt, ["update", "-qq"], { env, reject: false, stdin: "ignore" });
    const flags = ["install", "-y", "-qq", "--no-install-recommends", "python3-pip"];
    const install = await execa(apt, flags, { env, reject: false, stdin: "ignore" });
    if (install.failed) {
      throw new UserError(`python3-pip cannot be installed: ${failureOf(install)}`, otherwise);
    }
  });
  const python = await pythonWithPip();
  if (python !== undefined) return python;
  throw new UserError("python3-pip was installed, and python3 still has no pip.", otherwise);
}
