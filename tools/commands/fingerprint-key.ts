// `npm run fingerprint-key -- --stack STACK`: so that the key of the fingerprints is not lost with the state.
import process from "node:process";
import { say } from "../progress.ts";
import { stackEnvironment } from "../stack/stack-environment.ts";
import { keepFingerprintKey } from "../stack/stack-key.ts";
import { prepareToolchain } from "../toolchain/index.ts";
import { describeError } from "../failure.ts";

try {
  const args = process.argv.slice(2);
  const isNew = await keepFingerprintKey(
    args,
    await stackEnvironment(await prepareToolchain(), ["config", "set", ...args]),
  );
  say(
    `busflow-secrets:fingerprintKey is set, encrypted: ${isNew ? "a new key" : "the one that the state has"}. Commit it.`,
  );
} catch (error) {
  say(describeError(error));
  process.exitCode = 1;
}
