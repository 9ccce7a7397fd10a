// `npm test`: the same set-up as `npm start`, with private Swarms of its own, and then every test.
import process from "node:process";
import { toolCommand, wholeNumber } from "../../cli/command-line.ts";
import { projectDir } from "../paths.ts";
import { say } from "../../cli/progress.ts";
import { allTestFiles, batchesOf } from "../test-run/batches.ts";
import { runTests } from "../test-run/run.ts";
import { prepareToolchain } from "../toolchain/index.ts";
import { toolchainOption } from "../toolchain-option.ts";

const description =
  "Sets up Pulumi and private Docker Swarms and runs every test, those on the real Swarm and the real engine included. " +
  "What follows a second -- goes to mocha: test files instead of all, or options. The last line has the counts: N passed, N failed.";

export default toolCommand("npm test --", description, [
  ["npm test", "every test"],
  ["npm test -- -- tests/rotation/ledger.test.ts", "the tests of one file"],
  ["npm test -- -- --grep conformance", "the tests whose names have this word"],
])
  .usage("[options] [-- mocha's words...]")
  .argument("[words...]", "what goes to mocha")
  .option("--workers <n>", "how many test files run at the same time, each on a Swarm of its own", wholeNumber(1, 9), 3)
  .addOption(toolchainOption())
  .action(async (words, { workers, toolchain: source }) => {
    const toolchain = await prepareToolchain(source);
    say(`Pulumi ${toolchain.version} (${toolchain.source})`);
    const named = words.filter((word) => word.endsWith(".test.ts"));
    const batches = batchesOf(named.length > 0 ? named : allTestFiles(projectDir));
    // Ctrl-C reaches mocha, too, which ends the tests; this process goes on, to stop the Swarms.
    const interrupted = new AbortController();
    process.on("SIGINT", () => {
      interrupted.abort();
    });
    const colour = process.stdout.isTTY ? {} : { NO_COLOR: "1" };
    const { passed, failed } = await runTests({
      batches,
      workers,
      options: words.filter((word) => !named.includes(word)),
      env: { ...toolchain.env, ...colour },
      mayBeEmpty: words.length > named.length,
      signal: interrupted.signal,
    });
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  });
