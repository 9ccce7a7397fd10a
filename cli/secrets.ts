// `secrets`: the commands around a stack. This file loads only the command that is called.
import process from "node:process";
import { runListed, toolCommand, type Listed } from "./command-line.ts";

interface Entry extends Listed {
  summary: string;
}

const commands: Readonly<Record<string, Entry>> = {
  status: { summary: "where each secret stands", load: () => import("./commands/status.ts") },
  due: { summary: "what has to be rotated when", load: () => import("./commands/due.ts") },
  log: { summary: "who did what, and whether that log is whole", load: () => import("./commands/log.ts") },
  verify: { summary: "whether all runs on what is declared", load: () => import("./commands/verify.ts") },
  drift: { summary: "what differs from what is declared", load: () => import("./commands/drift.ts") },
  report: { summary: "the stack as a page of HTML", load: () => import("./commands/report.ts") },
  rotate: { summary: "moves secrets to their next versions", load: () => import("./commands/rotate.ts") },
  metrics: { summary: "where each secret stands, for Prometheus", load: () => import("./commands/metrics.ts") },
  incident: { summary: "walks through a leak: open, status, close", load: () => import("./commands/incident.ts") },
  notify: { summary: "tells people what has happened", load: () => import("./commands/notify.ts") },
  retire: { summary: "takes out versions whose time is over", load: () => import("./commands/retire.ts") },
  rollback: { summary: "goes back to the version before", load: () => import("./commands/rollback.ts") },
  completion: {
    summary: "what a shell sources to complete all this",
    load: async () => {
      const { completion } = await import("./commands/completion.ts");
      return { default: completion(commands) };
    },
  },
};

const list = toolCommand(
  "secrets",
  "The commands around a stack of secrets. They read the Swarm, and read or edit the stack's files; what changes the Swarm is `pulumi up`.",
  [["npx secrets status --help", "what a command does, with examples"]],
).helpCommand("help [command]", "the help of that command");
for (const [name, { summary }] of Object.entries(commands)) list.command(name).summary(summary);

await runListed(list, commands, process.argv.slice(2));
