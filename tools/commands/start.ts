// `npm start`: a newcomer's first rotation, from a fresh clone to the proof on a real Swarm.
import process from "node:process";
import { toolCommand } from "../../cli/command-line.ts";
import { Demo } from "../demo/demo.ts";
import { rotationTable } from "../demo/table.ts";
import { say } from "../../cli/progress.ts";
import { Sandbox } from "../sandbox/index.ts";
import { DevFiles } from "../stack/dev-stack.ts";
import { devVariables } from "../stack/stack-environment.ts";
import { prepareToolchain } from "../toolchain/index.ts";
import { toolchainOption } from "../toolchain-option.ts";

const description =
  "Sets up Pulumi and a private Docker Swarm, deploys three example services there, and rotates two of their secrets: the " +
  "preview, the run, the result read back from the Swarm. What is done already is skipped. What is missing or gone (the " +
  "Swarm, the stack's config, state or passphrase) makes it begin anew, and it says so; what is left of the files is kept " +
  "in .sandbox/put-away. The Swarm goes on running: `npm run sandbox -- stop` ends it, `npm run sandbox -- reset` removes it.";

export default toolCommand("npm start --", description, [
  ["npm start", "everything, or what is not done yet"],
  ["npm start -- --toolchain registry", "with a Pulumi that is built from package registries"],
])
  .addOption(toolchainOption())
  .action(async ({ toolchain: source }) => {
    const toolchain = await prepareToolchain(source);
    say(`Pulumi ${toolchain.version} (${toolchain.source})`);
    const { dockerHost } = await new Sandbox().up();
    const files = new DevFiles();
    await Demo.ensureStanding(files, dockerHost);
    const env = devVariables(toolchain.env, dockerHost, files);
    const demo = new Demo(env);
    await demo.prepareStack();
    await demo.deployServices();
    await demo.rotate();
    process.stdout.write(`\n${await rotationTable(env)}\n`);
  });
