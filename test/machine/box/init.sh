#!/usr/bin/env bash
# The first process of a box: lays its file system out and becomes systemd.
# What belongs to the whole machine (sysctls, devices, its clock) is kept out of reach.
set -euo pipefail
folder=$1 lower=$2
root=$folder/root

mount -t overlay box -o "lowerdir=$lower,upperdir=$folder/upper,workdir=$folder/work" "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
# The machine's boot id would tell everybody in here that nothing was ever booted.
cat /proc/sys/kernel/random/uuid >"$folder/boot-id"
mount --bind "$folder/boot-id" "$root/proc/sys/kernel/random/boot_id"
if [ -e "$root/proc/sysrq-trigger" ]; then mount --bind /dev/null "$root/proc/sysrq-trigger"; fi
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$root/sys/fs/cgroup"

mount -t tmpfs -o nosuid,mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done

ip link set lo up
hostname box
cd "$root"
pivot_root . .
umount -l .
# In a container systemd reads its arguments as the kernel's command line. One hierarchy, as on today's servers: where
# the machine itself still uses cgroup v1, the box has version 2 without controllers.
exec env -i container=box PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  setpriv --bounding-set -sys_time,-sys_module,-sys_rawio,-wake_alarm,-block_suspend \
  /lib/systemd/systemd systemd.unified_cgroup_hierarchy=1 --log-target=journal --show-status=no </dev/null
