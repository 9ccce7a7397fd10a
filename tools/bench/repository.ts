// A Git repository in a folder of its own, for tests and for the bench of the scanner.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgSign=false"];

/** A repository in a folder. */
export class Repository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.git("init", "--quiet", "--initial-branch=main");
  }

  /** Runs Git without the configuration of this machine, and without the variables that Git sets for its hooks. */
  git(...args: string[]): string {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
    const env = { ...Object.fromEntries(own), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
    return execFileSync("git", [...identity, ...args], {
      cwd: this.folder,
      env,
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  }

  write(file: string, text: string): void {
    const whole = path.join(this.folder, file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, text);
  }

  remove(file: string): void {
    rmSync(path.join(this.folder, file));
  }

  /** Commits everything and returns the commit's id. */
  commit(message = "A change"): string {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--no-verify", `--message=${message}`);
    return this.git("rev-parse", "HEAD");
  }
}
