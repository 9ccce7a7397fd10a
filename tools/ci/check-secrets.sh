#!/usr/bin/env bash
# Looks for secrets in plain text in each commit of a pull request. The rules and exceptions are this checkout's own: a workflow calls the
# base branch's copy, and HEAD_DIR is the checkout with both commits. Exit codes: 0 none, 1 some, 2 it could not look.
set -u
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
for name in HEAD_DIR BASE_SHA HEAD_SHA; do
  if [ -z "${!name:-}" ]; then
    echo "$name is not set. Set HEAD_DIR to the pull request's checkout, and BASE_SHA and HEAD_SHA to the commits that it starts from and ends with." >&2
    exit 2
  fi
done
folder=$(cd "$HEAD_DIR" && pwd) || exit 2
# Without packages, nothing looks.
node "$own/tools/run.mjs" check-secrets --guards-from "$own" --range "$BASE_SHA..$HEAD_SHA" "$folder"
code=$?
if [ ! -e "$own/node_modules/.installed-from" ] || [ "$code" -gt 1 ]; then code=2; fi
exit "$code"
