#!/usr/bin/env bash
# Prepares WORK for the validator and prints the node to run it with: the one on PATH if it is 20.19 or newer, else npm's
# own package of it.
#   node.sh WORK
set -euo pipefail
work=${1:?the folder to prepare}
[[ -d $work/node_modules ]] || npm install --no-audit --no-fund --prefix "$work" >&2
if command -v node >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
    command -v node
    exit
fi
[[ -x $work/node/node_modules/node/bin/node ]] || npm install --no-audit --no-fund --prefix "$work/node" node@20.20.2 >&2
echo "$work/node/node_modules/node/bin/node"
