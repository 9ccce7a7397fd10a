// Copies the key of a stack's fingerprints from its state into its config, where it outlives the state.
import { randomBytes } from "node:crypto";
import { execa } from "execa";
import { z } from "zod";
import { fingerprintKeyBytes } from "../../inventory/fingerprint-key.ts";
import { projectDir, projectName } from "../paths.ts";
import { UserError } from "../../rotation/user-error.ts";

const State = z.object({
  deployment: z.object({
    resources: z.array(z.object({ urn: z.string(), outputs: z.record(z.string(), z.unknown()).optional() })).nullish(),
  }),
});
/** A secret as a state shows it. */
const Shown = z.object({ plaintext: z.string() });

/**
 * Puts the key into the stack config, encrypted. It is the key that the state has, so that no fingerprint changes, or else a new one.
 *
 * @param stack the option that tells `pulumi` the stack; empty for the selected one
 * @param configFile the option that tells it the config file; empty for the stack's own
 * @returns whether it is a new key
 * @throws UserError with Pulumi's own message
 */
export async function keepFingerprintKey(
  stack: readonly string[],
  configFile: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const pulumi = async (words: readonly string[], input = ""): Promise<string> => {
    const settings = { cwd: projectDir, env, extendEnv: false, reject: false, input } as const;
    const { exitCode, stdout, stderr } = await execa("pulumi", [...words, "--non-interactive"], settings);
    if (exitCode === 0) return stdout;
    throw new UserError(`pulumi ${words.slice(0, 2).join(" ")} failed:\n${stderr}`, "Mend that, and run this again.");
  };
  const { deployment } = State.parse(JSON.parse(await pulumi(["stack", "export", "--show-secrets", ...stack])));
  const made = deployment.resources?.find(({ urn }) =>
    urn.endsWith("::random:index/randomBytes:RandomBytes::fingerprint-key"),
  );
  const key =
    made === undefined ? randomBytes(fingerprintKeyBytes).toString("base64") : keyOf(made.outputs?.["base64"]);
  await pulumi(["config", "set", "--secret", `${projectName}:fingerprintKey`, ...stack, ...configFile], key);
  return made === undefined;
}

function keyOf(output: unknown): string {
  const shown = Shown.safeParse(output);
  const text: unknown = shown.success ? JSON.parse(shown.data.plaintext) : output;
  if (typeof text === "string") return text;
  throw new UserError(
    "The key of the fingerprints cannot be read from the state.",
    "Look at it: pulumi stack export --show-secrets",
  );
}
