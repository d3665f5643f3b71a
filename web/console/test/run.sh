#!/usr/bin/env bash
# The tests of the console: types, that the types of the API are what the program says, words, components, sizes.
#   run.sh NODE OUT PROGRAM
set -euo pipefail
node=$1 out=$2 program=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$here"
../install.sh "$here" test
./types.sh "$program" check
"$node" node_modules/vue-tsc/bin/vue-tsc.js --noEmit
"$node" node_modules/vitest/vitest.mjs run
"$node" test/size.mjs "$out/dist"
