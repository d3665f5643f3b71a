#!/usr/bin/env bash
# Prepares WORK for the validator and prints the node to run it with: the one on PATH if it is 20.19 or newer, else npm's
# own package of it.
#   node.sh WORK
set -euo pipefail
work=${1:?the folder to prepare}
[[ -d $work/node_modules ]] || npm install --no-audit --no-fund --prefix "$work" >&2
exec "$(dirname "${BASH_SOURCE[0]}")/../../scripts/node"
