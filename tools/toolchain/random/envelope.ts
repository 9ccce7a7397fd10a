// A provider gets secrets as the envelopes of Pulumi's wire protocol, at any depth, and unknown values as a marker. What it
// gives back without an envelope stands in the state in plain.
import * as rpc from "@pulumi/pulumi/runtime/rpc.js";

/** Inputs or state of a resource as the engine sends them. */
export type Properties = Readonly<Record<string, unknown>>;

/** The value in an envelope that makes it secret for the engine. */
export function secret(value: unknown): Properties {
  return { [rpc.specialSigKey]: rpc.specialSecretSig, value };
}

/** Whether a value is one that a preview does not know yet. */
export function isUnknown(value: unknown): boolean {
  return value === rpc.unknownValue;
}

/** The value without any envelope: for computing and comparing only. */
function plain(value: unknown): unknown {
  if (rpc.isRpcSecret(value)) return plain(rpc.unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) return plainProperties(value);
  return value;
}

/** Properties without any envelope, and without those that are null: absent, as Pulumi understands it. */
export function plainProperties(properties: object): Properties {
  const entries = Object.entries(properties).map(([name, value]) => [name, plain(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}
