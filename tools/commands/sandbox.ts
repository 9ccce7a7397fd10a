// `npm run sandbox -- COMMAND`: looks after the private Docker Engine of this checkout.
import path from "node:path";
import process from "node:process";
import { Option } from "@commander-js/extra-typings";
import { toolCommand } from "../../cli/command-line.ts";
import { sandboxDir } from "../paths.ts";
import { say } from "../../cli/progress.ts";
import type { Sandbox, Status } from "../sandbox/index.ts";

const description =
  "The private Docker Engine of this checkout: a Swarm of one node on loopback, apart from any other Docker on the machine.";

const exitCodes = { running: 0, broken: 1, stopped: 3 } as const;

const command = toolCommand("npm run sandbox --", description, [
  ["npm run sandbox -- status", "how it is"],
  ["npm run sandbox -- reset", "removes it; the next npm start begins anew"],
])
  .usage("COMMAND [options]")
  .addOption(new Option("--dir <dir>", "the folder that it belongs to").default(sandboxDir, ".sandbox in the checkout"))
  .hook("preAction", () => {
    // By default these signals end a process at once; process.exit also runs the handlers that undo things at the end.
    process.once("SIGINT", () => process.exit(130));
    process.once("SIGTERM", () => process.exit(143));
  });

export default command;

command
  .command("up")
  .description("Starts it; quick when it runs already.")
  .addOption(
    new Option(
      "--how <how>",
      "container: on a Docker Engine that is there; default the first that is possible",
    ).choices(["process", "container"]),
  )
  .action(async ({ how }) => {
    const { dockerHost, engineVersion } = await (await sandbox()).up(how);
    say(`The private Swarm is ready (Docker Engine ${engineVersion}). To look at it:`);
    process.stdout.write(`export DOCKER_HOST=${dockerHost}\n`);
  });

command
  .command("status")
  .description("Says how it is. Exit code: 0 when it runs, 3 when it is stopped, 1 when it is broken.")
  .option("--json", "as JSON on standard output")
  .action(async ({ json }) => {
    const status = await (await sandbox()).status();
    process.stdout.write(json === true ? `${JSON.stringify(status)}\n` : `${describe(status)}\n`);
    process.exitCode = exitCodes[status.state];
  });

command
  .command("stop")
  .description("Ends it with all that it runs.")
  .action(async () => {
    if (!(await (await sandbox()).stop())) say("The private Docker Engine did not run.");
  });

command
  .command("reset")
  .description(
    "Stops it and removes all that it kept: services, secrets, images. The dev stack's config and state, which describe them, are put away.",
  )
  .action(async () => {
    const { dir } = command.opts();
    await (await sandbox()).reset();
    say(`Nothing is left of the private Docker Engine in ${dir}.`);
    if (path.resolve(dir) === sandboxDir) await putDevStackAway();
  });

/** The sandbox. Its module is loaded only now, so that `--help` and a mistyped word are answered at once. */
async function sandbox(): Promise<Sandbox> {
  const { Sandbox } = await import("../sandbox/index.ts");
  return new Sandbox(command.opts().dir);
}

/** Puts the dev stack's files away, because the dev stack was on that Swarm and its state names what is gone. */
async function putDevStackAway(): Promise<void> {
  const { DevFiles } = await import("../stack/dev-stack.ts");
  const kept = new DevFiles().putAway();
  if (kept !== undefined) say(`The dev stack was on it. Put away: ${kept}. \`npm start\` makes it anew.`);
}

function describe(status: Status): string {
  switch (status.state) {
    case "running":
      return `running as a ${status.how}: Docker Engine ${status.engineVersion} at ${status.dockerHost}, Swarm node ${status.nodeId}`;
    case "stopped":
      return "stopped; start it with: npm run sandbox -- up";
    case "broken":
      return `broken: ${status.problem}; mend it with: npm run sandbox -- up`;
  }
}
