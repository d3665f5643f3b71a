#!/usr/bin/env bash
# The tests of the store app: types, queue, scanner, words, size.
#   run.sh NODE OUT
set -euo pipefail
node=$1 out=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$here"
../install.sh "$here" test
"$node" node_modules/vue-tsc/bin/vue-tsc.js --noEmit
"$node" node_modules/vitest/vitest.mjs run
"$node" test/size.mjs "$out/dist"
