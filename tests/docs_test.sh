#!/usr/bin/env bash
# The commands in the documents: the chain of README.md against a freshly loaded demonstration, mint | verify, the code
# package of docs/formats, keys, backup and restore of docs/operating. README.zh-CN.md gives the same commands and numbers.
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
    for _ in $(seq 1200); do
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

# commands FILE: what can be pasted from it: its bash blocks without comments, and its indented lines.
commands() {
    sed -n '/^```bash$/,/^```$/p; /^    [^ ]/p' "$root/$1" | sed 's/ *#.*//' | grep -v '^$'
}
diff <(commands README.md) <(commands README.zh-CN.md) || fail "README.md and README.zh-CN.md give different commands"
# measured FILE: the numbers of its last table.
measured() { tac "$root/$1" | sed '/^$/d; /^|/!q' | tac | grep -o '[0-9][0-9.,]*[0-9]\|[0-9]'; }
[[ $(measured README.md | wc -l) -ge 20 ]] || fail "README.md has lost its table of what was measured"
diff <(measured README.md) <(measured README.zh-CN.md) || fail "README.md and README.zh-CN.md give different numbers"

"$program" demo --data data >demo.txt 2>demo.log
start
curl -s -o openapi.json "http://127.0.0.1:$port/openapi.json"
grep -q "\"url\":\"http://127.0.0.1:$port\"" openapi.json || fail "the node does not know its port"
run README.md chain
[[ $(grep -c curl chain.sh) -ge 10 ]] || fail "README.md has lost its ten commands"
grep -q '<title>信息已备案' chain.txt || fail "the last scan did not show the product" chain.txt
grep -q '"bizStep":"retail_selling"' chain.txt || fail "the sale was refused" chain.txt
[[ $(wc -l <codes.txt) -eq 1000000 ]] || fail "the code package is not whole"

run docs/formats/code-package.md package
[[ $(tr '\n' ' ' <package.txt) =~ ^[0-9]+\ [0-9]+\ [0-9]+\ $ ]] || fail "the code package does not verify" package.txt
[[ $(head -c 3 package.csv | od -An -tx1) == " ef bb bf" ]] || fail "the package has no byte-order mark"
codes=$(($(tail -1 package.csv | cut -d , -f 1 | sed 's/^0*//') - $(sed -n '2{s/,.*//;s/^0*//;p}' package.csv) + 1))
address=$(sed -n '2s/.*,\(.*E=\).*/\1/p' package.csv)
[[ $address == "http://127.0.0.1:$port/E=" ]] || fail "the package leads to $address"
[[ $(stat -c %s package.csv) -eq $((28 + (88 + ${#address}) * codes)) ]] || fail "the package has another size than said"
for page in code-package serials; do  # the key file of the first serves the second
    run docs/formats/$page.md example
    sed -n '/<!-- example-output:/,/^```$/p' "$root/docs/formats/$page.md" | sed '1,2d;$d' >example-output.txt
    diff example-output.txt example.txt || fail "the example of docs/formats/$page.md prints something else"
done
"$program" verify --keys example.keys <example.txt >verified.txt
diff verified.txt <(printf '%s\n' 'gs1:06901234567892:20 0' 'gs1:06901234567892:20 1' 'short:13 0') || fail "serials do not verify"

run docs/operating/README.md keys
grep -q '"organisation"' keys.txt || fail "the new key does not open the API" keys.txt
grep -q '401' keys.txt || fail "the revoked key still opens the API" keys.txt

"$program" fsck --data mistyped >fsck.txt 2>&1 && fail "fsck finds no defects in a folder without a database" fsck.txt
[[ ! -e mistyped ]] || fail "fsck made a folder"

run docs/operating/README.md backup
grep -q '^0 defects$' backup.txt || fail "the backup has defects" backup.txt
stop
run docs/operating/README.md restore
grep -q '^0 defects$' restore.txt || fail "the restored folder has defects" restore.txt
run docs/operating/README.md rebuild
grep -q '^0 differences$' rebuild.txt || fail "the log says something else than what is stored" rebuild.txt
start
# Into a file: grep -q may be done before curl is, which would then fail.
curl -s -o restored.html "http://127.0.0.1:$port/E=$(head -1 codes.txt)"
grep -q '<title>信息已备案' restored.html || fail "the restored node does not know the code" restored.html

"$program" mint --nsi 0128 --count 5 --keys my.keys | "$program" verify --keys my.keys >verified.txt
diff verified.txt <(for c in 0 1 2 3 4; do echo "ecode:2:0128 $c"; done) || fail "mint and verify disagree"
echo "the documents hold"
