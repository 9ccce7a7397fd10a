// What tests say of a run of the CLI on a stack.
import assert from "node:assert/strict";
import type { Run } from "../support/pulumi.ts";

/** Asserts that a run succeeded without a warning, and returns it. */
export function assertClean(run: Run): Run {
  assert.equal(run.exitCode, 0, run.output);
  assert.doesNotMatch(run.output, /warning/i);
  return run;
}

/** Asserts that a run succeeded, and that the policy pack looked at it and had nothing to say. */
export function assertPoliciesSilent({ exitCode, output }: Run): void {
  assert.equal(exitCode, 0, output);
  assert.match(output, /^Policies:\n +✅ \S+@v\S+ \(local: /m, "no pack has looked at it");
  assert.doesNotMatch(output, /violation|can't run|\[(?:mandatory|advisory)\]/i);
}

/** Asserts that a run failed with a message that holds this text, made for a person: nothing of where in the code it arose. */
export function assertRefusal({ exitCode, output }: Run, text: string): void {
  assert.notEqual(exitCode, 0, output);
  // The CLI breaks no lines; it repeats them, indented.
  assert.ok(output.includes(text), `"${text}" should be in: ${output}`);
  assert.doesNotMatch(output, /\n\s+at /, "a stack trace");
}

/**
 * What a preview with `--diff` shows of the services: by binding, the secret names that change (`old => new`), go (`- old`)
 * or come (`+ new`), in the preview's order.
 * Throws when it shows any other change of a binding.
 */
export function shownMoves(output: string): Record<string, string[]> {
  // A resource begins with its operation and type, at whatever depth it stands; the last one ends at the outputs.
  const resources = output.split(/\n(?=\s+(?:\S+ )?[\w:/-]+: \(\w[\w-]*\)(?: 🔒)?\n|\s*--outputs:--)/);
  const bindings = resources.flatMap((text) => {
    const name = /::swarm:index:ServiceSecretBinding::(\w+)\]/.exec(text)?.[1];
    return name === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(bindings.map(([name, text]) => [name, movesOf(text)]));
}

function movesOf(binding: string): string[] {
  const [head = "", ...lines] = binding.split("\n");
  assert.match(head, /^\s+~ .* \(update\)(?: 🔒)?$/u);
  const moves: string[] = [];
  for (const line of lines) {
    const [, operation, property, change = ""] = /^\s+([~+-]+) (\w+)\s*: (.*)$/.exec(line) ?? [];
    if (operation === undefined || property === undefined) continue;
    if (property === "secretName") moves.push(`${operation} ${change}`.replaceAll('"', "").replace(/^~ /, ""));
    // What goes or comes with a secret's name is told by that; else only its version and ID may change, and what holds them.
    else if (operation === "~" && change !== "{") assert.ok(["secretId", "version"].includes(property), line);
  }
  return moves;
}
