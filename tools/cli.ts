// The commands of this project. `run.mjs` hands over to this file, which loads only the command that is called.
import process from "node:process";
import { runListed, toolCommand, type Listed } from "../cli/command-line.ts";

interface Entry extends Listed {
  /** The npm script that calls it. */
  npm: string;
  /** What it does, in a few words. */
  summary: string;
}

/** The commands by name, in the order in which a newcomer needs them. */
const commands: Readonly<Record<string, Entry>> = {
  "start": {
    npm: "npm start",
    summary: "a first rotation, on a private Swarm",
    load: () => import("./commands/start.ts"),
  },
  "test": { npm: "npm test", summary: "every test, or some", load: () => import("./commands/test.ts") },
  "pulumi": {
    npm: "npm run pulumi",
    summary: "Pulumi, set up for this project",
    load: () => import("./commands/pulumi.ts"),
    verbatim: true,
  },
  "sandbox": {
    npm: "npm run sandbox",
    summary: "looks after the private Swarm",
    load: () => import("./commands/sandbox.ts"),
  },
  "secrets": {
    npm: "npm run secrets",
    summary: "where the demo's secrets stand, and more",
    load: () => import("./commands/secrets.ts"),
    verbatim: true,
  },
  "check-secrets": {
    npm: "npm run check:secrets",
    summary: "looks for secrets in plain text",
    load: () => import("./commands/check-secrets.ts"),
  },
  "fingerprint-key": {
    npm: "npm run fingerprint-key",
    summary: "keeps the key of the fingerprints",
    load: () => import("./commands/fingerprint-key.ts"),
  },
  "rebuild-state": {
    npm: "npm run rebuild-state",
    summary: "makes a lost state anew",
    load: () => import("./commands/rebuild-state.ts"),
  },
  "screenshots": {
    npm: "npm run screenshots",
    summary: "takes pictures of the report",
    load: () => import("./commands/screenshots.ts"),
  },
  "bench": {
    npm: "npm run bench",
    summary: "measures how long things take",
    load: () => import("./commands/bench.ts"),
  },
  "bench-scan": {
    npm: "npm run bench:scan",
    summary: "measures the scanner",
    load: () => import("./commands/bench-scan.ts"),
  },
  "dashboard": {
    npm: "npm run monitoring:dashboard",
    summary: "writes the Grafana dashboard",
    load: () => import("./commands/dashboard.ts"),
  },
  "workflows-check": {
    npm: "npm run workflows:check",
    summary: "checks workflows and shell scripts",
    load: () => import("./commands/workflows-check.ts"),
  },
  "toolchain-check": {
    npm: "npm run toolchain:check",
    summary: "checks the Go code",
    load: () => import("./commands/toolchain-check.ts"),
  },
};

const list = toolCommand(
  "node tools/run.mjs",
  "The commands of this project. Each is an npm script too, whose options follow a --, as in npm start -- --help.",
).helpCommand("help [command]", "the help of that command");
for (const [name, { npm, summary }] of Object.entries(commands)) list.command(name).summary(`${summary} (${npm})`);

await runListed(list, commands, process.argv.slice(2));
