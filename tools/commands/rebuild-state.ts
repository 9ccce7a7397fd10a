// `npm run rebuild-state -- ARGUMENTS`: makes a stack's lost state anew from what the Swarm has. It is `pulumi up`, but versions that
// are there are taken over as they are, where the values in the config are the ones that they were made from.
import process from "node:process";
import { execa } from "execa";
import { projectDir } from "../paths.ts";
import { say } from "../progress.ts";
import { adoptingProxy } from "../stack/adopting-proxy.ts";
import { stackEnvironment } from "../stack/stack-environment.ts";
import { prepareToolchain } from "../toolchain/index.ts";
import { describeError } from "../failure.ts";

try {
  const args = process.argv.slice(2);
  const toolchain = await prepareToolchain();
  const env = await stackEnvironment(toolchain, ["up", ...args]);
  const proxy = await adoptingProxy(env);
  try {
    const variables = { ...env, DOCKER_HOST: proxy.host, DOCKER_CONTEXT: undefined, BUSFLOW_REBUILD_STATE: "1" };
    const options = { cwd: projectDir, env: variables, extendEnv: false, reject: false, stdio: "inherit" } as const;
    process.on("SIGINT", () => undefined);
    const run = await execa("pulumi", ["up", ...args], options);
    process.exitCode = run.exitCode ?? 1;
  } finally {
    await proxy.close();
  }
} catch (error) {
  say(describeError(error));
  process.exitCode = 1;
}
