#!/usr/bin/env bash
# The commands in the documents: the chain of README.md against a freshly loaded demonstration, mint | verify, backup and
# restore of docs/operating.
#   tests/docs_test.sh PROGRAM
set -euo pipefail
program=$(realpath "${1:?the program to test}")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
server=
stop() { [[ -z $server ]] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; server=; }; }
trap 'stop; rm -rf "$work"' EXIT
cd "$work"

fail() { echo "docs_test: $1"; shift; for file in "$@"; do echo "-- $file"; cat "$file"; done; exit 1; }

start() {
    "$program" serve --data data --listen 127.0.0.1:0 >serve.txt 2>serve.log &
    server=$!
    port=
    for _ in $(seq 200); do
        port=$(sed -n 's/.*"event":"server_ready".*"port":\([0-9]*\).*/\1/p' serve.log)
        [[ -n $port ]] && return
        sleep 0.1
    done
    fail "the server did not start" serve.log
}

# run FILE MARK: the bash block behind `<!-- MARK: ...`, with this program and this port.
run() {
    sed -n "/<!-- $2: run by/,/^\`\`\`\$/p" "$root/$1" | sed '1,2d;$d' | sed "s/127\.0\.0\.1:8080/127.0.0.1:$port/" >"$2.sh"
    [[ -s $2.sh ]] || fail "$1 has lost its block $2"
    mkdir -p bin && ln -sf "$program" bin/yiguan
    PATH=$work/bin:$PATH bash -euo pipefail "$2.sh" >"$2.txt" 2>"$2.log" || fail "$1: the block $2 failed" "$2.txt" "$2.log"
}

"$program" demo --data data >demo.txt 2>demo.log
start
run README.md chain
[[ $(grep -c curl chain.sh) -ge 10 ]] || fail "README.md has lost its ten commands"
grep -q '<title>信息已备案' chain.txt || fail "the last scan did not show the product" chain.txt
grep -q '"bizStep":"retail_selling"' chain.txt || fail "the sale was refused" chain.txt
[[ $(wc -l <codes.txt) -eq 1000000 ]] || fail "the code package is not whole"

run docs/operating/README.md backup
grep -q '^0 defects$' backup.txt || fail "the backup has defects" backup.txt
stop
run docs/operating/README.md restore
grep -q '^0 defects$' restore.txt || fail "the restored folder has defects" restore.txt
start
curl -s "http://127.0.0.1:$port/E=$(head -1 codes.txt)" | grep -q '<title>信息已备案' || fail "the restored node does not know the code"

"$program" mint --nsi 0128 --count 5 --keys my.keys | "$program" verify --keys my.keys >verified.txt
diff verified.txt <(for c in 0 1 2 3 4; do echo "ecode:2:0128 $c"; done) || fail "mint and verify disagree"
echo "the documents hold"
