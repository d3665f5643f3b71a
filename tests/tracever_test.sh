#!/usr/bin/env bash
# The program itself: static, small, stripped, without network. What it judges is tested beside its code.
#   tracever_test.sh TRACEVER VECTORS
set -euo pipefail
tracever=$1 vectors=$2
fail() {
    echo "tracever_test: $1" >&2
    exit 1
}
[[ $("$tracever" conform "$vectors" | tail -n 1) == "222 passed, 0 failed" ]] || fail "not every vector passes"
[[ $("$tracever" fsck "$vectors/tessera-log" --json) == '{"verdict":"valid"'* ]] || fail "a whole log is not valid"
status=0
"$tracever" receipt "$vectors/tessera-log/vkey" >/dev/null || status=$?
[[ $status == 1 ]] || fail "a file of no format is not invalid"

# No interpreter: nothing is loaded beside it.
! readelf --program-headers --wide "$tracever" | grep -q INTERP || fail "it is not static"
[[ $(stat -c %s "$tracever") -lt 8000000 ]] || fail "it has more than 8 MB"
! readelf --sections --wide "$tracever" | grep -q '\.symtab' || fail "it is not stripped"
# In a network namespace of its own, where one may be made, there is nobody to call.
if unshare --user --net true 2>/dev/null; then
    [[ $(unshare --user --net "$tracever" conform "$vectors/notes/notes.jsonl") == "5 passed, 0 failed" ]] || fail "it needs a network"
fi
