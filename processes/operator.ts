// Who runs this process, as far as the machine tells: what the Engine cannot know.
import { execFile } from "node:child_process";
import { hostname, userInfo } from "node:os";
import process from "node:process";
import { promisify } from "node:util";
import { childEnvironment } from "./child-environment.ts";

/** Who runs this process. Every text is short and of one line. */
interface Operator {
  /** The account on GitHub that has started the CI run, or the user's name. */
  by: string;
  /** The machine's name. */
  host: string;
  /** The address of the CI run; left out outside CI. */
  run?: string;
  /** The Git commit of the folder, or the one that CI names; left out where there is neither. */
  commit?: string;
  /** Set when files that Git knows differ from that commit. */
  dirty?: true;
}

/** The most milliseconds that Git may take. A rotation does not wait for a folder that answers slowly. */
const gitLimitMs = 2000;
/** The most characters of a text. */
const maxText = 120;

let known: Promise<Operator> | undefined;

/** Who runs this process, and from which commit of its working folder. It is found out once, and never fails. */
export function operator(): Promise<Operator> {
  return (known ??= operatorOf(process.env, process.cwd()));
}

/**
 * Who runs a process with an environment, in a folder.
 *
 * @param env the environment; in GitHub's CI its variables say more than the user's name
 */
export async function operatorOf(env: NodeJS.ProcessEnv, folder: string): Promise<Operator> {
  const isCi = env["GITHUB_ACTIONS"] === "true";
  const { commit = isCi ? env["GITHUB_SHA"] : undefined, isDirty } = await commitOf(folder);
  const run = isCi ? runOf(env) : undefined;
  const actor = isCi ? (env["GITHUB_TRIGGERING_ACTOR"] ?? env["GITHUB_ACTOR"]) : env["SUDO_USER"];
  return {
    ...{ by: short(actor ?? userName()), host: short(hostname()) },
    ...(run !== undefined && { run: short(run) }),
    ...(commit !== undefined && { commit: short(commit) }),
    ...(isDirty && { dirty: true }),
  };
}

function runOf(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  if (repository === undefined || id === undefined) return undefined;
  const attempt = env["GITHUB_RUN_ATTEMPT"] ?? "1";
  return `${server ?? "https://github.com"}/${repository}/actions/runs/${id}${attempt === "1" ? "" : `/attempts/${attempt}`}`;
}

/** The commit of a folder, and whether files that Git knows differ from it. Git's settings for the repository run no program here. */
async function commitOf(folder: string): Promise<{ commit?: string; isDirty: boolean }> {
  const words = ["-c", "core.fsmonitor=false", "status", "--porcelain=v2", "--branch"];
  const options = {
    ...{ cwd: folder, timeout: gitLimitMs, maxBuffer: 64 * 1024 * 1024 },
    env: { ...childEnvironment("git"), GIT_OPTIONAL_LOCKS: "0" },
  };
  try {
    const scope = ["--untracked-files=no", "--ignore-submodules=all", "--", "."];
    const { stdout } = await promisify(execFile)("git", [...words, ...scope], options);
    const commit = /^# branch\.oid ([\da-f]{40,64})$/m.exec(stdout)?.[1];
    return { ...(commit !== undefined && { commit }), isDirty: /^[^#\n]/m.test(stdout) };
  } catch {
    return { isDirty: false };
  }
}

/** The user's name, or the number where the system knows no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}

function short(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "").slice(0, maxText);
}
