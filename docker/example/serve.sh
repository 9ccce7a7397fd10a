#!/bin/sh
# Process 1 of the example services: answers HTTP on port 8080, each connection by a process of its own, until SIGTERM.
# Process 1 is spared every signal that it does not trap, and its end is the end of its children.
trap 'exit 0' TERM INT
# Two l: go on listening. Each further one: one more connection may queue up.
nc -llllllllllllllll -p 8080 -e sh /app/respond.sh &
wait $!
