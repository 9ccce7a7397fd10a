// Finds out what the machine offers: programs, packages and rights.
import { readFileSync } from "node:fs";
import process from "node:process";
import { findExecutable } from "../executables.ts";

/** `PATH` with the system folders that the `PATH` of an ordinary user leaves out. */
export const systemPath = [
  ...(process.env["PATH"] ?? "").split(":"),
  "/usr/local/sbin",
  "/usr/sbin",
  "/sbin",
  "/usr/local/bin",
  "/usr/bin",
  "/bin",
].join(":");

/** The program's path, or undefined when this machine does not have it. */
export const findProgram = (name: string): string | undefined => findExecutable(name, systemPath);

export const isRoot = (): boolean => process.getuid?.() === 0;

/** The path of apt-get when this process can install packages of Debian or Ubuntu with it. */
export function aptGet(): string | undefined {
  if (!isRoot()) return undefined;
  try {
    const release = readFileSync("/etc/os-release", "utf8");
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release) ? findProgram("apt-get") : undefined;
  } catch {
    return undefined;
  }
}
