import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Writes a program that only plays a part: a shell script of one line. */
export function writeProgram(file: string, line: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

/** Puts a `pulumi` that only answers `pulumi version`, and its language host, into `folder`. */
export function writeFakePulumi(folder: string, version: string): void {
  writeProgram(path.join(folder, "pulumi"), `echo v${version}`);
  writeProgram(path.join(folder, "pulumi-language-nodejs"), "exit 0");
}

/** Where the system's own programs are: a search path without what the tests bring along. */
export const systemPath = ["/usr/local/bin", "/usr/bin", "/bin"];
