#!/bin/sh
# Runs in busybox, whose read has -t.
# shellcheck shell=busybox disable=SC3045
# Answers one HTTP request, read from standard input. GET /healthz is 200 when every secret that $SECRETS names can be
# read and the two of a pair belong to the same rotation, and 500 otherwise; the body then says which secret is the matter,
# by its name. Anything else is 404. Secrets are read anew each time, so the answer is about what the task really has.

# A pair is NAME_writer and NAME_reader. Both hold the URI of a database whose role ends in the rotation that made it:
# postgres://busflow_writer_r7:PASSWORD@db:5432/busflow. With roles of its own for each rotation, the old pair goes on
# working until it is dropped: that is what lets tasks with the old pair and tasks with the new one run side by side.
folder=/run/secrets

respond() { # STATUS BODY
  printf 'HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s\n' \
    "$1" "$((${#2} + 1))" "$2"
}

# Each of these sets $problem and fails when something is the matter.

can_be_read() { # NAME
  if [ ! -e "$folder/$1" ]; then
    problem="$1 is missing"
  elif [ ! -r "$folder/$1" ]; then
    problem="$1 cannot be read by user $(id -u)"
  else
    return 0
  fi
  return 1
}

has_rotation() { # NAME; sets $rotation
  # `read` fails at a last line without a newline, and has read it all the same.
  IFS= read -r uri <"$folder/$1" || true
  role=${uri#*://}
  role=${role%%:*}
  rotation=${role##*_r}
  case $rotation in
    "$role" | '' | *[!0-9]*) problem="$1 does not tell its rotation" ;;
    *) return 0 ;;
  esac
  return 1
}

is_healthy() {
  for name in $SECRETS; do
    can_be_read "$name" || return 1
  done
  for writer in $SECRETS; do
    pair=${writer%_writer}
    reader=${pair}_reader
    case "$writer,,$SECRETS," in
      "${pair}_writer,"*",$reader,"*)
        has_rotation "$writer" || return 1
        expected=$rotation
        has_rotation "$reader" || return 1
        problem="$writer and $reader belong to different rotations"
        [ "$rotation" = "$expected" ] || return 1
        ;;
    esac
  done
}

# A client that says nothing gets no answer.
read -r -t 5 method path _ || exit 0
# Up to the empty line: closing a connection with unread bytes in it would reset it, and the answer could get lost.
while read -r -t 5 header && [ "${#header}" -gt 1 ]; do :; done

IFS=,
case "$method $path" in
  "GET /healthz" | "GET /healthz?"*)
    if is_healthy; then
      respond "200 OK" "ok"
    else
      echo "/healthz: $problem" >&2
      respond "500 Internal Server Error" "$problem"
    fi
    ;;
  *) respond "404 Not Found" "not found" ;;
esac
