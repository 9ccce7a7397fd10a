// `npm test`: the same set-up as `npm start`, with a private Swarm of its own, and then every test.
import { execa } from "execa";
import path from "node:path";
import process from "node:process";
import { main, parseSource, toolchainOption, toolchainUsage } from "../main.ts";
import { projectDir, sandboxDir } from "../paths.ts";
import { say } from "../progress.ts";
import { Sandbox } from "../sandbox/index.ts";
import { prepareToolchain } from "../toolchain/index.ts";

const usage = `Usage: npm test [-- OPTIONS] [-- MOCHA-OPTIONS]

Sets up Pulumi and a private Docker Swarm and runs every test, those on the real
Swarm and the real engine included. What follows a second -- goes to mocha: test
files instead of all, or options, as in npm test -- -- --grep conformance

Options:
  ${toolchainUsage}
  --help              this text`;

await main(usage, { options: toolchainOption, allowPositionals: true }, async ({ values, positionals }) => {
  const toolchain = await prepareToolchain(parseSource(values.toolchain));
  say(`Pulumi ${toolchain.version} (${toolchain.source})`);
  const sandbox = new Sandbox(path.join(sandboxDir, "test"));
  const { dockerHost } = await sandbox.up();
  // Ctrl-C reaches mocha too, which ends the tests; this process stays to end the Swarm.
  process.on("SIGINT", () => undefined);
  try {
    const colour = process.stdout.isTTY ? {} : { NO_COLOR: "1" };
    const env = { ...toolchain.env, ...colour, DOCKER_HOST: dockerHost };
    const options = { cwd: projectDir, env, extendEnv: false, reject: false, stdio: "inherit" } as const;
    const files = positionals.some((word) => word.endsWith(".ts")) ? [] : ["tests/**/*.test.ts"];
    const mocha = await execa("mocha", [...files, ...positionals], {
      ...options,
      preferLocal: true,
      localDir: projectDir,
    });
    process.exitCode = mocha.exitCode ?? 1;
  } finally {
    await sandbox.reset();
  }
});
