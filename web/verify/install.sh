#!/usr/bin/env bash
# Puts the packages of package-lock.json into node_modules, if they are not there: those that the build takes, with
# `test` those that the tests take as well.
#   install.sh [test]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
want=$(sha256sum package-lock.json | cut -d ' ' -f 1)
stamp=node_modules/.installed
has() { [[ -f $stamp && $(<"$stamp") == "$want"* && ($1 != test || $(<"$stamp") == *test) ]]; }
has "${1:-build}" && exit
exec 9>.install.lock
flock 9  # builds of two presets share the packages
has "${1:-build}" && exit
command -v npm >/dev/null || { echo "web/verify: npm is missing; scripts/deps installs it" >&2; exit 1; }
omit=()
[[ ${1:-build} == test ]] || omit=(--omit=dev)
npm ci --no-audit --no-fund --ignore-scripts "${omit[@]}" >&2 ||
    { echo "web/verify: npm ci failed; the first build needs the network" >&2; exit 1; }
echo "$want ${1:-build}" >"$stamp"
