// The state of the project beside this file as it stood before the random provider was the genuine one: exported from a stack
// that the former provider, of this project's own, had made. Its values are drawn anew each time.
import { randomBytes } from "node:crypto";

const root = "urn:pulumi:dev::random-values";
const stack = `${root}::pulumi:pulumi:Stack::random-values-dev`;
const provider = `${root}::pulumi:providers:random::default_4_21_2`;
const providerId = "a6f79825-b7ac-41ee-a6a1-4498609b66f6";

const secret = (value: string): object => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  "plaintext": JSON.stringify(value),
});

const resource = (
  type: string,
  name: string,
  inputs: object,
  generated: Record<string, string>,
  rest = {},
): object => ({
  urn: `${root}::${type}::${name}`,
  custom: true,
  id: "none",
  type,
  inputs,
  outputs: {
    ...rest,
    ...inputs,
    ...Object.fromEntries(Object.entries(generated).map(([output, value]) => [output, secret(value)])),
  },
  parent: stack,
  provider: `${provider}::${providerId}`,
  propertyDependencies: Object.fromEntries(Object.keys(inputs).map((input) => [input, []])),
  additionalSecretOutputs: Object.keys(generated),
});

const passwordDefaults = {
  ...{ lower: true, minLower: 0, minNumeric: 0, minSpecial: 0, minUpper: 0 },
  ...{ number: true, numeric: true, special: true, upper: true },
};

const letters = (length: number): string => randomBytes(length).toString("hex").slice(0, length);

/**
 * What `pulumi stack import` takes.
 *
 * @param hidden the project's secret config
 * @param salt the one in the file of the stack: its state is encrypted with it
 * @returns the state, and the outputs that the project has from it
 */
export function formerState(hidden: string, salt: string): { state: object; values: string[] } {
  const key = randomBytes(32);
  const bytes = { base64: key.toString("base64"), hex: key.toString("hex") };
  const plain = { result: letters(48), bcryptHash: `$2b$10$${letters(53)}` };
  const rich = { result: letters(20), bcryptHash: `$2b$10$${letters(53)}` };
  const password = "random:index/randomPassword:RandomPassword";
  const richInputs = { length: 20, minUpper: 2, overrideSpecial: "_~" };
  const values = [bytes.base64, bytes.hex, plain.result, plain.bcryptHash, rich.result, rich.bcryptHash];
  const resources = [
    { urn: stack, custom: false, type: "pulumi:pulumi:Stack", outputs: { values: values.map(secret) } },
    {
      ...{ urn: provider, custom: true, id: providerId, type: "pulumi:providers:random" },
      ...{ inputs: { __internal: {}, version: "4.21.2" }, outputs: { version: "4.21.2" } },
    },
    resource("random:index/randomBytes:RandomBytes", "key", { length: 32 }, bytes),
    resource(password, "plain", { length: 48, special: false }, plain, passwordDefaults),
    resource(
      password,
      "rich",
      { ...richInputs, keepers: { version: "1", hidden: secret(hidden) } },
      rich,
      passwordDefaults,
    ),
  ];
  const manifest = { time: "2026-11-27T11:03:01Z", magic: "", version: "" };
  const secrets_providers = { type: "passphrase", state: { salt } };
  return { state: { version: 3, deployment: { manifest, secrets_providers, resources } }, values };
}
