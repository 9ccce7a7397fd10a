// `npm run rebuild-state -- ARGUMENTS`: makes a stack's lost state anew from what the Swarm has. It runs `pulumi up`, but versions that
// exist on the Swarm are taken over as they are, provided that they were made from the values in the config.
import process from "node:process";
import { execa } from "execa";
import { rebuildVariable } from "../../rotation/contract.ts";
import { toolCommand } from "../../cli/command-line.ts";
import { projectDir } from "../paths.ts";
import { adoptingProxy } from "../stack/adopting-proxy.ts";
import { stackEnvironment } from "../stack/stack-environment.ts";
import { prepareToolchain } from "../toolchain/index.ts";

const description =
  "Makes a stack's lost state anew from what the Swarm has. It is `pulumi up`, and every other word goes there; but versions " +
  "that are on the Swarm are taken over as they are, where the values in the config are the ones that they were made from. " +
  "Before it: docs/runbook.md, which says when this is the way and what it needs.";

export default toolCommand("npm run rebuild-state --", description, [
  ["npm run rebuild-state -- --stack prod", "shows what it would do, and asks"],
])
  .usage("arguments of pulumi up...")
  .allowUnknownOption()
  .argument("[arguments...]", "what goes to `pulumi up`")
  .action(async (args) => {
    const toolchain = await prepareToolchain();
    const env = await stackEnvironment(toolchain, ["up", ...args]);
    const proxy = await adoptingProxy(env);
    try {
      const variables = { ...env, DOCKER_HOST: proxy.host, DOCKER_CONTEXT: undefined, [rebuildVariable]: "1" };
      const options = { cwd: projectDir, env: variables, extendEnv: false, reject: false, stdio: "inherit" } as const;
      process.on("SIGINT", () => undefined);
      const run = await execa("pulumi", ["up", ...args], options);
      process.exitCode = run.exitCode ?? 1;
    } finally {
      await proxy.close();
    }
  });
