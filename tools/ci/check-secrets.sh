#!/usr/bin/env bash
# Looks for secrets in plain text in each commit of a pull request. Exit codes: 0 none, 1 some, 2 it could not look.
set -u
if [ -z "${BASE_SHA:-}" ] || [ -z "${HEAD_SHA:-}" ]; then
  echo "BASE_SHA and HEAD_SHA are not set. Set them to the commits that the pull request starts from and ends with." >&2
  exit 2
fi
exec npm run --silent check:secrets -- --range "$BASE_SHA..$HEAD_SHA"
