// The size of the stack config where Pulumi hands it to a program: as JSON, in one environment variable. Linux takes 128 KiB for a
// variable with its name (MAX_ARG_STRLEN). With a larger config the program cannot even be started, so it has to warn before.
import { Buffer } from "node:buffer";
import { configBytes } from "../rotation/defaults.ts";
import type { SecretValues } from "./values.ts";

/**
 * The warning about a config that comes close to the limit. It is undefined while there is room, also for the next version of the
 * largest value beside the present one.
 *
 * @param config the text under each config key, as Pulumi hands it over
 */
export function describeSize(config: Readonly<Record<string, string>>, values: SecretValues): string | undefined {
  const size = sizeOf(config);
  const secrets = Object.entries(values).map(([name, versions]) => {
    const each = Object.values(versions).map((value) => quoted(quoted(value).text).bytes);
    return { name, bytes: sum(each), largest: Math.max(0, ...each) };
  });
  const [first, ...others] = secrets.toSorted((a, b) => b.bytes - a.bytes);
  if (first === undefined) return undefined;
  const next = secrets.toSorted((a, b) => b.largest - a.largest)[0] ?? first;
  const hasRoom = size + next.largest <= configBytes.max;
  if (hasRoom && size < configBytes.warnFrom) return undefined;
  const list = [first, ...others.slice(0, 2)].map(({ name, bytes }) => `${name} (${kibibytes(bytes)})`).join(", ");
  const beside = hasRoom ? "" : ` The next version of ${next.name} does not fit beside the present one.`;
  return (
    `The stack config takes ${kibibytes(size)} of the ${kibibytes(configBytes.max)} KiB that Pulumi can hand to a program, the largest values: ${list}.${beside}\n` +
    "Keep large files out of secrets (a key instead of a bundle), retire versions that are due, or move secrets to a stack of their own."
  );
}

/** The size of `PULUMI_CONFIG` in bytes. In it the key `namespace:name` is `namespace:config:name`. */
export function sizeOf(config: Readonly<Record<string, string>>): number {
  const entries = Object.entries(config).map(
    ([key, value]) => quoted(key).bytes + "config:".length + quoted(value).bytes + ":,".length,
  );
  return sum(entries) + "{}".length - Math.min(entries.length, 1);
}

/** A text as Go writes it in JSON. Go escapes `<`, `>`, `&` and two line separators, which JavaScript writes as they are. */
function quoted(text: string): { text: string; bytes: number } {
  const json = JSON.stringify(text).replaceAll(/[<>&\u2028\u2029]/g, "\\u0000");
  return { text: json, bytes: Buffer.byteLength(json) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function kibibytes(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
