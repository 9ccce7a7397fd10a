#!/usr/bin/env bash
# Looks for a retired file (.env.production, and what policy/retired-files.yaml names) by any road: there by whatever name, made by a
# workflow, a Dockerfile or a script, or read. It looks at the folder that is its argument, or $HEAD_DIR, or this checkout; with BASE_SHA
# and HEAD_SHA also at each commit between them. The rules and the list are this checkout's own, whatever the folder says: a workflow
# calls the base branch's copy. It asks no server anything. Exit codes: 0 none, 1 some, 2 it could not look.
set -u
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
folder=${1:-${HEAD_DIR:-$own}}
if ! folder=$(cd "$folder" 2>/dev/null && pwd); then
  echo "There is no folder ${1:-${HEAD_DIR:-}}. Name the one to look into." >&2
  exit 2
fi
base=${BASE_SHA:-}
head=${HEAD_SHA:-}
if [ "${base:+set}" != "${head:+set}" ]; then
  echo "Only one of BASE_SHA and HEAD_SHA is set. Set both, to the commits that the pull request starts from and ends with." >&2
  exit 2
fi

worst=0
look() {
  local output code
  output=$(node "$own/tools/run.mjs" check-secrets --retired-files --guards-from "$own" "$@" "$folder")
  code=$?
  printf '%s\n' "$output"
  # A pull request has a commit: without one, the ends of the range are wrong.
  case $output in *"the range has no commit"*) code=2 ;; esac
  # Without packages, nothing has looked; and a code that is neither 0 nor 1 is none of the check's verdicts.
  if [ ! -e "$own/node_modules/.installed-from" ] || [ "$code" -gt 1 ]; then code=2; fi
  if [ "$code" -gt "$worst" ]; then worst=$code; fi
}
look
if [ -n "$base" ]; then look --range "$base..$head"; fi
exit "$worst"
