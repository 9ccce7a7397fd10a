#!/usr/bin/env bash
# Writes the preview in $RUNNER_TEMP/preview as a comment on the pull request. Exit code: that of the preview, and 1 where it has none.
set -u
( : "${BASE_DIR:?Set it to the checkout of the commit that the pull request starts from.}" ) || exit 2
PATH="$BASE_DIR/node_modules/.bin:$PATH" exec node "$BASE_DIR/tools/ci/comment.ts"
