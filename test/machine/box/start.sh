#!/usr/bin/env bash
# Boots a box once: steps into a control group of its own and gives init.sh new namespaces. Ends as the box does.
set -euo pipefail
folder=$1 lower=$2 group=$3

mkdir -p "$group"
echo $$ >"$group/cgroup.procs"
# A box's clocks begin at zero, as a machine's do: otherwise instants from before a reboot would seem to mean something.
read -r uptime _ </proc/uptime
# Whoever asked for the box takes it along when it dies: unshare dies with its parent, the box with unshare.
exec setpriv --pdeathsig KILL unshare --mount --uts --ipc --net --pid --cgroup --time \
  --boottime "-${uptime%.*}" --monotonic "-${uptime%.*}" --propagation private --fork --kill-child=KILL \
  "$(dirname "$0")/init.sh" "$folder" "$lower"
