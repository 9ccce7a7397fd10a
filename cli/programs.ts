// Runs other programs.
import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";
import { buffer } from "node:stream/consumers";
import { UserError } from "../rotation/user-error.ts";

/** Where and with what a program runs. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How a program ended, and what it has printed. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, whatever its exit code.
 *
 * @param input what it reads from standard input
 * @throws UserError when it is not installed
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input = "", ...where }: Surroundings & { readonly input?: string },
): Promise<Ran> {
  const child = spawn(program, args, { ...where, stdio: ["pipe", "pipe", "pipe"] });
  const ended = endOf(program, child);
  // A program that reads nothing ends the pipe, which is no fault.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [exitCode, stdout, stderr] = await Promise.all([ended, buffer(child.stdout), buffer(child.stderr)]);
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

/**
 * Runs a program on this process's own terminal.
 *
 * @param isQuiet whether what it prints goes to standard error, as standard output is for a document
 * @returns its exit code
 */
export async function passThrough(
  program: string,
  args: readonly string[],
  where: Surroundings,
  isQuiet: boolean,
): Promise<number> {
  const stdout = isQuiet ? process.stderr : process.stdout;
  return await endOf(program, spawn(program, args, { ...where, stdio: ["inherit", stdout, "inherit"] }));
}

/**
 * Waits for a program's end. Ctrl-C reaches it, too, and it ends in good order; SIGTERM may be sent to this process alone, and is passed
 * on. So what this process has to tidy afterwards, it does.
 */
async function endOf(program: string, child: ChildProcess): Promise<number> {
  const wait = (): undefined => undefined;
  const pass = (): void => void child.kill("SIGTERM");
  process.on("SIGINT", wait).on("SIGTERM", pass).on("SIGHUP", pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]);
      });
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new UserError(`${program} is not installed, or not on PATH.`, "Install it, and run the command again.");
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", pass).off("SIGHUP", pass);
  }
}
