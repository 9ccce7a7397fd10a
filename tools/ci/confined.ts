// Runs a pull request's program where it can reach nothing: confine.sh says what is left.
import { mkdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { UserError } from "../../rotation/user-error.ts";

/** A command, and what it gets to see. */
export interface Confined {
  command: readonly string[];
  /** All of its environment. It stands among the arguments, so no secret may be in it. */
  env: Readonly<Record<string, string>>;
  /** The one folder that it may write to; it must not be a link. The command starts in `cwd`, which is in there. */
  writable: string;
  cwd: string;
  /** Files and folders that it may read, at their own paths. */
  readable: readonly string[];
  timeoutMs: number;
}

const script = path.join(import.meta.dirname, "confine.sh");
const namespaces = ["--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child"];

/** How a command ended. */
export interface Ended {
  /** Standard output and standard error. */
  output: string;
  /** Undefined when it was ended from outside, as when it took too long. */
  exitCode: number | undefined;
}

/**
 * Runs a command confined, to its end.
 *
 * @param root an empty folder, or none yet
 * @throws UserError when this machine gives no namespaces to this user: nothing runs without them
 */
export async function runConfined(root: string, confined: Confined): Promise<Ended> {
  const { command, env, writable, cwd, readable, timeoutMs } = confined;
  mkdirSync(root, { recursive: true });
  const { words, user, group } = await wayIn();
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const inner = ["env", "-i", "-C", cwd, ...variables, ...command];
  const [program, ...args] = [
    ...words("timeout", "--signal=KILL", String(timeoutMs / 1000)),
    ...[script, root, user, group, writable, ...readable, "--", ...inner],
  ];
  const options = { env: { PATH: systemPath }, extendEnv: false, stdin: "ignore", all: true, reject: false } as const;
  const ended = await execa(program, args, { ...options, maxBuffer: mostCharacters });
  const isEnded = ended.exitCode === killed || ended.isMaxBuffer;
  return { output: ended.all, exitCode: isEnded ? undefined : ended.exitCode };
}

/** What `timeout` ends with when it has ended the command, as sudo passes it on. */
const killed = 128 + 9;

const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const mostCharacters = 50_000_000;

/** How this user makes namespaces, and who the command then has to become; empty when it stays who it is. */
interface WayIn {
  /**
   * @param ender what ends everything that is started by it when it takes too long: with the rights of what it ends, and whatever else
   *   holds the output open
   */
  words: (...ender: string[]) => [string, ...string[]];
  user: string;
  group: string;
}

function start([ender, ...options]: string[], program: string, ...args: string[]): [string, ...string[]] {
  return ender === undefined ? [program, ...args] : [ender, ...options, program, ...args];
}

async function wayIn(): Promise<WayIn> {
  const id = { user: String(process.getuid?.() ?? ""), group: String(process.getgid?.() ?? "") };
  const same = { user: "", group: "" };
  const ways: WayIn[] =
    id.user === "0"
      ? [{ words: (...ender) => start(ender, "unshare", ...namespaces), ...same }]
      : [
          { words: (...ender) => start(ender, "unshare", "--user", "--map-root-user", ...namespaces), ...same },
          // A runner of GitHub gives namespaces to root alone, and its user may become root.
          { words: (...ender) => ["sudo", "-n", ...ender, "unshare", ...namespaces], ...id },
        ];
  for (const way of ways) {
    const [program, ...args] = [...way.words(), "mount", "--make-rprivate", "/"];
    const tried = await execa(program, args, {
      env: { PATH: systemPath },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
    });
    if (!tried.failed) return way;
  }
  throw new UserError(
    "This machine has no namespaces for this user, and a pull request's program runs in nothing less.",
    "Run this on Linux with util-linux as root, as a user who may use sudo without a password, or where unshare --user works.",
  );
}
