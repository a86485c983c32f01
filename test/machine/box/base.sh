#!/usr/bin/env bash
# Makes the root file system that all boxes stand on, from the packages of this machine's own Debian; prints its folder.
# Made once: the folder's name is a hash of this file and the release. Nothing is installed on the machine itself.
set -euo pipefail
store=$1
packages=systemd,systemd-sysv,dbus,procps,nginx-light

# shellcheck source=/dev/null
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
base=$store/base-$({ echo "$release"; cat "$0"; } | sha256sum | cut -c1-12)
if [ -d "$base" ]; then
  echo "$base"
  exit
fi

# Its own lists and cache: the machine's may be empty, and are not ours to fill.
mkdir -p "$store/apt/lists/partial" "$store/apt/cache/archives/partial"
apt() { apt-get -qq -o Dir::State::Lists="$store/apt/lists" -o Dir::Cache="$store/apt/cache" -o APT::Sandbox::User=root "$@"; }
# 75 (EX_TEMPFAIL): nothing is wrong here, but nothing can be fetched.
apt -o APT::Update::Error-Mode=any update >&2 || exit 75

PATH=$PATH:$store/tools/usr/bin
if ! command -v mmdebstrap >/dev/null; then
  # It is a script that needs nothing but perl and apt: unpacked is installed.
  (cd "$store/apt" && apt download mmdebstrap >&2 && dpkg-deb -x mmdebstrap_*.deb "$store/tools" && rm mmdebstrap_*.deb)
fi

sources() {
  apt indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    sort -u | awk -v release="$release" '$3 ~ "^" release "(-|$)"'
}
rm -rf "$base.new"
sources | unshare --mount --propagation private mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" \
  --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' "$release" "$base.new" - >&2

# A box has no network to fetch from and no terminal to log in at; an empty machine-id would make each boot its first.
for unit in apt-daily.timer apt-daily-upgrade.timer getty.target console-getty.service; do
  ln -s /dev/null "$base.new/etc/systemd/system/$unit"
done
tr -d - </proc/sys/kernel/random/uuid >"$base.new/etc/machine-id"
echo box >"$base.new/etc/hostname"
echo '127.0.0.1 localhost box' >"$base.new/etc/hosts"
: >"$base.new/etc/resolv.conf"
mkdir -p "$base.new/var/log/journal"
rm -rf "$store"/base-????????????
mv "$base.new" "$base"
echo "$base"
