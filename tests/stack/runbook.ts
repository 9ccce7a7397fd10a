// The runbook's own commands, so that a test follows what an operator reads and not what it was when the test was written.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../../tools/paths.ts";

/** The commands under a heading of the runbook, one text for each block of them. */
export function commandsUnder(heading: string): string[] {
  return commandsIn(readFileSync(path.join(projectDir, "docs", "runbook.md"), "utf8"), heading);
}

/**
 * The commands under a heading of a page, one text for each block of them.
 *
 * @param heading as it stands there, without the hashes
 */
export function commandsIn(page: string, heading: string): string[] {
  const section = page.split(/^##+ /m).find((candidate) => candidate.startsWith(`${heading}\n`));
  assert.ok(section !== undefined, `there is no heading "${heading}"`);
  const blocks = [...section.matchAll(/^( *)```sh\n([^]*?)^ *```$/gm)].map(([, indent = "", block = ""]) =>
    block.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
  assert.notEqual(blocks.length, 0, `there are no commands under "${heading}"`);
  return blocks;
}

/** The same commands for another stack and namespace than production's. */
export function retold(commands: string, { stack, namespace }: { stack: string; namespace: string }): string {
  return commands.replaceAll(/\bprod\b/g, stack).replaceAll(/\bbusflow(?!-secrets)(?=_|\b)/g, namespace);
}

/** What makes `pulumi` in a shell use a config file of its own, and ask nothing. */
export function shellPrelude(configFile: string): string {
  return `set -eu -o pipefail
pulumi() {
  local options=(--non-interactive)
  case "$1" in
    preview|config|refresh) options+=(--config-file '${configFile}') ;;
    up|destroy) options+=(--config-file '${configFile}' --yes --skip-preview) ;;
    state|cancel) options+=(--yes) ;;
  esac
  command pulumi "$@" "\${options[@]}"
}
`;
}
