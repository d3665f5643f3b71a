#!/usr/bin/env bash
# Bundles the console into OUT/dist and packs it into OUT/console.pack.
#   build.sh NODE OUT
set -euo pipefail
node=$1 out=$2
cd "$(dirname "${BASH_SOURCE[0]}")"
../install.sh "$PWD"
mkdir -p "$out"
"$node" node_modules/vite/bin/vite.js build --outDir "$out/dist" --emptyOutDir --logLevel warn
"$node" pack.mjs "$out/dist" "$out/console.pack"
