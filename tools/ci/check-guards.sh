#!/usr/bin/env bash
# Looks at what a pull request changes of the guards themselves. Exit codes: 0 fine, 1 a guard is weakened, 2 it could not look.
set -u
( : "${BASE_DIR:?Set it to the checkout of the commit that the pull request starts from.}" ) || exit 2
PATH="$BASE_DIR/node_modules/.bin:$PATH" exec node "$BASE_DIR/tools/ci/check-guards.ts"
