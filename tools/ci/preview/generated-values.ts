// Values for a preview that has none: random, of the forms that the config asks for, and they open nothing.
import { randomBytes } from "node:crypto";
import { parse } from "yaml";
import { fingerprintKeyBytes } from "../../../inventory/fingerprint-key.ts";
import { projectName } from "../../paths.ts";
import { withKey, withSecure, type ConfigPath } from "./stack-file.ts";

/**
 * The stack's file with a generated value for each declared version, and in the place of each encrypted one.
 *
 * @param encrypt makes of a value what stands under `secure`
 */
export function withGeneratedValues(text: string, encrypt: (value: string) => string): string {
  const config = ((parse(text) ?? {}) as { config?: Record<string, unknown> | null }).config ?? {};
  const secrets = mapping(config[`${projectName}:secrets`]);
  const valueAt = ([key, name = ""]: ConfigPath): string => {
    if (key === `${projectName}:fingerprintKey`) return randomBytes(fingerprintKeyBytes).toString("base64");
    return randomBytes(24).toString(mapping(secrets[name])["encoding"] === "base64" ? "base64" : "hex");
  };
  const valuesKey = `${projectName}:values`;
  const values = mapping(config[valuesKey]);
  const missing = Object.entries(secrets).flatMap(([name, secret]) => {
    const given = mapping(values[name]);
    const versions = versionsOf(mapping(secret)).filter((version) => !Object.hasOwn(given, version));
    const added = versions.map((version) => [version, { secure: "" }] as const);
    return added.length === 0 ? [] : [[name, { ...given, ...Object.fromEntries(added) }] as const];
  });
  const whole = missing.length === 0 ? text : withKey(text, valuesKey, { ...values, ...Object.fromEntries(missing) });
  return withSecure(whole, (at) => encrypt(valueAt(at)));
}

/** The versions of a secret that the config has to give a value to. What is malformed is left for the program to report. */
function versionsOf({ current, retain, source }: Record<string, unknown>): string[] {
  if (!["config", undefined].includes(mapping(source)["kind"] as string | undefined)) return [];
  const versions = [current, ...(Array.isArray(retain) ? (retain as unknown[]) : [])];
  return versions.filter((version) => Number.isInteger(version)).map(String);
}

function mapping(part: unknown): Record<string, unknown> {
  return typeof part === "object" && part !== null && !Array.isArray(part) ? (part as Record<string, unknown>) : {};
}
