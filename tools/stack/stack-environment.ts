// Makes the environment in which `pulumi` runs: which Swarm, which backend, which passphrase.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { projectDir, sandboxDir } from "../paths.ts";
import { say } from "../../cli/progress.ts";
import { Sandbox } from "../sandbox/index.ts";
import type { Toolchain } from "../toolchain/index.ts";
import { UserError } from "../../rotation/user-error.ts";
import { DevFiles, devStack } from "./dev-stack.ts";
import { subjectOf, type Subject } from "./pulumi-arguments.ts";

/** How many operations Pulumi runs at once. Most wait for a Swarm and keep no processor busy, so there can be many. */
const parallelism = "64";

/**
 * The environment for the dev stack: the private Swarm, which is started when it does not run, and state and a generated passphrase
 * in `.sandbox/`. The user's own settings for these are left out, so that a DOCKER_HOST of production never meets the dev stack, and
 * nobody's `pulumi login` is touched.
 */
async function devEnvironment({ env }: Toolchain): Promise<NodeJS.ProcessEnv> {
  const { dockerHost } = await new Sandbox().up();
  return devVariables(env, dockerHost);
}

/** The environment for the dev stack once its Swarm runs. */
export function devVariables(
  env: NodeJS.ProcessEnv,
  dockerHost: string,
  files: DevFiles = new DevFiles(),
): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(
    ([name]) => !/^(?:DOCKER_|PULUMI_BACKEND_URL$|PULUMI_CONFIG_PASSPHRASE)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    DOCKER_HOST: dockerHost,
    PULUMI_BACKEND_URL: files.backend(),
    PULUMI_CONFIG_PASSPHRASE_FILE: files.ensurePassphrase(),
    PULUMI_PARALLEL: env["PULUMI_PARALLEL"] ?? parallelism,
  };
}

/**
 * The environment for one command. A command about the dev stack gets the dev stack's; any other command gets the user's own backend,
 * passphrase and Docker. Where the user has named no backend and not logged in, it gets a backend in `.sandbox/`.
 *
 * @param args the arguments of `pulumi`
 * @throws UserError when the command makes a stack and nothing could encrypt its secrets
 */
export async function stackEnvironment(toolchain: Toolchain, args: readonly string[]): Promise<NodeJS.ProcessEnv> {
  const subject = subjectOf(args);
  const backend = usersBackend(toolchain.env);
  const users = {
    ...{ PULUMI_PARALLEL: parallelism, ...toolchain.env },
    ...(backend === undefined && { PULUMI_BACKEND_URL: new DevFiles().backend() }),
  };
  if (!isThisProject(subject.cwd)) return users;
  const stack = subject.stack ?? (await selectedStack(users));
  if (stack === devStack) {
    checkDevStack(subject);
    return await devEnvironment(toolchain);
  }
  if (subject.creates) checkNewStack(subject, { env: users, backend, canAsk: process.stdin.isTTY });
  return users;
}

/** The backend that the user has named, or logged in to with `npm run pulumi -- login`: Pulumi's home is this checkout's own. */
function usersBackend({ PULUMI_BACKEND_URL, PULUMI_HOME = "" }: NodeJS.ProcessEnv): string | undefined {
  if (PULUMI_BACKEND_URL) return PULUMI_BACKEND_URL;
  const file = path.join(PULUMI_HOME, "credentials.json");
  if (!existsSync(file)) return undefined;
  const { current } = JSON.parse(readFileSync(file, "utf8")) as { current?: string };
  // After a logout the file names no backend.
  return current === "" ? undefined : current;
}

/** Whether the project that Pulumi finds, from a folder upwards, is this one. */
function isThisProject(cwd = "."): boolean {
  const isProject = (folder: string): boolean =>
    ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].some((file) => existsSync(path.join(folder, file)));
  let folder = path.resolve(projectDir, cwd);
  while (!isProject(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  return folder === projectDir;
}

/** Refuses a command about a dev stack that does not exist, before a Swarm is started for it. */
function checkDevStack({ creates }: Subject): void {
  if (creates || new DevFiles().hasState) return;
  throw new UserError(`There is no stack ${devStack}.`, "`npm start` makes it, on a private Swarm.");
}

/** Where a stack is to be made. */
interface Place {
  env: NodeJS.ProcessEnv;
  /** The user's own backend; undefined when they have none. */
  backend: string | undefined;
  /** Whether Pulumi can ask for a passphrase. */
  canAsk: boolean;
}

/**
 * Checks that a new stack has what it needs, before Pulumi makes half of it.
 *
 * @throws UserError when nothing could encrypt its secrets
 */
export function checkNewStack(
  { stack = "The stack", secretsProvider = "default", silent }: Subject,
  { env, backend, canAsk }: Place,
): void {
  if (backend === undefined) {
    say(
      `Note: no backend is named, so the state of ${stack} will be in ${path.relative(projectDir, sandboxDir)}/, and goes when that folder goes.\n` +
        "  For a stack that has to last: export PULUMI_BACKEND_URL=file:///a/folder/of/yours (or s3://…, https://…).",
    );
  }
  // Pulumi Cloud encrypts by itself. With any other backend a passphrase does, unless another way is given.
  const needsPassphrase = ["default", "passphrase"].includes(secretsProvider) && !/^https?:/.test(backend ?? "");
  const has = [env["PULUMI_CONFIG_PASSPHRASE"], env["PULUMI_CONFIG_PASSPHRASE_FILE"]].some((set) => set !== undefined);
  if (!needsPassphrase || has || (canAsk && !silent)) return;
  throw new UserError(
    `${stack} has neither a passphrase nor a secrets provider, so nothing could encrypt its values.`,
    "Name a file that holds a passphrase of your own, and keep a copy of it: export PULUMI_CONFIG_PASSPHRASE_FILE=/path/to/file\n" +
      "(or PULUMI_CONFIG_PASSPHRASE), or name a key service: --secrets-provider=awskms://… (gcpkms, azurekeyvault, hashivault).",
  );
}

/** The stack that a command without one is about; undefined when none is selected. */
async function selectedStack(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  // Pulumi prefers this variable to the selected stack.
  if (env["PULUMI_STACK"]) return env["PULUMI_STACK"];
  const args = ["stack", "--show-name", "--non-interactive"];
  const run = await execa("pulumi", args, { cwd: projectDir, env, extendEnv: false, reject: false, stdin: "ignore" });
  return run.failed ? undefined : run.stdout.trim();
}
