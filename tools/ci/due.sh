#!/usr/bin/env bash
# Lists what has to be rotated within 30 days, and leaves the text of an issue in $RUNNER_TEMP/issue. Started by a schedule it does so on a
# Monday alone, which is the first of the quarter where the schedule has the first seven days. Exit code: 0 it has looked; any other, it
# could not.
set -u
( : "${STACK:?Set it to the name of the stack.}" "${RUNNER_TEMP:?Set it to a folder.}" ) || exit 2
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
if [ "${GITHUB_EVENT_NAME:-}" = schedule ] && [ "$(date -u +%u)" != 1 ]; then
  echo "Today is no Monday."
  exit 0
fi
folder=$RUNNER_TEMP/issue
mkdir -p "$folder" || exit 2
tasks=$("$own/tools/ci/with-swarm.sh" node "$own/cli/secrets.mjs" due --issue --stack "$STACK")
code=$?
printf '%s\n' "$tasks"
if [ "$code" -gt 1 ]; then exit "$code"; fi
# 1 says that something was found; without a word about what, the command itself has failed.
if [ -z "$tasks" ]; then exit 1; fi
quarter="$(date -u +%Y) Q$((($(date -u +%-m) + 2) / 3))"
printf 'due of %s in %s\n' "$STACK" "$quarter" >"$folder/marker"
printf 'Rotations of %s in %s\n' "$STACK" "$quarter" >"$folder/title"
printf '%s\n' "$tasks" >"$folder/body"
