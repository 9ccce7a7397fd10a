import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../rotation/user-error.ts";

/**
 * What the stack config holds under the project's keys, by the key without its prefix. What stands under `values` is plain text,
 * because Pulumi decrypts it for the program: each value is made secret again where it is declared.
 *
 * @throws UserError when a mapping or a list cannot be read
 */
export function readConfig(): Record<string, unknown> {
  const prefix = `${pulumi.getProject()}:`;
  const entries = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  const own = entries.map(([key, text]): [string, string] => [key.slice(prefix.length), text]);
  return Object.fromEntries(own.map(([key, text]) => [key, parse(key, text)]));
}

/** The content of a key. Pulumi passes a mapping or a list as JSON, and anything else as text. */
function parse(key: string, text: string): unknown {
  if (!/^[{[]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message would show a part of the text, which may be a secret's value.
    const problem = "neither a mapping nor a list.";
    throw new UserError({ code: "unreadable", path: [key], problem, remedy: "Correct it in the stack's YAML file." });
  }
}
