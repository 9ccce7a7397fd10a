#!/usr/bin/env bash
# Runs a command with the project's programs in PATH and, where SWARM_SSH_KEY holds a key, with an agent that has it: for DOCKER_HOST=ssh://….
# The key itself reaches neither a file nor the command. Exit code: the command's; 2 when the key is none.
set -u
own=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
PATH="$own/node_modules/.bin:$PATH"
key=${SWARM_SSH_KEY:-}
unset SWARM_SSH_KEY
if [ -z "$key" ]; then exec "$@"; fi
if [ -n "${SWARM_KNOWN_HOSTS:-}" ]; then
  (umask 077 && mkdir -p "$HOME/.ssh") || exit 2
  printf '%s\n' "$SWARM_KNOWN_HOSTS" >>"$HOME/.ssh/known_hosts" || exit 2
fi
eval "$(ssh-agent -s)" >/dev/null || exit 2
trap 'kill "$SSH_AGENT_PID"' EXIT
printf '%s\n' "$key" | ssh-add -q - || {
  echo "SWARM_SSH_KEY holds no private key that ssh-add takes." >&2
  exit 2
}
unset key
"$@"
