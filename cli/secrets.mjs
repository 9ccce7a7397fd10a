#!/usr/bin/env node
// What `npx secrets` runs. It hands over to Node 24, which reads the TypeScript as it is, and keeps what it compiles.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";
import process from "node:process";

const wanted = 24;

if (Number(process.versions.node.split(".")[0]) >= wanted) {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache();
  await import("./secrets.ts");
} else {
  const packaged = path.join(import.meta.dirname, "..", "node_modules", ".bin", "node");
  const words = [path.join(import.meta.dirname, "secrets.mjs"), ...process.argv.slice(2)];
  const child = spawn(packaged, words, { stdio: "inherit" });
  // A terminal sends Ctrl-C to all processes of the group. SIGTERM may be sent to this process alone, so it is passed on.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", () => {
    process.stderr.write(
      `Node ${process.version} is too old: ${wanted} is needed.\n  Run \`npm ci\`, which brings it, or install it.\n`,
    );
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
