#!/usr/bin/env bash
# Previews a pull request under the base's policies on a copy of the stack, which it makes with the job's credentials. The program gets
# the copy alone. Exit codes: 0 fine, 1 refused, 2 it could not run.
set -u
( : "${BASE_DIR:?Set it to the checkout of the commit that the pull request starts from.}" ) || exit 2
PATH="$BASE_DIR/node_modules/.bin:$PATH" exec node "$BASE_DIR/tools/ci/preview.ts"
