// `npm test`: the same set-up as `npm start`, with private Swarms of its own, and then every test.
import process from "node:process";
import { main, parseSource, toolchainOption, toolchainUsage } from "../main.ts";
import { projectDir } from "../paths.ts";
import { say } from "../progress.ts";
import { allTestFiles, batchesOf } from "../test-run/batches.ts";
import { runTests } from "../test-run/run.ts";
import { prepareToolchain } from "../toolchain/index.ts";
import { UserError } from "../../rotation/user-error.ts";

const usage = `Usage: npm test [-- OPTIONS] [-- MOCHA-OPTIONS]

Sets up Pulumi and private Docker Swarms and runs every test, those on the real
Swarm and the real engine included. What follows a second -- goes to mocha: test
files instead of all, or options, as in npm test -- -- --grep conformance
The last line has the counts: N passed, N failed.

Options:
  --workers=N         how many test files run at the same time, each on a Swarm of
                      its own; default 3
  ${toolchainUsage}
  --help              this text`;

const options = { ...toolchainOption, workers: { type: "string", default: "3" } } as const;

await main(usage, { options, allowPositionals: true }, async ({ values, positionals }) => {
  if (!/^[1-9]$/.test(values.workers)) {
    throw new UserError(`--workers=${values.workers} is not a number from 1 to 9.`, "Give such a number.");
  }
  const toolchain = await prepareToolchain(parseSource(values.toolchain));
  say(`Pulumi ${toolchain.version} (${toolchain.source})`);
  const named = positionals.filter((word) => word.endsWith(".test.ts"));
  const batches = batchesOf(named.length > 0 ? named : allTestFiles(projectDir));
  // Ctrl-C reaches mocha too, which ends the tests; this process stays to end the Swarms.
  const interrupted = new AbortController();
  process.on("SIGINT", () => {
    interrupted.abort();
  });
  const colour = process.stdout.isTTY ? {} : { NO_COLOR: "1" };
  const { passed, failed } = await runTests({
    batches,
    workers: Number(values.workers),
    options: positionals.filter((word) => !named.includes(word)),
    env: { ...toolchain.env, ...colour },
    mayBeEmpty: positionals.length > named.length,
    signal: interrupted.signal,
  });
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
});
