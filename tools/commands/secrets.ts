// `npm run secrets -- ARGUMENTS`: runs one command of `secrets`, by itself on the demo's stack.
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { toolCommand } from "../../cli/command-line.ts";
import { projectDir } from "../paths.ts";
import { Sandbox } from "../sandbox/index.ts";
import { devStack } from "../stack/dev-stack.ts";
import { subjectOf } from "../stack/pulumi-arguments.ts";
import { stackEnvironment } from "../stack/stack-environment.ts";
import { prepareToolchain } from "../toolchain/index.ts";

/** The commands that run `pulumi`. */
const withPulumi = ["rotate"];

const description =
  "Runs a command of secrets on the stack dev and its private Swarm, which is started where it does not run; with --stack, on another " +
  "stack and your own Docker. Every word is that of secrets, --help included.";

export default toolCommand("npm run secrets --", description, [
  ["npm run secrets -- status", "where the demo's secrets stand"],
  ["npm run secrets -- --help", "all its commands"],
])
  .usage("arguments...")
  .helpOption(false)
  .argument("[arguments...]", "what goes to secrets")
  .action(async (args) => {
    const { stack } = subjectOf(args);
    const isDev = (stack ?? devStack) === devStack;
    const isHelp = args.length === 0 || args[0] === "help" || args.includes("--help") || args.includes("-h");
    const env = isHelp ? process.env : await environmentFor(args, stack ?? devStack, isDev);
    const words = [...args, ...(stack === undefined && !isHelp ? ["--stack", devStack] : [])];
    const script = path.join(projectDir, "cli", "secrets.mjs");
    const run = await execa(process.execPath, [script, ...words], {
      ...{ cwd: projectDir, env, extendEnv: false },
      ...{ reject: false, stdio: "inherit" },
    });
    process.exitCode = run.exitCode ?? 1;
  });

/** The environment of a command: for the stack dev its Swarm, and for a command that runs `pulumi` all that this needs. */
async function environmentFor(args: readonly string[], stack: string, isDev: boolean): Promise<NodeJS.ProcessEnv> {
  if (withPulumi.includes(args[0] ?? "")) {
    return await stackEnvironment(await prepareToolchain(), ["up", "--stack", stack]);
  }
  if (!isDev) return process.env;
  return { ...process.env, DOCKER_HOST: (await new Sandbox().up()).dockerHost, DOCKER_CONTEXT: "" };
}
