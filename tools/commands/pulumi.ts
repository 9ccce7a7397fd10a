// `npm run pulumi -- ARGUMENTS`: runs one command of Pulumi with the project's own toolchain and environment.
import process from "node:process";
import { execa } from "execa";
import { toolCommand } from "../../cli/command-line.ts";
import { projectDir } from "../paths.ts";
import { stackEnvironment } from "../stack/stack-environment.ts";
import { prepareToolchain } from "../toolchain/index.ts";

const description =
  "Runs Pulumi with all that this project needs, which is brought in where it is missing. Every word is Pulumi's, --help " +
  "included. The stack dev lives on the private Swarm, which is started for it; any other has the user's own backend, " +
  "passphrase and Docker.";

export default toolCommand("npm run pulumi --", description, [
  ["npm run pulumi -- preview --stack dev", "what an update of the demo's stack would change"],
  ["npm run pulumi -- --help", "Pulumi's own help"],
])
  .usage("arguments...")
  .helpOption(false)
  .argument("[arguments...]", "what goes to pulumi")
  .action(async (args) => {
    const toolchain = await prepareToolchain();
    const env = await stackEnvironment(toolchain, args);
    const pulumi = execa("pulumi", args, { cwd: projectDir, env, extendEnv: false, reject: false, stdio: "inherit" });
    // Ctrl-C reaches pulumi, too, which ends in good order, and this process waits for that. SIGTERM may be sent to this process
    // alone, so it is passed on.
    process.on("SIGINT", () => undefined);
    process.on("SIGTERM", () => pulumi.kill("SIGTERM"));
    const run = await pulumi;
    process.exitCode = run.exitCode ?? 1;
  });
