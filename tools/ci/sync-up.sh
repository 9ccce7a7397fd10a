#!/usr/bin/env bash
# Applies the stack to its Swarm, under the project's own policies. Exit code: Pulumi's.
set -u
( : "${STACK:?Set it to the name of the stack.}" ) || exit 2
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
exec "$own/tools/ci/with-swarm.sh" pulumi up --yes --non-interactive --stack "$STACK" --policy-pack "$own/policy"
