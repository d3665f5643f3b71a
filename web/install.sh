#!/usr/bin/env bash
# Puts the packages of DIR/package-lock.json into DIR/node_modules, if they are not there: those that the build takes, with
# `test` those that the tests take as well.
#   install.sh DIR [test]
set -euo pipefail
cd "$1"
kind=${2:-build}
want=$(sha256sum package-lock.json | cut -d ' ' -f 1)
stamp=node_modules/.installed
has() { [[ -f $stamp && $(<"$stamp") == "$want"* && ($kind != test || $(<"$stamp") == *test) ]]; }
has && exit
exec 9>.install.lock
flock 9  # builds of two presets share the packages
has && exit
command -v npm >/dev/null || { echo "$1: npm is missing; scripts/deps installs it" >&2; exit 1; }
omit=()
[[ $kind == test ]] || omit=(--omit=dev)
npm ci --no-audit --no-fund --ignore-scripts --loglevel=error "${omit[@]}" >&2 ||
    { echo "$1: npm ci failed; the first build needs the network" >&2; exit 1; }
echo "$want $kind" >"$stamp"
