#!/usr/bin/env bash
# Makes src/api/schema.d.ts from what the program says of its API; with `check`, says whether it is fresh.
#   types.sh PROGRAM [check]
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
../install.sh "$PWD"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" openapi >"$work/openapi.json"
"$(../../scripts/node)" types.mjs "$work/openapi.json" "$work/schema.d.ts"
if [[ ${2:-} == check ]]; then
    diff -q "$work/schema.d.ts" src/api/schema.d.ts >/dev/null ||
        { echo "src/api/schema.d.ts is not what the program says: run web/console/types.sh PROGRAM" >&2; exit 1; }
else
    cp "$work/schema.d.ts" src/api/schema.d.ts
fi
