// `npm run fingerprint-key -- --stack STACK`: puts the key of the fingerprints into the config, so that it is not lost with the state.
import { toolCommand } from "../../cli/command-line.ts";
import { projectName } from "../paths.ts";
import { say } from "../../cli/progress.ts";
import { stackEnvironment } from "../stack/stack-environment.ts";
import { keepFingerprintKey } from "../stack/stack-key.ts";
import { prepareToolchain } from "../toolchain/index.ts";

const description =
  "Puts the key of the fingerprints into a stack's config, encrypted: the one that the stack's state has, so that no " +
  "fingerprint changes, or else a new one. With it a lost state can be made anew from the Swarm (docs/runbook.md).";

export default toolCommand("npm run fingerprint-key --", description, [
  ["npm run fingerprint-key -- --stack prod", "into Pulumi.prod.yaml; then commit it"],
])
  .option("-s, --stack <stack>", "the stack; default the selected one")
  .option("--config-file <file>", "the stack's config, where it is not Pulumi.<stack>.yaml")
  .action(async ({ stack, configFile }) => {
    const of = stack === undefined ? [] : [`--stack=${stack}`];
    const into = configFile === undefined ? [] : [`--config-file=${configFile}`];
    const env = await stackEnvironment(await prepareToolchain(), ["config", "set", ...of, ...into]);
    const isNew = await keepFingerprintKey(of, into, env);
    say(
      `${projectName}:fingerprintKey is set, encrypted: ${isNew ? "a new key" : "the one that the state has"}. Commit it.`,
    );
  });
