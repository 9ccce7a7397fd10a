import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../rotation/user-error.ts";

/**
 * What the stack config holds under the project's keys, by the key without its prefix.
 *
 * The values under `values` come as plain text, as Pulumi hands an object with encrypted leaves to a program: they are
 * wrapped again where they are declared.
 */
export function readConfig(): Record<string, unknown> {
  const prefix = `${pulumi.getProject()}:`;
  const entries = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  const own = entries.map(([key, text]): [string, string] => [key.slice(prefix.length), text]);
  return Object.fromEntries(own.map(([key, text]) => [key, parse(key, text)]));
}

/** Pulumi passes a mapping or a list as JSON and anything else as the text that it is. */
function parse(key: string, text: string): unknown {
  if (!/^[{[]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message would show a part of what may be a secret.
    const problem = "neither a mapping nor a list.";
    throw new UserError({ code: "unreadable", path: [key], problem, remedy: "Correct it in the stack's YAML file." });
  }
}
