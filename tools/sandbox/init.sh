# shellcheck shell=sh
# The first process of the private engine, in process and mount namespaces of its own: when it ends, however it ends, the
# kernel ends every process below it and drops every mount. Arguments: the kind of home, dockerd and dockerd's arguments.
set -eu
home=$1
shift

ip link set lo up
case $home in
process)
  # An empty /run hides the sockets of the machine's own containerd and Docker, which dockerd would use.
  mount -t tmpfs -o mode=755 tmpfs /run
  ;;
container)
  exec >>/sandbox/engine/dockerd.log 2>&1
  # In version 2 a control group has either processes or limited children, so the processes have to leave the first group.
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mkdir -p /sys/fs/cgroup/init
    # Both files hold words, and the first one changes while processes leave.
    # shellcheck disable=SC2013
    for pid in $(cat /sys/fs/cgroup/cgroup.procs); do echo "$pid" >/sys/fs/cgroup/init/cgroup.procs || true; done
    # shellcheck disable=SC2013
    for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
      echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control || true
    done
  fi
  ;;
esac

# A shell is the first process, because it reaps the processes that containerd's shims leave behind, and dockerd does not.
engine=
trap '[ -z "$engine" ] || kill -TERM "$engine"' TERM
"$@" &
engine=$!
while kill -0 "$engine" 2>/dev/null; do
  wait "$engine" || status=$?
done
exit "${status:-0}"
