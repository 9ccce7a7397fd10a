// In which environment `pulumi` runs: which Swarm, which backend, which passphrase.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { projectDir, sandboxDir } from "./paths.ts";
import { Sandbox } from "./sandbox/index.ts";
import type { Toolchain } from "./toolchain/index.ts";

/** The stack that lives on the private Swarm. */
export const devStack = "dev";

/** Operations that wait for a Swarm keep no processor busy: many run at once, whatever the machine has. */
const parallelism = "64";

/**
 * The environment for the dev stack: the private Swarm, which is started when it does not run, and state and a generated
 * passphrase in `.sandbox/`. Whatever the user's own environment says of these is left out, so that a DOCKER_HOST of
 * production never meets the dev stack, and nobody's `pulumi login` is touched.
 */
export async function devEnvironment({ env }: Toolchain): Promise<NodeJS.ProcessEnv> {
  const { dockerHost } = await new Sandbox().up();
  return devVariables(env, dockerHost);
}

/** The environment for the dev stack once its Swarm runs. */
export function devVariables(env: NodeJS.ProcessEnv, dockerHost: string): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(
    ([name]) => !/^(?:DOCKER_|PULUMI_BACKEND_URL$|PULUMI_CONFIG_PASSPHRASE)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    DOCKER_HOST: dockerHost,
    PULUMI_BACKEND_URL: fileBackend(),
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(),
    PULUMI_PARALLEL: env["PULUMI_PARALLEL"] ?? parallelism,
  };
}

/**
 * The environment for one command: that of the dev stack when the command is about it, else the user's own, with a backend
 * in `.sandbox/` when there is no other.
 *
 * @param args what `pulumi` is called with
 */
export async function stackEnvironment(toolchain: Toolchain, args: readonly string[]): Promise<NodeJS.ProcessEnv> {
  const { env } = toolchain;
  const others = { PULUMI_BACKEND_URL: fileBackend(), PULUMI_PARALLEL: parallelism, ...env };
  const stack = namedStack(args) ?? (await selectedStack(others));
  return stack === devStack ? await devEnvironment(toolchain) : others;
}

/** The stack that the arguments name, as Pulumi reads them: `-s dev`, `-sdev`, `-ys dev`, `--stack=dev`; the last one counts. */
export function namedStack(args: readonly string[]): string | undefined {
  const end = args.indexOf("--");
  const words = end === -1 ? args : args.slice(0, end);
  const index = words.findLastIndex((word) => stackOption.test(word));
  const attached = stackOption.exec(words[index] ?? "")?.groups?.["name"];
  const name = index === -1 ? undefined : (attached ?? words[index + 1]);
  // How a file backend spells out the name of a stack.
  return name?.replace(/^organization\/(?:[^/]+\/)?/, "");
}

/** The letters before `s` are the options that take no value and can share its hyphen. */
const stackOption = /^(?:--stack(?:=(?<name>.+))?|-[defijQry]*s(?:=?(?<name>.+))?)$/;

async function selectedStack(env: NodeJS.ProcessEnv): Promise<string> {
  const args = ["stack", "--show-name", "--non-interactive"];
  const run = await execa("pulumi", args, { cwd: projectDir, env, extendEnv: false, reject: false, stdin: "ignore" });
  return run.failed ? devStack : run.stdout.trim();
}

function fileBackend(): string {
  const folder = path.join(sandboxDir, "state");
  mkdirSync(folder, { recursive: true });
  return pathToFileURL(folder).href;
}

function passphraseFile(): string {
  const file = path.join(sandboxDir, "passphrase");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return file;
}
