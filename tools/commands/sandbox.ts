// npm run sandbox -- up | status | stop | reset
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { sandboxDir } from "../paths.ts";
import { say } from "../progress.ts";
import type { How, Status } from "../sandbox/index.ts";
import { describeError } from "../failure.ts";

const usage = `Usage: npm run sandbox -- COMMAND [OPTION]...

The private Docker Engine of this checkout: a Swarm of one node on loopback, apart from any other Docker on the machine.

Commands:
  up        start it; quick when it runs already
  status    say how it is; exit code 0 when it runs, 3 when it is stopped, 1 when it is broken
  stop      end it with all that it runs
  reset     stop it and remove all that it kept: services, secrets, images; the dev stack's config and state,
            which describe them, are put away

Options:
  --dir DIR    the folder that it belongs to; default ${path.relative(process.cwd(), sandboxDir) || "."}
  --how HOW    up only: "process" or "container" (on a Docker Engine that is there); default the first that is possible
  --json       status only: as JSON on standard output
  --help       show this
`;

const commands = ["up", "status", "stop", "reset"] as const;
const exitCodes = { running: 0, broken: 1, stopped: 3 } as const;
const badUsage = 2;

interface Request {
  command: (typeof commands)[number];
  dir: string;
  how?: How;
  json: boolean;
}

/** Reads the command line; a string says what is wrong with it. */
function readRequest(args: string[]): Request | "help" | { wrong: string } {
  const options = {
    dir: { type: "string", default: sandboxDir },
    how: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) return "help";
    const command = commands.find((name) => name === positionals[0]);
    if (command === undefined)
      return { wrong: positionals[0] === undefined ? "no command" : `no such command: ${positionals[0]}` };
    if (positionals[1] !== undefined) return { wrong: `one argument too many: ${positionals[1]}` };
    const { dir, how, json } = values;
    if (json && command !== "status") return { wrong: "--json is for status" };
    if (how === undefined) return { command, dir, json };
    if (command !== "up") return { wrong: "--how is for up" };
    if (how !== "process" && how !== "container") return { wrong: `--how is "process" or "container", not "${how}"` };
    return { command, dir, how, json };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

async function carryOut({ command, dir, how, json }: Request): Promise<number> {
  // Only now, so that help and a slip of the finger are answered at once.
  const { Sandbox } = await import("../sandbox/index.ts");
  const sandbox = new Sandbox(dir);
  switch (command) {
    case "up": {
      const { dockerHost, engineVersion } = await sandbox.up(how);
      say(`The private Swarm is ready (Docker Engine ${engineVersion}). To look at it:`);
      process.stdout.write(`export DOCKER_HOST=${dockerHost}\n`);
      return 0;
    }
    case "status": {
      const status = await sandbox.status();
      process.stdout.write(json ? `${JSON.stringify(status)}\n` : `${describe(status)}\n`);
      return exitCodes[status.state];
    }
    case "stop":
      if (!(await sandbox.stop())) say("The private Docker Engine did not run.");
      return 0;
    case "reset":
      await sandbox.reset();
      say(`Nothing is left of the private Docker Engine in ${dir}.`);
      if (path.resolve(dir) === sandboxDir) await putDevStackAway();
      return 0;
  }
}

/** The dev stack lived on that Swarm, and its state names what is gone. */
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

const request = readRequest(process.argv.slice(2));
// So that what is to be undone at the end is undone: the default for these signals ends a process without a word.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
if (request === "help") {
  process.stdout.write(usage);
} else if ("wrong" in request) {
  process.stderr.write(`${request.wrong}\n\n${usage}`);
  process.exitCode = badUsage;
} else {
  try {
    process.exitCode = await carryOut(request);
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = 1;
  }
}
