#!/bin/sh
# Runs a command that sees nothing but what is named here: no network, no other process, no socket, no folder but those given. It is
# the first process in namespaces of its own (confined.ts), with all rights in these, and gives them up before the command starts.
#
# confine.sh ROOT USER GROUP WRITABLE READABLE... -- COMMAND...
#   ROOT: an empty folder, which becomes /. USER, GROUP: whom the command runs as; empty to stay who this is.
#   WRITABLE: the one folder in which it may write. READABLE: what else it may read, at the same paths as here.
set -eu
root=$1 user=$2 group=$3 writable=$4
shift 4

mount --make-rprivate /
ip link set lo up
mount -t tmpfs -o mode=0755,size=16m,nosuid,nodev tmpfs "$root"

# Shows a file or folder at its own path; what is not there is left out.
show() { # PATH ro|rw
  [ -e "$1" ] || return 0
  if [ -L "$1" ]; then
    mkdir -p "$root$(dirname "$1")"
    [ -L "$root$1" ] || ln -s "$(readlink "$1")" "$root$1"
    return
  fi
  if [ ! -e "$root$1" ]; then
    if [ -d "$1" ]; then mkdir -p "$root$1"; else
      mkdir -p "$root$(dirname "$1")"
      : >"$root$1"
    fi
  fi
  mount --bind "$1" "$root$1"
  # A mount that came from outside keeps these whoever asks, and wants to hear them again.
  kept=$(findmnt -n -o VFS-OPTIONS -T "$1" | tr ',' '\n' | grep -E '^(nosuid|nodev|noexec)$' | tr '\n' ',') || kept=
  mount -o "remount,bind,$kept$2" "$root$1"
}

for path in /usr /bin /sbin /lib /lib32 /lib64; do show "$path" ro; done
for name in alternatives group hosts ld.so.cache localtime nsswitch.conf passwd; do show "/etc/$name" ro; done
for name in null zero full random urandom; do show "/dev/$name" rw; done
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/proc"
mount -t proc proc "$root/proc"
while [ "$1" != -- ]; do
  show "$1" ro
  shift
done
shift
show "$writable" rw
mount -o remount,bind,ro,nosuid,nodev "$root"

set -- --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"
if [ -n "$user" ]; then set -- --reuid="$user" --regid="$group" --clear-groups "$@"; fi
exec chroot "$root" setpriv "$@"
