#!/usr/bin/env bash
# Writes what an earlier step has left in $RUNNER_TEMP/issue as an issue of the repository. Exit codes: 0 written, or nothing is to be
# written; 1 GitHub has not taken it.
set -u
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
PATH="$own/node_modules/.bin:$PATH" exec node "$own/tools/ci/write-issue.ts"
