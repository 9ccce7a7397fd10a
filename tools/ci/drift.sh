#!/usr/bin/env bash
# Compares the stack with its Swarm, and leaves the text of an issue in $RUNNER_TEMP/issue: without a body where nothing differs. Exit code:
# 0 it has looked; any other, it could not.
set -u
( : "${STACK:?Set it to the name of the stack.}" "${RUNNER_TEMP:?Set it to a folder.}" ) || exit 2
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
folder=$RUNNER_TEMP/issue
mkdir -p "$folder" || exit 2
found=$("$own/tools/ci/with-swarm.sh" node "$own/cli/secrets.mjs" drift --strict --stack "$STACK")
code=$?
printf '%s\n' "$found"
if [ "$code" -gt 1 ]; then exit "$code"; fi
# 1 says that something was found; without a word about what, the command itself has failed.
if [ -z "$found" ]; then exit 1; fi
printf 'drift of %s\n' "$STACK" >"$folder/marker"
printf 'The Swarm differs from what %s declares\n' "$STACK" >"$folder/title"
if [ "$code" = 1 ]; then
  printf '~~~~text\n%s\n~~~~\n\ndocs/runbook.md says what each means.\n' "$found" >"$folder/body"
fi
