#!/usr/bin/env bash
# Looks after a run whether every replica of every service is on what is declared. Exit codes: 0 every one is, 1 one is not, 3 nothing can be
# read.
set -u
( : "${STACK:?Set it to the name of the stack.}" ) || exit 2
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
exec "$own/tools/ci/with-swarm.sh" node "$own/cli/secrets.mjs" verify --stack "$STACK"
