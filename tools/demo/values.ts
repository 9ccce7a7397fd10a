// Makes values for the demo that look like real ones. They are random, and open nothing.
import { randomBytes } from "node:crypto";

/** The secrets whose values come from the stack config; the others generate theirs. */
export const configured = ["db_writer", "db_reader", "slack_ops_webhook"] as const;

/** The two secrets that belong together: the example service answers 500 when they are of different rotations. */
export const pair = ["db_writer", "db_reader"] as const;

/** A new value for a version of a secret. Values of the pair name their rotation, by which the example service recognises a pair. */
export function makeValue(logicalName: (typeof configured)[number], version: number): string {
  const token = randomBytes(24).toString("base64url");
  if (logicalName === "slack_ops_webhook") return `https://hooks.example.invalid/services/${token}`;
  return `postgres://app_${logicalName.replace("db_", "")}_r${version}:${token}@db:5432/app`;
}
