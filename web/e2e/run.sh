#!/usr/bin/env bash
# The journeys of the console: types, then every journey in Chromium against the real program on an empty database.
# Screenshots and what failed lie in OUT/pages.
#   run.sh NODE PROGRAM OUT [JOURNEY...]
set -euo pipefail
node=$1 program=$(realpath "$2") out=$3
shift 3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../install.sh" "$here"
"$node" "$here/node_modules/typescript/bin/tsc" --noEmit --project "$here"
"$node" "$here/build.mjs" "$out"
MODULES=$here "$node" --enable-source-maps "$out/journeys.js" "$program" "$out/pages" "$@"
