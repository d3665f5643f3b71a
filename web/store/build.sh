#!/usr/bin/env bash
# Bundles the store app into OUT/dist, writes its service worker and packs all into OUT/store.pack.
#   build.sh NODE OUT
set -euo pipefail
node=$1 out=$2
cd "$(dirname "${BASH_SOURCE[0]}")"
../install.sh "$PWD"
mkdir -p "$out"
"$node" node_modules/vite/bin/vite.js build --outDir "$out/dist" --emptyOutDir --logLevel warn
"$node" worker.mjs "$out/dist"
"$node" ../console/pack.mjs "$out/dist" "$out/store.pack"
