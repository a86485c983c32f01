#!/usr/bin/env bash
# Packs this project as npm would publish it and installs it for all users of a box; prints the layer that holds it.
# Made again whenever something that goes into the package has changed.
set -euo pipefail
store=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

inputs() { find bin docs preload protocol src package.json tsconfig.json tsconfig.build.json test/machine/box/package.sh -type f; }
layer=$store/package-$(inputs | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum | cut -c1-12)
if [ -d "$layer" ]; then
  echo "$layer"
  exit
fi

rm -rf "$layer.new"
mkdir -p "$layer.new/usr/local/bin"
npm pack --pack-destination "$layer.new" --loglevel=error >&2
npm install --global --prefix "$layer.new/usr/local" --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error \
  "$layer.new"/allswell-*.tgz >&2
rm "$layer.new"/allswell-*.tgz
# The applications need a Node too, and any will do.
(cd "$layer.new/usr/local/bin" && ln -s ../lib/node_modules/allswell/node_modules/node-linux-*/bin/node node)
rm -rf "$store"/package-????????????
mv "$layer.new" "$layer"
echo "$layer"
