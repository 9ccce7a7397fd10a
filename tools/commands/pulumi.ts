// `npm run pulumi -- ARGUMENTS`: the project's own toolchain, set up for one command.
import process from "node:process";
import { execa } from "execa";
import { projectDir } from "../paths.ts";
import { say } from "../progress.ts";
import { stackEnvironment } from "../stack/stack-environment.ts";
import { prepareToolchain } from "../toolchain/index.ts";
import { describeError } from "../failure.ts";

try {
  const args = process.argv.slice(2);
  const toolchain = await prepareToolchain();
  const env = await stackEnvironment(toolchain, args);
  const pulumi = execa("pulumi", args, { cwd: projectDir, env, extendEnv: false, reject: false, stdio: "inherit" });
  // Ctrl-C reaches pulumi too, which ends in good order; this process stays until then. What is sent to it alone goes on.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => pulumi.kill("SIGTERM"));
  const run = await pulumi;
  process.exitCode = run.exitCode ?? 1;
} catch (error) {
  say(describeError(error));
  process.exitCode = 1;
}
