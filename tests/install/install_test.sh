#!/usr/bin/env bash
# install_test.sh BUILD COMPILER FLAGS: installs the library yiguan_keys into a temporary prefix, builds the program
# beside this script against it as an integrator would, and runs it.
set -euo pipefail
build=$1 compiler=$2 flags=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

cmake --install "$build" --component keys --prefix "$place/prefix" >"$place/log"
cmake -S "$here" -B "$place/build" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS="$flags" -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_PREFIX_PATH="$place/prefix" >>"$place/log" || { cat "$place/log"; exit 1; }
cmake --build "$place/build" >>"$place/log" || { cat "$place/log"; exit 1; }

got=$("$place/build/reader" ']Q30106900000011225' '(01)06900000011226')
wanted=$'(01)06900000011225\n@17'
[[ $got == "$wanted" ]] || { printf 'got:\n%s\nwanted:\n%s\n' "$got" "$wanted"; exit 1; }
# No server, no database, no log: what is linked in says so.
if ldd "$place/build/reader" | grep -E 'sqlite|libpq|spdlog|prometheus'; then
    echo "the program needs more than it should"
    exit 1
fi
