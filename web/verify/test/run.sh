#!/usr/bin/env bash
# The tests of the second verifier: types, known verdicts, and the same verdict as tracever on every vector and on
# thousands of changed files.
#   run.sh NODE BUILD TRACEVER VECTORS
set -euo pipefail
node=$1 build=$2 tracever=$3 vectors=$4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$here/../install.sh" "$here" test
"$node" "$here/node_modules/typescript/bin/tsc" --noEmit --project "$here"
"$node" "$here/build.mjs" "$build" test
"$node" "$build/test/unit.js"
"$node" "$build/test/agree.js" "$tracever" "$vectors" --mutations "${YIGUAN_MUTATIONS:-3000}"
