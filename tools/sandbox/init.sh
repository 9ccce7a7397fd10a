# The first process of the private engine, in process and mount namespaces of its own: when it ends, however it ends, the
# kernel ends every process below it and drops every mount. Arguments: the kind of home, dockerd and dockerd's arguments.
set -eu
home=$1
shift

ip link set lo up
case $home in
process)
  # The sockets of the machine's own containerd and Docker are there: dockerd would use what it finds.
  mount -t tmpfs -o mode=755 tmpfs /run
  ;;
container)
  exec >>/sandbox/engine/dockerd.log 2>&1
  # Version 2 lets a control group have either processes or limited children: room has to be made for the children.
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mkdir -p /sys/fs/cgroup/init
    for pid in $(cat /sys/fs/cgroup/cgroup.procs); do echo "$pid" >/sys/fs/cgroup/init/cgroup.procs || true; done
    for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
      echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control || true
    done
  fi
  ;;
esac

# dockerd does not reap what containerd's shims leave to the first process; a shell does.
engine=
trap '[ -z "$engine" ] || kill -TERM "$engine"' TERM
"$@" &
engine=$!
while kill -0 "$engine" 2>/dev/null; do
  wait "$engine" || status=$?
done
exit "${status:-0}"
