# shellcheck shell=sh
# Runs in namespaces of its own and prints one line for each thing that the private engine needs and does not find.
# Argument: a folder on the disk of the engine's data.
set -u
ip link set lo up || echo lo
ip link add probe0 type bridge || echo bridge
ip link add probe1 type veth peer name probe2 || echo veth
ip link add probe3 type vxlan id 1 dstport 4789 || echo vxlan
mkdir "$1/lower" "$1/upper" "$1/work" "$1/merged"
mount -t overlay overlay -o "lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work" "$1/merged" || echo overlay
