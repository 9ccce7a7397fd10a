#!/usr/bin/env bash
# Tells people what has happened. Whatever becomes of that, the rotation is done: the exit code is 0, and a warning stands in the run.
# RUN_ENDED=yes says that a run has just ended, so that what is not as declared now has failed.
set -u
( : "${STACK:?Set it to the name of the stack.}" ) || exit 2
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
words=(--stack "$STACK")
if [ "${RUN_ENDED:-}" = yes ]; then words+=(--run-ended); fi
"$own/tools/ci/with-swarm.sh" node "$own/cli/secrets.mjs" notify "${words[@]}" ||
  echo "::warning title=notices::Not everybody could be told: see the lines above."
